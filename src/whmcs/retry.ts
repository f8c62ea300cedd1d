import type { Trouble } from './fault.js';
import type { Limits } from './settings.js';

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/**
 * How long to wait before another try, or undefined when there must be none. A write is tried again only when certainly
 * no byte of it left. Full jitter, so that callers who failed together do not come back together.
 */
export function retryWait(
  trouble: Trouble,
  call: { write: boolean; tries: number; spentOnce: boolean; leftMs: number },
  limits: Limits,
  random: () => number,
): number | undefined {
  if (trouble.retry === 'no' || call.tries >= limits.maxTries) return undefined;
  if (call.write && trouble.reached) return undefined;
  if (trouble.retry === 'once' && call.spentOnce) return undefined;
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (call.tries - 1));
  const wait = (trouble.retryAfterMs ?? 0) + Math.round(random() * ceiling);
  return wait < call.leftMs ? wait : undefined;
}
