import type { Connection } from './connection.js';
import { moment } from './window.js';

/** Turns that processes take: whoever holds a key is alone with it, until they let go or are not heard of any more. */
export interface Leases {
  /** All keys or none. False while somebody else holds one of them. */
  take(keys: readonly string[], holder: string, forMs: number, at: Date): Promise<boolean>;
  /** Holds on to what the holder has. */
  renew(holder: string, forMs: number, at: Date): Promise<void>;
  release(holder: string): Promise<void>;
  /** Whether anybody holds the key now. */
  held(key: string, at: Date): Promise<boolean>;
}

export class LeaseTable implements Leases {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  take(keys: readonly string[], holder: string, forMs: number, at: Date): Promise<boolean> {
    const now = moment(at);
    return this.#connection.write(() => {
      for (const key of keys) {
        if (this.#holder(key, now) !== undefined) return false;
      }
      for (const key of keys) {
        this.#connection.run(
          'INSERT INTO lease (key, holder, until) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until',
          key,
          holder,
          now + forMs,
        );
      }
      return true;
    });
  }

  async renew(holder: string, forMs: number, at: Date): Promise<void> {
    await this.#connection.write(() =>
      this.#connection.run('UPDATE lease SET until = ? WHERE holder = ?', moment(at) + forMs, holder),
    );
  }

  async release(holder: string): Promise<void> {
    await this.#connection.write(() => this.#connection.run('DELETE FROM lease WHERE holder = ?', holder));
  }

  held(key: string, at: Date): Promise<boolean> {
    return this.#connection.read(() => this.#holder(key, moment(at)) !== undefined);
  }

  #holder(key: string, now: number): string | undefined {
    return this.#connection.row<{ holder: string }>(
      'SELECT holder FROM lease WHERE key = ? AND until > ?',
      key,
      now,
    )?.holder;
  }
}
