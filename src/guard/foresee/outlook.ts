import type { Ask, Body, Catalog, ReadCall, Tool } from '../../catalog/index.js';
import { duration } from '../../duration.js';
import type { Presenter, Withhold } from '../../output/index.js';
import { redactFor, UNAVAILABLE } from '../../policy/index.js';
import { withContacts } from '../../records/index.js';
import { previewOf } from '../approval/preview.js';
import type { Judged } from '../call.js';
import type { Attempt } from '../decision/attempt.js';
import type { EffectsOfCalls } from '../decision/effects.js';
import type { Judge } from '../decision/judge.js';
import { subjectOf } from '../decision/named-records.js';
import { isHeld } from '../held/is-held.js';
import { reachedBy } from '../seen/reach.js';
import type { Seen } from '../seen/seen.js';

export interface OutlookPorts {
  catalog: Catalog;
  judge: Pick<Judge, 'early'>;
  effects: Pick<EffectsOfCalls, 'read'>;
  presenter: Pick<Presenter, 'prepare'>;
  /** Takes out our own credentials alone. */
  withholdOwn: Withhold;
  seen: Pick<Seen, 'shown' | 'written'>;
  now(): Date;
}

const PARTLY =
  'Not all of what a person would see is told: some of it could not be read, or is nothing that you are let to read.';
const UNTOLD = 'not known';

class NotShown extends Error {}

/** The tool by which a caller may read what an action answers, whatever the arguments are. */
function readerOf(
  action: string,
  { catalog, judge }: OutlookPorts,
  { policy, session }: Judged,
): Tool | undefined {
  for (const tool of catalog.values()) {
    if (tool.action !== action || tool.risk !== 'read') continue;
    if (judge.early(tool, policy, session).outcome === 'allow') return tool;
  }
  return undefined;
}

/** Asks what the caller could ask by a tool that reads, and gives what that would show; anything else is rejected. */
function askAsCaller(ports: OutlookPorts, call: Judged): Ask {
  const { policy, session, reads } = call;
  const redact = redactFor(policy, session.caller);
  return async (action, params) => {
    const reader = readerOf(action, ports, call);
    if (reader === undefined) throw new NotShown(`${action} is not for this caller`);
    const { value } = ports.presenter.prepare(await reads.ask(action, params), redact);
    // It tells of a client as that read would.
    await ports.seen.shown(
      { tool: reader, values: {}, caller: session.caller },
      value,
      reads.subject.clientId,
    );
    return value;
  };
}

/** The addresses that get its mail, and the contacts of the client who get copies. */
async function mailsTo({ tool, values, reads }: Judged, ask: Ask): Promise<Body> {
  try {
    const subject = subjectOf(tool, values, ask, reads.at);
    const reached = await reachedBy({ tool, values }, { ask, subject });
    const mails_to = [...new Set(reached.recipients.map(({ address }) => address))];
    if (reached.copies === undefined) return { mails_to };
    const contacts = await withContacts(ask, reached).then(
      (all) => all.contacts,
      () => UNTOLD,
    );
    return { mails_to, copies_to: contacts ?? [] };
  } catch {
    return { mails_to: UNTOLD };
  }
}

const undoOf = ({ undo }: Tool): string =>
  typeof undo === 'string'
    ? `No call undoes it. ${undo}`
    : ['A person can undo it from the journal.', undo?.leaves].filter((part) => part !== undefined).join(' ');

/** What a call would do that is let through, or that a person is asked for: no more of it than the caller may read. */
export async function outlookOf(ports: OutlookPorts, call: Judged): Promise<Body> {
  const { tool, values, decision, needsApproval, reads, session } = call;
  const { rule = decision.deciding.id, message, approvers = 1 } = decision.approval ?? {};
  const verdict = needsApproval
    ? {
        would: 'wait for a person',
        rule,
        ...(message === undefined ? {} : { says: message }),
        ...(approvers > 1 ? { people: approvers } : {}),
      }
    : isHeld(call) && decision.hold !== undefined
      ? { would: 'be held', rule: decision.hold.rule, for: duration(decision.hold.forMs) }
      : { would: 'run', rule: decision.deciding.id };
  if (tool.risk === 'read') return { tool: tool.name, ...verdict, effects: [], undo: 'It changes nothing.' };
  const ask = askAsCaller(ports, call);
  const asked: ReadCall = { values, ask, now: reads.at };
  const attempt: Attempt = { tool, values, asker: { caller: session.caller, session: UNAVAILABLE } };
  const effects = await ports.effects.read(attempt, asked).catch(() => UNTOLD);
  const money = await Promise.resolve(tool.money?.(asked)).catch(() => UNTOLD);
  const { title, sentences, irreversible, gentler, details, missing } = ports.withholdOwn(
    await previewOf(tool, values, {
      ask,
      now: ports.now,
      effects: (read) => ports.effects.read(attempt, read),
    }),
  );
  await ports.seen.written();
  return {
    tool: tool.name,
    ...verdict,
    effects,
    ...(money === undefined ? {} : { money }),
    ...(effects.includes('mail') ? await mailsTo(call, ask) : {}),
    undo: undoOf(tool),
    person_sees: {
      title,
      sentences,
      ...(irreversible.length === 0 ? {} : { irreversible }),
      ...(gentler === undefined ? {} : { gentler }),
      details,
    },
    ...(missing === undefined ? {} : { note: PARTLY }),
  };
}
