import type { Claim } from '../../terms.js';
import type { Refusal, Reservation } from './counters.js';
import type { NewEntry } from './journal.js';

/** What a call holds until it ends. */
export interface CallHoldings {
  readonly reservation?: Reservation | undefined;
  /** Whether what was reserved stays counted. */
  readonly sent: boolean;
  /** Who holds its leases. */
  readonly holder?: string | undefined;
  /** Nobody waits for it; it is written at once all the same where something has to be given back. */
  readonly soon?: boolean;
}

/** What is written at the two ends of a call, each in one transaction. Rejects with a StoreFault: then nothing was. */
export interface CallRows {
  /**
   * Counts the claims, at the time of the entry, and appends the intent, durably: both, or nothing where they are refused.
   * Rejects with an InvalidClaim for what can't be counted.
   */
  begin(intent: NewEntry, claims: readonly Claim[]): Promise<Reservation | Refusal>;
  /** Appends what came of a call, and gives back what it holds. */
  end(entry: NewEntry, holdings: CallHoldings): Promise<void>;
}
