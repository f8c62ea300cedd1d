import { duration } from '../../duration.js';
import { canonicalJson } from '../../json/index.js';
import type { Withhold } from '../../output/index.js';
import type { StoredApproval } from '../../store/index.js';
import { CHANNEL_TRAITS, CHANNELS } from '../../terms.js';
import type { ApprovalGate } from '../approval/gate.js';
import { type Counted, type End, unsent } from '../call.js';
import { openArgs } from '../journal/facts.js';
import { type Failure, failure } from '../outcome.js';

interface Ports {
  gate: Pick<ApprovalGate, 'hold' | 'answer'>;
  withholdOwn: Withhold;
  now(): Date;
}

/** Characters of the arguments as JSON: what is held stands in the state, and people read it. */
const MOST_HELD = 2_000_000;
/** A form has no room to change a text, and its answer would be that of the caller's own client. */
const WAYS = CHANNELS.filter((name) => CHANNEL_TRAITS[name].countsPeople);

/** Why arguments can't wait: what is held is kept, and must leave exactly as it came. */
function unkeepable({ tool, values }: Counted, withholdOwn: Withhold): string | undefined {
  const json = canonicalJson(values);
  if (canonicalJson(openArgs(tool, values)) !== json) return 'it carries a secret, and those are not kept';
  if (canonicalJson(withholdOwn(values)) !== json) return 'it carries a credential, and those are not kept';
  return json.length > MOST_HELD ? 'it is too long to be kept' : undefined;
}

const refused = (call: Counted, rule: string, why: string): End =>
  unsent(
    failure(
      'policy_denied',
      `[POLICY DENIED] ${call.tool.name} would be held by rule ${rule}, and can't be: ${why}. Nothing was sent.`,
      { rule, revision: call.decision.revision },
    ),
  );

/** What an agent is told of its call that waits. */
function answer(
  approval: StoredApproval,
  { rule, message }: { rule: string; message?: string | undefined },
  at: Date,
) {
  const { id, state, held } = approval;
  const until = held?.dueAt ?? at;
  const waits =
    state === 'approved'
      ? 'It is being sent now.'
      : `Nothing is sent yet: it waits ${duration(until.getTime() - at.getTime())}, in which people can change it, send it at once or drop it, and is sent then if nothing has changed by that time.`;
  const said = message === undefined ? '' : ` The operator says: ${message}`;
  const says = `${waits}${said} There is nothing to do for you; the same call, made again, tells how it stands and sends nothing.`;
  return JSON.stringify({ held: id, until: until.toISOString(), rule, says });
}

function notHeld(
  found: Exclude<Awaited<ReturnType<ApprovalGate['hold']>>, Failure | { kind: 'live' | 'denied' }>,
  revision: string,
): Failure {
  if (found.kind === 'too_many')
    return failure(
      'policy_denied',
      `[POLICY DENIED] ${found.pending} calls of yours are held already, and no more wait at once. Nothing was sent; go on when they have left.`,
      { rule: '(held calls)', revision },
    );
  const { id, state } = found.approval;
  return failure(
    'duplicate_call',
    `This call ${state === 'used' ? 'was sent' : 'is held'} as ${id} already, in other words: people have changed it, or it was made with another spelling. This one was not taken, and nothing more is needed.`,
    { held: id, state },
  );
}

/** Lets a call wait, so that people can still change or drop it. It ends here: whoever looks after the state sends it later. */
export async function holdCall(ports: Ports, call: Counted): Promise<End> {
  const { tool, values, decision, session, facts } = call;
  const { hold } = decision;
  const at = ports.now();
  if (hold === undefined) throw new Error('No call is held that no rule holds.');
  const { rule, message, forMs } = hold;
  const { via, channel } = session.caller;
  if (via !== undefined)
    return refused(call, rule, `${via} waits for nothing on its way; call ${tool.name} by itself`);
  const why = unkeepable(call, ports.withholdOwn);
  if (why !== undefined) return refused(call, rule, why);
  const dueAt = new Date(at.getTime() + forMs);
  const found = await ports.gate.hold(call, {
    rule,
    ...(message === undefined ? {} : { message }),
    channels: WAYS,
    call: { dueAt, args: values, channel },
  });
  if ('ok' in found) return unsent(found);
  if (found.kind === 'denied') {
    const { approval } = found;
    return unsent(await ports.gate.answer(tool, approval), { ...facts, approval: approval.id });
  }
  if (found.kind !== 'live') return unsent(notHeld(found, decision.revision));
  const { approval } = found;
  const text = answer(approval, { rule, message }, at);
  return unsent({ ok: true, text, held: approval.id }, { ...facts, approval: approval.id });
}
