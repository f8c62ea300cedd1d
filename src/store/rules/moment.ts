/** Milliseconds since 1970. Throws a RangeError for an invalid Date. */
export function moment(at: Date): number {
  const ms = at.getTime();
  if (Number.isNaN(ms)) throw new RangeError('The time must be a valid date.');
  return ms;
}

/** Stored milliseconds as a Date. */
export const dateOf = (ms: bigint | number): Date => new Date(Number(ms));
