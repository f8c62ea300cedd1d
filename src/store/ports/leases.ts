/** What a holder is granted. */
export interface Lease {
  /**
   * When anybody last held one of the keys before; undefined where that is not known any more. What was read of WHMCS
   * since then still holds: nobody else could have changed it meanwhile.
   */
  readonly heldUntil: Date | undefined;
}

/**
 * Leases: whoever holds a key is alone with it among all processes, until they release it or stop renewing. Times are
 * milliseconds. Rejects with a StoreFault; with a RangeError for an invalid Date.
 */
export interface Leases {
  /** All keys or none, so that two waiters can't deadlock. Undefined while somebody holds one, the holder included. */
  take(keys: readonly string[], holder: string, forMs: number, at: Date): Promise<Lease | undefined>;
  /** Extends all leases of a holder. */
  renew(holder: string, forMs: number, at: Date): Promise<void>;
  /** Ends all leases of a holder; until when they were held is remembered for some minutes. */
  release(holder: string, at: Date): Promise<void>;
  /** Whether anybody holds the key. */
  held(key: string, at: Date): Promise<boolean>;
  /** Whether this holder still holds all of the keys. */
  holds(holder: string, keys: readonly string[], at: Date): Promise<boolean>;
}
