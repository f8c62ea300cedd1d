import type { Lease, Leases } from '../ports/leases.js';
import { leaseAfter, NOBODY, REMEMBERED_MS } from '../rules/lease.js';
import { moment } from '../rules/moment.js';
import type { Database, Tx } from './database.js';
import { Pruning } from './pruning.js';

/** Forgotten rows that one take clears away: more than it adds, so that they never pile up. */
const CLEARED = 16;

const UNTIL = 'SELECT until FROM lease WHERE key = ?';
const HOLDS = 'SELECT 1 AS one FROM lease WHERE key = ? AND holder = ? AND until > ?';
const TAKE = `INSERT INTO lease (key, holder, until) VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until`;
const RENEW = 'UPDATE lease SET until = ? WHERE holder = ?';
const RELEASE = 'UPDATE lease SET holder = ?, until = ? WHERE holder = ?';

async function untilOf(tx: Tx, key: string): Promise<number> {
  return Number((await tx.first<{ until: bigint }>(UNTIL, key))?.until ?? 0);
}

export class SqlLeases implements Leases {
  readonly #database: Database;
  readonly #pruning: Pruning;

  constructor(database: Database) {
    this.#database = database;
    const released = `holder = '${NOBODY}' AND until < ?`;
    this.#pruning = new Pruning(database.dialect, 'lease', 'key', released, 'until');
  }

  async take(keys: readonly string[], holder: string, forMs: number, at: Date): Promise<Lease | undefined> {
    const now = moment(at);
    // In one order for everybody, so that two who take the same ones can't deadlock.
    const ordered = [...new Set(keys)].sort();
    const locks = ordered.map((key) => `lease ${key}`);
    return this.#database.write(locks, async (tx) => {
      const until: number[] = [];
      for (const key of ordered) until.push(await untilOf(tx, key));
      const lease = leaseAfter(until, now);
      if (lease === undefined) return undefined;
      for (const key of ordered) await tx.run(TAKE, key, holder, now + forMs);
      await this.#pruning.prune(tx, now, now - REMEMBERED_MS, CLEARED);
      return lease;
    });
  }

  async renew(holder: string, forMs: number, at: Date): Promise<void> {
    const until = moment(at) + forMs;
    await this.#database.write([], (tx) => tx.run(RENEW, until, holder));
  }

  async release(holder: string, at: Date): Promise<void> {
    const now = moment(at);
    await this.#database.write([], (tx) => tx.run(RELEASE, NOBODY, now, holder));
  }

  async held(key: string, at: Date): Promise<boolean> {
    const now = moment(at);
    return this.#database.read(async (tx) => (await untilOf(tx, key)) > now);
  }

  async holds(holder: string, keys: readonly string[], at: Date): Promise<boolean> {
    const now = moment(at);
    return this.#database.read(async (tx) => {
      for (const key of keys) if ((await tx.first(HOLDS, key, holder, now)) === undefined) return false;
      return true;
    });
  }
}
