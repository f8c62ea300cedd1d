import type { Approvals } from '../../approvals/index.js';
import type { StoredApproval } from '../../store/index.js';
import type { ApprovalGate } from '../approval/gate.js';
import { type Approved, type Counted, type End, unsent } from '../call.js';
import { failure } from '../outcome.js';

const leftOut = (why: string, rule: string): End =>
  unsent(failure('policy_denied', `[POLICY DENIED] This mail was held, and is not sent: ${why}`, { rule }));

/**
 * Lets a call pass that was held, if it is still what it was: the policy lets it go without a person, nobody dropped or changed it,
 * and the record is as it was when it was held. It has its turn in hand. The row is used up when the call is sent.
 */
export async function sentLater(
  { approvals, gate }: { approvals: Pick<Approvals, 'get'>; gate: Pick<ApprovalGate, 'drift'> },
  call: Counted,
  { id }: StoredApproval,
): Promise<Approved | End> {
  const { decision, needsApproval, facts } = call;
  const held = await approvals.get(id);
  if (held?.state !== 'approved' || held.held === undefined)
    return leftOut(`by now it is ${held?.state ?? 'gone'}.`, '(held)');
  if (needsApproval) {
    const rule = decision.approval?.rule ?? decision.deciding.id;
    return leftOut(`by now a person has to approve it (rule ${rule}).`, rule);
  }
  const { changed, missing } = await gate.drift(call, held.snapshot ?? {});
  if (changed.length > 0) {
    if (missing !== undefined)
      return unsent(failure('whmcs_unreachable', `What it rests on can't be read just now: ${missing}`));
    return leftOut(`this has changed since: ${changed.join(', ')}.`, '(changed since)');
  }
  return { ...call, approval: held, facts: { ...facts, approval: id } };
}
