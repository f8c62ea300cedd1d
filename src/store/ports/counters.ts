import type { Bucket, Claim } from '../../terms.js';

/** Claims that were granted: they are counted until they are given back or their windows pass. */
export interface Reservation {
  readonly granted: true;
  readonly id: string;
}

/** A claim that does not fit. */
export interface Shortfall {
  readonly claim: Claim;
  /** What was counted against `max` before this call, as decimal text. */
  readonly used: string;
  /** Milliseconds until it fits if nobody else claims meanwhile; undefined when it never can. */
  readonly retryAfterMs: number | undefined;
}

/** Nothing was counted. */
export interface Refusal {
  readonly granted: false;
  /** Every claim that does not fit, the longest wait first. */
  readonly refused: readonly [Shortfall, ...Shortfall[]];
  /** Milliseconds until all of them fit; undefined when that never comes. */
  readonly retryAfterMs: number | undefined;
}

/** What one bucket has counted. */
export interface BucketUsage extends Bucket {
  /** Decimal text. */
  readonly used: string;
  /** When nothing of `used` counts any more; undefined for a sliding window in which nothing does. */
  readonly resetsAt: Date | undefined;
}

/**
 * The counters behind limits. Every method rejects with a StoreFault when the state can't be read or written: whoever
 * asked must then do as if the answer had been no.
 */
export interface Counters {
  /**
   * Counts all claims or none of them. A maximum reached exactly is allowed: used + amount <= max. Claims on the
   * same bucket add up, and each then has to fit. What was reserved by a process that died stays counted.
   * Rejects with an InvalidClaim for what can't be counted.
   */
  reserve(claims: readonly Claim[], at: Date): Promise<Reservation | Refusal>;
  /** The call was made, or nobody knows: the claims stay. If this fails they stay all the same. */
  commit(reservation: Reservation): Promise<void>;
  /** Nothing was done: gives the claims back, once. After `commit`, or for an id long past, it does nothing. */
  release(reservation: Reservation): Promise<void>;
  /** What the given buckets have counted, in that order; without them, every bucket that something is counted in. */
  usage(at: Date, of?: readonly Bucket[]): Promise<readonly BucketUsage[]>;
}

/** A claim that can't be counted exactly: a defect of the rule or of the amount, never of the state. */
export class InvalidClaim extends Error {
  override readonly name = 'InvalidClaim';
}
