import type { Approvals } from '../../approvals/index.js';
import type { CallOf } from '../../catalog/index.js';
import { type Approval, mergeApprovals } from '../../policy/index.js';
import type { StoredApproval } from '../../store/index.js';
import type { ChannelName } from '../../terms.js';
import type { ApprovalGate } from '../approval/gate.js';
import { type End, type Judged, requestKey, unsent } from '../call.js';
import { callerVia } from '../composed/caller-via.js';
import { type ForeseePorts, walkAhead } from '../foresee/foresee.js';
import { decisionFacts } from '../journal/facts.js';
import { type Failure, failure } from '../outcome.js';
import { decidedBefore } from './decided-before.js';
import { pastTogether } from './past-together.js';

export interface PlanPorts extends ForeseePorts {
  gate: Pick<ApprovalGate, 'answer'>;
  approvals: Pick<Approvals, 'standing' | 'list'>;
}

/** A plan is for a person to decide, whatever the policy says of its lines. */
const RULE = '(a plan)';
/** A form has no room for all lines. */
const CHANNELS: readonly ChannelName[] = ['console', 'cli'];
/** More than people approve while one of them holds. */
const MOST_USED = 1_000;

const refused = (call: Judged, index: number, tool: string, { code, message, details }: Failure): End =>
  unsent(
    failure(code, `The plan was not begun, and nobody was asked. Line ${index + 1} (${tool}): ${message}`, {
      ...details,
      line: index + 1,
    }),
    call.facts,
  );

/** The request under which this very plan was begun, as long as that holds. */
async function begun(
  { approvals, installationId, now }: PlanPorts,
  call: Judged,
): Promise<StoredApproval | undefined> {
  const { name, grant } = call.session.caller;
  const used = await approvals.list({ states: ['used'], limit: MOST_USED });
  return used.find(
    (one) =>
      one.tool === call.tool.name &&
      one.installation === installationId &&
      one.caller === name &&
      one.grant === grant &&
      one.digest === call.digest &&
      one.revision === call.decision.revision &&
      one.expiresAt > now(),
  );
}

/** The decision by which people are asked for a plan: on the strictest terms of all its lines. */
function asPlan({ decision }: Judged, lines: readonly Judged[]): Judged['decision'] {
  const terms = [decision, ...lines.map((line) => line.decision)].flatMap(({ approval }): Approval[] =>
    approval === undefined ? [] : [approval],
  );
  const approval = mergeApprovals([{ rule: RULE, channels: CHANNELS }, ...terms]);
  const deciding = { id: RULE, verdict: 'approval' } as const;
  const asked = { ...decision, outcome: 'approval', deciding, rules: [deciding, ...decision.rules] } as const;
  return approval === undefined ? asked : { ...asked, approval };
}

/** Why a line can be no part of a plan. */
function unfit({ tool, values }: Judged): string | undefined {
  if (tool.composed !== undefined) return 'it makes calls of its own; call it by itself.';
  if (tool.risk === 'read') return 'it only reads; call it by itself.';
  if (values.attachments !== undefined)
    return 'it carries files, which a plan does not show; call it by itself.';
  return undefined;
}

/** Walks each line ahead, unless a person was asked for the plan before: what has changed since is left out when its turn comes. */
export async function lookAhead(
  ports: PlanPorts,
  call: Judged,
  given: readonly CallOf[],
): Promise<Judged | End> {
  const { tool, session } = call;
  const known = (lines: readonly Judged[]) => {
    const asked = asPlan(call, lines);
    return {
      ...call,
      decision: asked,
      needsApproval: true,
      facts: { ...call.facts, decision: decisionFacts(asked) },
    };
  };
  if (call.waitedFor !== undefined) return known([]);
  if ((await ports.approvals.standing(requestKey(call))) !== undefined) return known([]);
  const resumes = await begun(ports, call);
  if (resumes !== undefined) return { ...known([]), resumes };
  const inner = { ...session, caller: callerVia(session.caller, tool.name) };
  const lines: Judged[] = [];
  for (const [index, line] of given.entries()) {
    const walked = await walkAhead(ports, { session: inner, facts: call.facts }, line.tool, line.args);
    if ('refused' in walked) return refused(call, index, walked.tool, walked.refused);
    const { passed } = walked;
    const why = unfit(passed);
    if (why !== undefined) return refused(call, index, passed.tool.name, failure('invalid_arguments', why));
    const earlier = lines.findIndex(({ digest }) => digest === passed.digest);
    if (earlier >= 0)
      return refused(
        call,
        index,
        passed.tool.name,
        failure('invalid_arguments', `it is the same call as line ${earlier + 1}.`),
      );
    const no = await decidedBefore(ports, passed);
    if (no !== undefined) return refused(call, index, passed.tool.name, no);
    lines.push(passed);
  }
  const past = await pastTogether(ports, lines);
  if (past !== undefined) return unsent(past, call.facts);
  const asked = known(lines);
  if (asked.decision.approval?.channels?.length === 0) {
    const why =
      'The rules of its lines have no way in common by which people could decide on all of them. Make fewer calls in one plan.';
    return unsent(
      failure('policy_denied', `[POLICY DENIED] The plan was not begun. ${why}`, { rule: RULE }),
      call.facts,
    );
  }
  return { ...asked, lines };
}
