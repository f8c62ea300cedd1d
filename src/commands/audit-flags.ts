import type { Flags } from './index.js';

/** What was asked for in a way that can't be done. `message` says how it can. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

/** A flag that is a whole number; undefined where it was not given. Throws a WrongUse. */
export function numberOf(
  flags: Flags,
  name: 'days' | 'limit',
  { least, most }: { least: number; most: number },
): number | undefined {
  const said = flags[name];
  if (said === undefined) return undefined;
  const number = /^\d{1,9}$/.test(said) ? Number(said) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new WrongUse(`--${name} takes a whole number from ${least} to ${most}.`);
}

const DAY_MS = 86_400_000;

/** The time that --days reaches back to; undefined where it was not given. Throws a WrongUse. */
export function sinceOf(flags: Flags, now: Date): Date | undefined {
  const days = numberOf(flags, 'days', { least: 1, most: 36_500 });
  return days === undefined ? undefined : new Date(now.getTime() - days * DAY_MS);
}
