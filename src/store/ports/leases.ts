/** The answer to whoever asks for keys. */
export type LeaseAnswer =
  | {
      readonly granted: true;
      /**
       * For how long nobody had held one of the keys; undefined where that is not known any more. What was read of WHMCS
       * meanwhile still holds: nobody else could have changed it.
       */
      readonly freeForMs: number | undefined;
    }
  | {
      readonly granted: false;
      /** When all of the keys are free, unless whoever holds them renews. */
      readonly lapsesInMs: number;
    };

/**
 * Leases: whoever holds a key is alone with it among all processes, until they release it or stop renewing. Times are
 * milliseconds of one clock of the state itself, so that hosts whose clocks differ agree. Rejects with a StoreFault.
 */
export interface Leases {
  /** All keys or none, so that two waiters can't deadlock. Not granted while somebody holds one, the holder included. */
  take(keys: readonly string[], holder: string, forMs: number): Promise<LeaseAnswer>;
  /** What `take` would answer at this moment. Takes nothing. */
  look(keys: readonly string[]): Promise<LeaseAnswer>;
  /** Extends all leases of a holder. */
  renew(holder: string, forMs: number): Promise<void>;
  /** Ends all leases of a holder; until when they were held is remembered for some minutes. */
  release(holder: string): Promise<void>;
  /** Whether anybody holds the key. */
  held(key: string): Promise<boolean>;
  /**
   * For how long the holder is certainly alone with all of the keys from now on; 0 where somebody else has taken one.
   * Extends a lease that has run down and that nobody has taken since.
   */
  ensure(holder: string, keys: readonly string[], forMs: number): Promise<number>;
}
