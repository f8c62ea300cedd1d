import type { LeaseAnswer } from '../ports/leases.js';

/** A key as it is stored. */
export interface LeaseRow {
  readonly holder: string;
  readonly until: number;
}

/** The holder of a key that was released; what is left says until when it was held. */
export const NOBODY = '';

/** Released keys are remembered this long: longer than a caller can read and wait for its lease. */
export const REMEMBERED_MS = 5 * 60_000;

/** No lease is granted for longer. One that lies further ahead is from before the clock began anew, as at a restart. */
export const LONGEST_MS = 5 * 60_000;

const isOfOldClock = ({ until }: LeaseRow, now: number) => until > now + LONGEST_MS;

/** Whether somebody is alone with the key. */
export const isHeld = (row: LeaseRow, now: number): boolean =>
  row.holder !== NOBODY && row.until > now && !isOfOldClock(row, now);

/** What is known of all the keys that somebody asks for: a lease on all of them, or how long one is still held. */
export function answerFor(rows: readonly LeaseRow[], now: number): LeaseAnswer {
  const held = rows.filter((row) => isHeld(row, now));
  if (held.length > 0)
    return { granted: false, lapsesInMs: Math.max(...held.map(({ until }) => until)) - now };
  if (rows.length === 0) return { granted: true, freeForMs: undefined };
  const free = rows.map((row) => (isOfOldClock(row, now) ? 0 : Math.max(0, now - row.until)));
  return { granted: true, freeForMs: Math.min(...free) };
}

/**
 * For how long a holder keeps all of its keys: undefined where it lost one, 0 or less where time ran out and nobody has
 * taken one since.
 */
export function leftOf(
  holder: string,
  rows: readonly (LeaseRow | undefined)[],
  now: number,
): number | undefined {
  const own = rows.filter((row) => row !== undefined && row.holder === holder && !isOfOldClock(row, now));
  if (own.length < rows.length) return undefined;
  return Math.min(...own.map((row) => (row?.until ?? now) - now));
}
