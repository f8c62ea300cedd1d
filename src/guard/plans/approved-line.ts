import type { Approvals } from '../../approvals/index.js';
import type { Journal } from '../../audit/index.js';
import type { ApprovalGate } from '../approval/gate.js';
import { type Approved, type Counted, type End, unsent } from '../call.js';
import { failure } from '../outcome.js';
import type { PlannedLine } from '../session.js';
import { begunLine } from './begun-line.js';
import { decidedBefore } from './decided-before.js';

const leftOut = (why: string, details: Record<string, unknown> = {}): End =>
  unsent(failure('approval_required', why, details));

export interface LinePorts {
  approvals: Pick<Approvals, 'standing'>;
  gate: Pick<ApprovalGate, 'answer' | 'drift'>;
  journal: Pick<Journal, 'calls'>;
}

/**
 * Lets a line of a plan pass that a person has approved, if it is still what they saw and what the policy lets them approve. It
 * has its turn in hand: an intent under the same request means that the line was begun, and it is begun once.
 */
export async function approvedLine(
  { approvals, gate, journal }: LinePorts,
  call: Counted,
  { approval, snapshot }: PlannedLine,
): Promise<Approved | End> {
  const { decision, digest, facts } = call;
  const { id, approvers, votes } = approval;
  const rule = decision.approval?.rule ?? decision.deciding.id;
  if (decision.revision !== approval.revision)
    return leftOut('The policy changed since the plan was approved.', { rule: '(policy changed)' });
  const terms = decision.approval;
  const ways = votes.filter(({ yes }) => yes).map(({ channel }) => channel);
  const isMore = (terms?.approvers ?? 1) > approvers;
  const isElsewhere =
    terms?.channels !== undefined && ways.some((way) => !terms.channels?.some((one) => one === way));
  if (isMore || isElsewhere)
    return leftOut('The policy now asks for more than the people who approved the plan.', { rule });
  const no = await decidedBefore({ approvals, gate }, call);
  if (no !== undefined) return unsent(no);
  if ((await begunLine(journal, digest, id)) !== undefined)
    return unsent(
      failure('duplicate_call', `This line of request ${id} was begun before, and is begun once.`),
    );
  const { changed, missing } = await gate.drift(call, snapshot);
  if (changed.length > 0) {
    const what = missing ?? `What the person saw has changed since: ${changed.join(', ')}.`;
    return leftOut(what, { rule, changed });
  }
  return { ...call, approval: undefined, facts: { ...facts, approval: id } };
}
