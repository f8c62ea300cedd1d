import type { Bucket, Claim } from '../terms.js';
import type { ApprovalRows, ApproverRows, Notices } from './approval-rows.js';
import type { JournalRows } from './journal-rows.js';
import type { Leases } from './leases.js';

/** The claims are counted, until they are given back or their windows pass. */
export interface Reservation {
  readonly granted: true;
  readonly id: string;
}

/** A claim that does not fit. */
export interface Shortfall {
  readonly claim: Claim;
  /** What stood against `max` before this call. */
  readonly used: string;
  /** When it would fit if nobody else claimed meanwhile; undefined when it never can. */
  readonly retryAfterMs: number | undefined;
}

/** Nothing was counted. */
export interface Refusal {
  readonly granted: false;
  /** Every claim that does not fit, the longest wait first. */
  readonly refused: readonly [Shortfall, ...Shortfall[]];
  /** When all of them would fit; undefined when that never comes. */
  readonly retryAfterMs: number | undefined;
}

export interface Standing extends Bucket {
  readonly used: string;
  /** When nothing of `used` counts any more; undefined for a sliding window in which nothing does. */
  readonly resetsAt: Date | undefined;
}

export interface Halt {
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
  /** Set when it is a file that halts: `resume` can't lift it, removing the file does. */
  readonly file?: string;
}

/**
 * What all processes of one guard share. Every method rejects with a StoreFault when the state can't be read or
 * written: whoever asked must then do as if the answer had been no.
 */
export interface Store {
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
  /** What the given buckets stand at, in that order; without them, every bucket that something is counted in. */
  standing(at: Date, of?: readonly Bucket[]): Promise<readonly Standing[]>;
  readonly approvals: ApprovalRows;
  readonly approvers: ApproverRows;
  readonly notices: Notices;
  readonly journal: JournalRows;
  readonly leases: Leases;
  halted(): Promise<Halt | undefined>;
  /** Seen by the next call of every process that shares the state. */
  halt(by: string, reason: string, at: Date): Promise<void>;
  /** Lifts what `halt` did. Resolves to what still halts: a file, or nothing. */
  resume(by: string, at: Date): Promise<Halt | undefined>;
  close(): Promise<void>;
}

/** A claim that can't be counted exactly: a defect of the rule or of the amount, never of the state. */
export class InvalidClaim extends Error {
  override readonly name = 'InvalidClaim';
}
