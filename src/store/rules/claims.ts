import type { Bucket, Claim } from '../../terms.js';
import type { Refusal, Shortfall } from '../ports/counters.js';
import { millionths, textOfMillionths } from './amount.js';
import type { Span } from './local-span.js';
import { bucketName, calendarSpan } from './time-window.js';

/** What one call takes from one bucket. `span` is the calendar window, or that of the sliding one until now. */
export interface Taking {
  readonly bucket: string;
  readonly kind: 'calendar' | 'sliding';
  readonly span: Span;
  /** Millionths. */
  readonly amount: bigint;
}

/** A claim with all that its call takes from the same bucket. */
export interface Wish {
  readonly claim: Claim;
  /** Millionths. */
  readonly max: bigint;
  readonly taking: Taking;
}

/** What a reservation took: `from` is the start of the calendar window or the time of the event. */
export type Held = readonly [kind: Taking['kind'], bucket: string, from: number, amount: bigint];

/** A clock that was set forward by mistake comes back to windows that must still be there. */
export const KEPT_PAST_WINDOW_MS = 86_400_000;

/** What a bucket is read with at a moment; nothing is taken. */
export function takingOf(bucket: Bucket, now: number): Taking {
  const { window } = bucket;
  const name = bucketName(bucket);
  if ('calendar' in window) {
    return {
      bucket: name,
      kind: 'calendar',
      span: calendarSpan(window.calendar, now, window.timezone),
      amount: 0n,
    };
  }
  const length = window.slidingSeconds * 1000;
  return { bucket: name, kind: 'sliding', span: { starts: now - length, ends: now + length }, amount: 0n };
}

/**
 * Claims with what their call takes in all from each bucket: whatever the order of rules, no maximum is passed. The
 * takings are in one order for every caller, so that two who take the same ones can't deadlock.
 * Throws an InvalidClaim.
 */
export function wishesOf(
  claims: readonly Claim[],
  now: number,
): { wishes: readonly Wish[]; takings: readonly Taking[] } {
  const takings = new Map<string, Taking & { amount: bigint }>();
  const wishes = claims.map((claim) => {
    const fresh = takingOf(claim, now);
    const taking = takings.get(fresh.bucket) ?? { ...fresh };
    takings.set(taking.bucket, taking);
    taking.amount += millionths(claim.amount, `The amount counted for ${claim.id}`);
    return { claim, max: millionths(claim.max, `The maximum of ${claim.id}`), taking };
  });
  const ordered = [...takings.values()];
  if (ordered.length > 1) ordered.sort((a, b) => (a.bucket < b.bucket ? -1 : 1));
  return { wishes, takings: ordered };
}

/** By how much a wish passes its maximum beside what is used; 0 or less where it fits. */
export const excessOf = ({ max, taking }: Wish, used: bigint): bigint => used + taking.amount - max;

/** Whether waiting helps: a claim that is more than its maximum never fits. */
export const canEverFit = ({ max, taking }: Wish): boolean => taking.amount <= max;

/** A wish that does not fit; `freeAt` is when it would, undefined where that never comes. */
export function shortfallOf(wish: Wish, used: bigint, freeAt: number | undefined, now: number): Shortfall {
  return {
    claim: wish.claim,
    used: textOfMillionths(used),
    retryAfterMs: freeAt === undefined ? undefined : freeAt - now,
  };
}

const wait = ({ retryAfterMs }: Shortfall) => retryAfterMs ?? Number.MAX_VALUE;

/** All shortfalls as one refusal, or undefined where there are none. */
export function refusalOf(shortfalls: readonly Shortfall[]): Refusal | undefined {
  const [first, ...others] = [...shortfalls].sort((a, b) => wait(b) - wait(a));
  if (first === undefined) return undefined;
  return { granted: false, refused: [first, ...others], retryAfterMs: first.retryAfterMs };
}

/** What has to be given back if the call is not made after all. */
export function heldOf(takings: readonly Taking[], now: number): Held[] {
  return takings.map(({ kind, bucket, span, amount }) => {
    return [kind, bucket, kind === 'calendar' ? span.starts : now, amount];
  });
}
