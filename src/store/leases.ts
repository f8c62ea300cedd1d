import type { Connection } from './connection.js';
import { moment } from './window.js';

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
 * milliseconds.
 */
export interface Leases {
  /** All keys or none, so that two waiters can't deadlock. Undefined while somebody holds one of them. */
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

/** Longer than a caller can read and wait for its lease. */
const REMEMBERED_MS = 5 * 60_000;
/** Forgotten rows that one take clears away: more than it adds, so that they never pile up. */
const CLEARED = 16;

export class LeaseTable implements Leases {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  take(keys: readonly string[], holder: string, forMs: number, at: Date): Promise<Lease | undefined> {
    const now = moment(at);
    return this.#connection.write(() => {
      let heldUntil = 0;
      for (const key of keys) {
        const until = this.#until(key);
        if (until > now) return undefined;
        heldUntil = Math.max(heldUntil, until);
      }
      for (const key of keys) {
        this.#connection.run(
          'INSERT INTO lease (key, holder, until) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until',
          key,
          holder,
          now + forMs,
        );
      }
      this.#connection.run(
        "DELETE FROM lease WHERE key IN (SELECT key FROM lease WHERE holder = '' AND until < ? LIMIT ?)",
        now - REMEMBERED_MS,
        CLEARED,
      );
      return { heldUntil: heldUntil === 0 ? undefined : new Date(heldUntil) };
    });
  }

  async renew(holder: string, forMs: number, at: Date): Promise<void> {
    await this.#connection.write(() =>
      this.#connection.run('UPDATE lease SET until = ? WHERE holder = ?', moment(at) + forMs, holder),
    );
  }

  async release(holder: string, at: Date): Promise<void> {
    await this.#connection.write(() =>
      this.#connection.run("UPDATE lease SET holder = '', until = ? WHERE holder = ?", moment(at), holder),
    );
  }

  held(key: string, at: Date): Promise<boolean> {
    return this.#connection.read(() => this.#until(key) > moment(at));
  }

  holds(holder: string, keys: readonly string[], at: Date): Promise<boolean> {
    const now = moment(at);
    const sql = 'SELECT 1 FROM lease WHERE key = ? AND holder = ? AND until > ?';
    return this.#connection.read(() =>
      keys.every((key) => this.#connection.row(sql, key, holder, now) !== undefined),
    );
  }

  #until(key: string): number {
    return Number(
      this.#connection.row<{ until: bigint }>('SELECT until FROM lease WHERE key = ?', key)?.until ?? 0,
    );
  }
}
