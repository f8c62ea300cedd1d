import { duration } from '../../duration.js';
import type { Host } from '../host.js';

/** How far a time is from now: `3 min ago`, `in 14 min`, `now`. */
export function relative(at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime();
  if (Math.abs(ms) < 1000) return 'now';
  return ms < 0 ? `${duration(-ms)} ago` : `in ${duration(ms)}`;
}

/** A time for whoever reads the output: relative on a terminal, and in full where it may be kept. */
export function shownTime({ stdout }: Pick<Host, 'stdout'>, at: Date, now: Date): string {
  return stdout.isTTY ? relative(at, now) : at.toISOString();
}
