import type { Lease } from '../ports/leases.js';

/** The holder of a key that was released; what is left says until when it was held. */
export const NOBODY = '';

/** Released keys are remembered this long: longer than a caller can read and wait for its lease. */
export const REMEMBERED_MS = 5 * 60_000;

/** Until when keys are or were held, 0 for one that is not known: a lease on all of them, or undefined while one is held. */
export function leaseAfter(until: readonly number[], now: number): Lease | undefined {
  const last = Math.max(0, ...until);
  if (last > now) return undefined;
  return { heldUntil: last === 0 ? undefined : new Date(last) };
}
