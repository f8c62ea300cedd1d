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

/** A lease that is taken with something else. */
export interface LeaseWish {
  readonly keys: readonly string[];
  readonly holder: string;
  /** How long it is held unless it is renewed, in milliseconds. */
  readonly forMs: number;
  /** For how long nobody may have held one of the keys, asked at the moment when they are taken. In milliseconds. */
  freeForMs(): number;
}

/** Somebody holds one of the keys, or has held it too lately. */
export interface NotAlone {
  readonly granted: false;
  readonly alone: false;
}

/** What is written at the two ends of a call, each in one transaction. Rejects with a StoreFault: then nothing was. */
export interface CallRows {
  /**
   * Counts the claims, at the time of the entry, takes the lease and appends the intent, durably: all of it, or nothing
   * where one is refused. Rejects with an InvalidClaim for what can't be counted.
   */
  begin(intent: NewEntry, claims: readonly Claim[]): Promise<Reservation | Refusal>;
  begin(
    intent: NewEntry,
    claims: readonly Claim[],
    lease: LeaseWish | undefined,
  ): Promise<Reservation | Refusal | NotAlone>;
  /** Appends what came of a call, and gives back what it holds. */
  end(entry: NewEntry, holdings: CallHoldings): Promise<void>;
}
