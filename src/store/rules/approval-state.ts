import type { ApprovalState, StoredApproval } from '../ports/approvals.js';

/** States in which a request waits for people or for its call. */
export const LIVE: readonly ApprovalState[] = ['pending', 'approved'];
export const SETTLED: readonly ApprovalState[] = ['denied', 'expired', 'used', 'void'];

export const isLive = ({ state }: Pick<StoredApproval, 'state'>): boolean => LIVE.includes(state);

/** Settled requests are kept this long. */
export const KEPT_MS = 30 * 86_400_000;

export const OUTDATED_POLICY = 'The policy changed since it was asked.';
export const OTHER_GRANT = 'The caller was given another grant since it was asked.';

/** When a request lapses that enters a live state now: from the yes on it has as long as it could have waited for it. */
export const lapsesAt = ({ lifetimeMs }: Pick<StoredApproval, 'lifetimeMs'>, now: number): number =>
  now + lifetimeMs;

/** A request as it is at a time, whether its end was written or not. */
export function asOf(approval: StoredApproval, now: number): StoredApproval {
  if (!isLive(approval) || approval.expiresAt.getTime() > now) return approval;
  return { ...approval, state: 'expired', settledAt: approval.expiresAt };
}
