import type { Bucket, Claim } from '../../terms.js';
import type { BucketUsage, Counters, Refusal, Reservation, Shortfall } from '../ports/counters.js';
import { textOfMillionths } from '../rules/amount.js';
import {
  canEverFit,
  excessOf,
  type Held,
  heldOf,
  heldUntil,
  KEPT_PAST_WINDOW_MS,
  refusalOf,
  shortfallOf,
  type Taking,
  takingOf,
  type Wish,
  wishesOf,
} from '../rules/claims.js';
import { dateOf, moment } from '../rules/moment.js';
import { bucketName, bucketOf } from '../rules/time-window.js';
import type { Database, Tx } from './database.js';
import { Pruning } from './pruning.js';

// No upper bound for a sliding window: what a process with a later clock counted is counted.
const USED = {
  calendar: 'SELECT used FROM counter WHERE bucket = ? AND starts = ?',
  sliding: 'SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) AS used FROM event WHERE bucket = ? AND at > ?',
} as const;
const COUNT = `INSERT INTO counter (bucket, starts, ends, used) VALUES (?, ?, ?, ?)
  ON CONFLICT (bucket, starts) DO UPDATE SET used = counter.used + excluded.used`;
const ADD_EVENT = 'INSERT INTO event (bucket, at, reservation, until, amount) VALUES (?, ?, ?, ?, ?)';
const HOLD = 'INSERT INTO hold (reservation, takings, until) VALUES (?, ?, ?)';
const TAKE_HOLD = 'DELETE FROM hold WHERE reservation = ? RETURNING takings';
const DROP_HOLD = 'DELETE FROM hold WHERE reservation = ?';
const COUNT_BACK = 'UPDATE counter SET used = used - ? WHERE bucket = ? AND starts = ?';
const DROP_EVENT = 'DELETE FROM event WHERE bucket = ? AND at = ? AND reservation = ?';
/** When enough of the oldest events have left a sliding window. */
const FREES = `SELECT until FROM
    (SELECT until, sum(amount) OVER (ORDER BY at, reservation) AS freed
      FROM event WHERE bucket = ? AND at > ?) AS leaving
  WHERE freed >= ? ORDER BY until LIMIT 1`;
const LAST_EVENT = 'SELECT max(until) AS until FROM event WHERE bucket = ? AND at > ?';
const COUNTED = `SELECT bucket FROM counter WHERE starts <= ? AND ends > ? AND used > 0
  UNION SELECT bucket FROM event WHERE until > ? ORDER BY bucket`;

export class SqlCounters implements Counters {
  readonly #database: Database;
  readonly #newId: () => string;
  readonly #prunings: readonly Pruning[];

  constructor(database: Database, newId: () => string) {
    this.#database = database;
    this.#newId = newId;
    const { dialect } = database;
    this.#prunings = [
      new Pruning(dialect, 'counter', 'bucket, starts', 'ends <= ?', 'ends'),
      new Pruning(dialect, 'event', 'bucket, at, reservation', 'until <= ?', 'until'),
      new Pruning(dialect, 'hold', 'reservation', 'until <= ?', 'until'),
    ];
  }

  async reserve(claims: readonly Claim[], at: Date): Promise<Reservation | Refusal> {
    const now = moment(at);
    const { wishes, takings } = wishesOf(claims, now);
    const id = this.#newId();
    const locks = takings.map(({ bucket }) => `counter ${bucket}`);
    return this.#database.write(locks, async (tx) => {
      const shortfalls: Shortfall[] = [];
      for (const wish of wishes) {
        const shortfall = await shortfallIn(tx, wish, now);
        if (shortfall !== undefined) shortfalls.push(shortfall);
      }
      const refusal = refusalOf(shortfalls);
      if (refusal !== undefined) return refusal;
      for (const taking of takings) await take(tx, taking, id, now);
      await tx.run(HOLD, id, JSON.stringify(heldOf(takings, now)), heldUntil(takings, now));
      // More than was added, so that rows never pile up.
      const most = 2 * takings.length + 8;
      for (const pruning of this.#prunings) await pruning.prune(tx, now, now - KEPT_PAST_WINDOW_MS, most);
      return { granted: true, id } as const;
    });
  }

  async commit({ id }: Reservation): Promise<void> {
    await this.#database.write([], (tx) => tx.run(DROP_HOLD, id));
  }

  async release({ id }: Reservation): Promise<void> {
    await this.#database.write([], async (tx) => {
      const row = await tx.first<{ takings: string }>(TAKE_HOLD, id);
      if (row === undefined) return;
      for (const [kind, bucket, from, amount] of JSON.parse(row.takings) as Held[]) {
        if (kind === 'calendar') await tx.run(COUNT_BACK, BigInt(amount), bucket, from);
        else await tx.run(DROP_EVENT, bucket, from, id);
      }
    });
  }

  async usage(at: Date, of?: readonly Bucket[]): Promise<readonly BucketUsage[]> {
    const now = moment(at);
    const asked = of?.map(bucketName);
    return this.#database.read(async (tx) => {
      const found: BucketUsage[] = [];
      for (const name of asked ?? (await countedIn(tx, now))) {
        const taking = takingOf(bucketOf(name), now);
        const used = textOfMillionths(await usedOf(tx, taking));
        found.push({ ...bucketOf(name), used, resetsAt: await resetOf(tx, taking) });
      }
      return found;
    });
  }
}

async function usedOf(tx: Tx, { kind, bucket, span }: Taking): Promise<bigint> {
  return (await tx.first<{ used: bigint }>(USED[kind], bucket, span.starts))?.used ?? 0n;
}

async function shortfallIn(tx: Tx, wish: Wish, now: number): Promise<Shortfall | undefined> {
  const used = await usedOf(tx, wish.taking);
  const excess = excessOf(wish, used);
  if (excess <= 0n) return undefined;
  const freeAt = canEverFit(wish) ? await freeAtIn(tx, wish.taking, excess) : undefined;
  return shortfallOf(wish, used, freeAt, now);
}

/** When so much of what a bucket counts no longer does. */
async function freeAtIn(tx: Tx, { kind, bucket, span }: Taking, excess: bigint): Promise<number> {
  if (kind === 'calendar') return span.ends;
  const row = await tx.first<{ until: bigint }>(FREES, bucket, span.starts, excess);
  return Number(row?.until ?? span.ends);
}

async function take(tx: Tx, { kind, bucket, span, amount }: Taking, id: string, now: number): Promise<void> {
  if (kind === 'calendar') await tx.run(COUNT, bucket, span.starts, span.ends, amount);
  else await tx.run(ADD_EVENT, bucket, now, id, span.ends, amount);
}

async function resetOf(tx: Tx, { kind, bucket, span }: Taking): Promise<Date | undefined> {
  if (kind === 'calendar') return dateOf(span.ends);
  const last = (await tx.first<{ until: bigint | null }>(LAST_EVENT, bucket, span.starts))?.until;
  return last === null || last === undefined ? undefined : dateOf(last);
}

async function countedIn(tx: Tx, now: number): Promise<string[]> {
  return (await tx.all<{ bucket: string }>(COUNTED, now, now, now)).map((row) => row.bucket);
}
