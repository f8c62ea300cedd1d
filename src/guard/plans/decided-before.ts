import type { Approvals } from '../../approvals/index.js';
import type { ApprovalGate } from '../approval/gate.js';
import { type Judged, requestKey } from '../call.js';
import { type Failure, failure } from '../outcome.js';

export interface DecidedPorts {
  approvals: Pick<Approvals, 'standing'>;
  gate: Pick<ApprovalGate, 'answer'>;
}

/**
 * Why a call is no line of a plan although the policy would let it: people said no to it, by itself, in another plan or while it
 * was held; or it is held, and leaves by itself; or it left so in a person's words. Undefined where nothing stands against it.
 */
export async function decidedBefore(
  { approvals, gate }: DecidedPorts,
  call: Judged,
): Promise<Failure | undefined> {
  const key = requestKey(call);
  for (const held of [undefined, true] as const) {
    const stands = await approvals.standing({ ...key, held });
    if (stands?.kind === 'denied') return gate.answer(call.tool, stands.approval, stands.line);
    if (held === undefined || stands === undefined) continue;
    const { id, state } = stands.approval;
    const was =
      state === 'used' ? `was sent as ${id}, in other words` : `is held as ${id}, and leaves by itself`;
    return failure('duplicate_call', `This call ${was}. It can be no line of a plan.`, { held: id, state });
  }
  return undefined;
}
