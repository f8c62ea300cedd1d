import type { LeaseAnswer, Leases } from '../ports/leases.js';
import {
  answerFor,
  isHeld,
  type LeaseRow,
  LONGEST_MS,
  leftOf,
  NOBODY,
  REMEMBERED_MS,
} from '../rules/lease.js';
import type { Database, Tx } from './database.js';
import { Pruning } from './pruning.js';

/** Forgotten rows that one take clears away: more than it adds, so that they never pile up. */
const CLEARED = 16;

const ROW = 'SELECT holder, until FROM lease WHERE key = ?';
const TAKE = `INSERT INTO lease (key, holder, until) VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until`;
const RENEW = 'UPDATE lease SET until = ? WHERE holder = ?';
const RELEASE = 'UPDATE lease SET holder = ?, until = ? WHERE holder = ?';

async function rowOf(tx: Tx, key: string): Promise<LeaseRow | undefined> {
  const row = await tx.first<{ holder: string; until: bigint }>(ROW, key);
  return row && { holder: row.holder, until: Number(row.until) };
}

function checkDuration(forMs: number): void {
  if (!(forMs > 0 && forMs <= LONGEST_MS))
    throw new RangeError(`A lease is for 1 to ${LONGEST_MS} milliseconds.`);
}

export class SqlLeases implements Leases {
  readonly #database: Database;
  readonly #now: (tx: Tx) => Promise<number>;
  readonly #pruning: Pruning;

  /** `clock` stands in for that of the database. */
  constructor(database: Database, clock?: () => number) {
    this.#database = database;
    this.#now = clock === undefined ? (tx) => database.now(tx) : async () => clock();
    const released = `holder = '${NOBODY}' AND until < ?`;
    this.#pruning = new Pruning(database.dialect, 'lease', 'key', released, 'until');
  }

  async take(keys: readonly string[], holder: string, forMs: number): Promise<LeaseAnswer> {
    const taking = this.taking(keys, holder, forMs);
    return this.#database.write(taking.locks, async (tx) => {
      const answer = await taking.look(tx);
      if (answer.granted) await taking.take(tx);
      return answer;
    });
  }

  look(keys: readonly string[]): Promise<LeaseAnswer> {
    return this.#database.read((tx) => this.#look(tx, new Set(keys)));
  }

  /** A lease as part of a transaction: it is looked whether it can be had, and then taken. */
  taking(keys: readonly string[], holder: string, forMs: number) {
    checkDuration(forMs);
    // In one order for everybody, so that two who take the same ones can't deadlock.
    const ordered = [...new Set(keys)].sort();
    return {
      locks: locksOf(ordered),
      look: (tx: Tx) => this.#look(tx, ordered),
      take: async (tx: Tx): Promise<void> => {
        const now = await this.#now(tx);
        for (const key of ordered) await tx.run(TAKE, key, holder, now + forMs);
        await this.#pruning.prune(tx, now, now - REMEMBERED_MS, CLEARED);
      },
    };
  }

  async #look(tx: Tx, keys: Iterable<string>): Promise<LeaseAnswer> {
    const now = await this.#now(tx);
    const rows: LeaseRow[] = [];
    for (const key of keys) {
      const row = await rowOf(tx, key);
      if (row !== undefined) rows.push(row);
    }
    return answerFor(rows, now);
  }

  async renew(holder: string, forMs: number): Promise<void> {
    checkDuration(forMs);
    await this.#database.write([], async (tx) => tx.run(RENEW, (await this.#now(tx)) + forMs, holder));
  }

  async release(holder: string): Promise<void> {
    await this.#database.write([], (tx) => this.releaseIn(tx, holder));
  }

  /** A release as part of a transaction. */
  async releaseIn(tx: Tx, holder: string): Promise<void> {
    await tx.run(RELEASE, NOBODY, await this.#now(tx), holder);
  }

  async held(key: string): Promise<boolean> {
    return this.#database.read(async (tx) => {
      const row = await rowOf(tx, key);
      return row !== undefined && isHeld(row, await this.#now(tx));
    });
  }

  async ensure(holder: string, keys: readonly string[], forMs: number): Promise<number> {
    checkDuration(forMs);
    const ordered = [...new Set(keys)].sort();
    const left = await this.#database.read((tx) => this.#left(tx, ordered, holder));
    // Writing waits for others, so it is left out while there is time enough.
    if (left === undefined || left >= forMs / 2) return left ?? 0;
    return this.#database.write(locksOf(ordered), async (tx) => {
      if ((await this.#left(tx, ordered, holder)) === undefined) return 0;
      await tx.run(RENEW, (await this.#now(tx)) + forMs, holder);
      return forMs;
    });
  }

  async #left(tx: Tx, keys: readonly string[], holder: string): Promise<number | undefined> {
    const now = await this.#now(tx);
    const rows: (LeaseRow | undefined)[] = [];
    for (const key of keys) rows.push(await rowOf(tx, key));
    return leftOf(holder, rows, now);
  }
}

const locksOf = (keys: readonly string[]) => keys.map((key) => `lease ${key}`);
