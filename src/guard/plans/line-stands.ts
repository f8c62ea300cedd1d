import type { Approvals } from '../../approvals/index.js';
import { deniedLines, type StoredApproval } from '../../store/index.js';
import type { ApprovalGate } from '../approval/gate.js';
import type { Judged } from '../call.js';
import { type Failure, failure } from '../outcome.js';

export interface StandingPorts {
  approvals: Pick<Approvals, 'get'>;
  gate: Pick<ApprovalGate, 'answer'>;
  now(): Date;
}

/** Why no line at all leaves under a request any more; undefined where lines still do. */
export function planOver(request: StoredApproval | undefined, now: Date): Failure | undefined {
  if (request?.state !== 'used')
    return failure(
      'approval_required',
      'The request for the plan does not stand any more. Nothing was sent.',
    );
  if (request.expiresAt > now) return undefined;
  return failure(
    'approval_expired',
    `The time of request ${request.id} is over. Nothing was sent; the same plan asks anew, if it is still wanted.`,
    { approval: request.id },
  );
}

/** Why a line of a plan may not leave now: its request is looked at anew, as people can deny lines while others leave. */
export async function lineObjection(
  { approvals, gate, now }: StandingPorts,
  { tool }: Pick<Judged, 'tool'>,
  { approval, line }: { readonly approval: StoredApproval; readonly line: number },
): Promise<Failure | undefined> {
  const request = await approvals.get(approval.id);
  const over = planOver(request, now());
  if (over !== undefined || request === undefined) return over;
  return deniedLines(request).has(line) ? gate.answer(tool, request, line) : undefined;
}
