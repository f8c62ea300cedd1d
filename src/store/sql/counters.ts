import type { Bucket, Claim } from '../../terms.js';
import { StoreFault } from '../fault.js';
import type { BucketUsage, Counters, Refusal, Reservation, Shortfall } from '../ports/counters.js';
import { textOfMillionths } from '../rules/amount.js';
import {
  canEverFit,
  excessOf,
  type Held,
  heldOf,
  refusalOf,
  shortfallOf,
  type Taking,
  takingOf,
  type Wish,
  wishesOf,
} from '../rules/claims.js';
import { dateOf, moment } from '../rules/moment.js';
import { bucketName, bucketOf } from '../rules/time-window.js';
import { type Ahead, Allowances } from './calls/allowances.js';
import { CalendarSums } from './calls/calendar-sums.js';
import type { Database, Tx } from './database.js';
import { Pruning } from './pruning.js';

// No upper bound for a sliding window: what a process with a later clock counted is counted.
const USED = 'SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) AS used FROM event WHERE bucket = ? AND at > ?';
const ADD_EVENT = 'INSERT INTO event (bucket, at, reservation, until, amount) VALUES (?, ?, ?, ?, ?)';
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
  readonly #allowances: Allowances;
  /** What reservations took that may still be given back. Of a process that dies they stay counted, so nobody else asks. */
  readonly #held = new WeakMap<Reservation, readonly Held[]>();
  /** Reservations that are being given back: whoever asks again waits for that, and gives back nothing more. */
  readonly #returning = new WeakMap<Reservation, Promise<unknown>>();

  /** `elapsed`: milliseconds of a clock that never goes back. */
  constructor(database: Database, newId: () => string, elapsed?: () => number) {
    this.#database = database;
    this.#newId = newId;
    const { dialect } = database;
    this.#prunings = [
      new Pruning(dialect, 'counter', 'bucket, starts', 'ends <= ?', 'ends'),
      new Pruning(dialect, 'event', 'bucket, at, reservation', 'until <= ?', 'until'),
    ];
    this.#allowances = new Allowances(
      database,
      (tx, { bucket, starts, left }) => this.#sums(tx).giveBack(tx, bucket, starts, left),
      elapsed,
    );
  }

  async reserve(claims: readonly Claim[], at: Date): Promise<Reservation | Refusal> {
    const now = this.#now(at);
    const { wishes, takings } = wishesOf(claims, now);
    if (this.#allowances.spend(wishes, takings)) return this.#granted(takings, now);
    const answer = await this.#reserve(wishes, takings, now);
    if (answer.granted || !(await this.#givesWayTo(wishes))) return answer;
    return this.#reserve(wishes, takings, now);
  }

  async #reserve(
    wishes: readonly Wish[],
    takings: readonly Taking[],
    now: number,
  ): Promise<Reservation | Refusal> {
    const ahead = this.#allowances.wanted(wishes);
    let taken: Map<Taking, bigint> | undefined;
    try {
      const { locks, work } = this.#reserving(wishes, takings, now);
      const counted = await this.#database.write(
        locks,
        async (tx) => {
          const answer = await work(tx);
          return { answer, taken: answer.granted ? this.#takeAhead(tx, ahead) : undefined };
        },
        { overtakes: true },
      );
      taken = counted.taken;
      return counted.answer;
    } finally {
      this.#allowances.settle(ahead, taken);
    }
  }

  /** A time of this machine by the clock that all who count go by. */
  #now(at: Date): number {
    return moment(at) + this.#database.clockAheadMs;
  }

  async commit(reservation: Reservation): Promise<void> {
    this.#held.delete(reservation);
  }

  release(reservation: Reservation): Promise<void> {
    return this.returning(reservation, () =>
      this.#database.write([], (tx) => this.releaseIn(tx, reservation)),
    );
  }

  /**
   * One write that gives a reservation back by `releaseIn`. It begins once nobody else gives the same one back: each engine
   * may have several transactions open, and none sees what another has given back.
   */
  async returning<T>(reservation: Reservation, write: () => Promise<T>): Promise<T> {
    for (let other = this.#returning.get(reservation); other !== undefined; ) {
      await other.catch(() => undefined);
      other = this.#returning.get(reservation);
    }
    const returning = write();
    this.#returning.set(reservation, returning);
    try {
      const result = await returning;
      this.#held.delete(reservation);
      return result;
    } catch (error) {
      // It may be given back already: it stays counted rather than being given back twice.
      if (error instanceof StoreFault && error.isUncertain) this.#held.delete(reservation);
      throw error;
    } finally {
      this.#returning.delete(reservation);
    }
  }

  /** A reservation as part of a transaction. Throws an InvalidClaim, or a RangeError for an invalid Date. */
  reserving(
    claims: readonly Claim[],
    at: Date,
  ): { locks: string[]; work(tx: Tx): Promise<Reservation | Refusal> } {
    const now = this.#now(at);
    const { wishes, takings } = wishesOf(claims, now);
    return this.#reserving(wishes, takings, now);
  }

  #reserving(
    wishes: readonly Wish[],
    takings: readonly Taking[],
    now: number,
  ): { locks: string[]; work(tx: Tx): Promise<Reservation | Refusal> } {
    return {
      locks: takings.map(({ bucket }) => `counter ${bucket}`),
      work: async (tx) => {
        const sums = this.#sums(tx);
        const shortfalls: Shortfall[] = [];
        for (const wish of wishes) {
          const used = await usedOf(tx, sums, wish.taking);
          const excess = excessOf(wish, used);
          if (excess > 0n) shortfalls.push(await shortfallIn(tx, wish, used, excess, now));
        }
        const refusal = refusalOf(shortfalls);
        if (refusal !== undefined) return refusal;
        const reservation = this.#granted(takings, now);
        for (const taking of takings) {
          if (taking.kind === 'calendar') sums.add(taking);
          else await tx.run(ADD_EVENT, taking.bucket, now, reservation.id, taking.span.ends, taking.amount);
        }
        sums.clears(now, takings.length);
        return reservation;
      },
    };
  }

  #granted(takings: readonly Taking[], now: number): Reservation {
    const reservation = { granted: true, id: this.#newId() } as const;
    this.#held.set(reservation, heldOf(takings, now));
    return reservation;
  }

  /** Counts what there is room for of calls that are still to come. */
  #takeAhead(tx: Tx, ahead: Ahead): Map<Taking, bigint> {
    const sums = this.#sums(tx);
    const taken = new Map<Taking, bigint>();
    for (const [taking, wanted] of ahead) {
      const amount = this.#allowances.fitting(wanted, sums.used(taking));
      sums.add({ ...taking, amount });
      taken.set(taking, amount);
    }
    return taken;
  }

  /**
   * After a refusal: whether calls that this process has counted and not made may be why. They are given back then, so that
   * asking once more tells.
   */
  givesWayTo(claims: readonly Claim[], at: Date): Promise<boolean> {
    return this.#givesWayTo(wishesOf(claims, this.#now(at)).wishes);
  }

  async #givesWayTo(wishes: readonly Wish[]): Promise<boolean> {
    if (!this.#allowances.holds(wishes)) return false;
    await this.#database.caughtUp();
    return true;
  }

  /** Gives a reservation back as part of the transaction of a write that `returning` was asked for. */
  async releaseIn(tx: Tx, reservation: Reservation): Promise<void> {
    for (const [kind, bucket, from, amount] of this.#held.get(reservation) ?? []) {
      if (kind === 'calendar') await this.#sums(tx).giveBack(tx, bucket, from, amount);
      else await tx.run(DROP_EVENT, bucket, from, reservation.id);
    }
  }

  async usage(at: Date, of?: readonly Bucket[]): Promise<readonly BucketUsage[]> {
    const now = this.#now(at);
    const asked = of?.map(bucketName);
    return this.#database.read(async (tx) => {
      const found: BucketUsage[] = [];
      const sums = this.#sums(tx);
      for (const name of asked ?? (await countedIn(tx, now))) {
        const taking = takingOf(bucketOf(name), now);
        const counted = await usedOf(tx, sums, taking);
        const used = textOfMillionths(counted - this.#allowances.left(taking));
        found.push({ ...bucketOf(name), used, resetsAt: await resetOf(tx, taking) });
      }
      return found;
    });
  }

  #sums(tx: Tx): CalendarSums {
    return tx.shared(this, () => new CalendarSums(this.#prunings));
  }
}

async function usedOf(tx: Tx, sums: CalendarSums, taking: Taking): Promise<bigint> {
  if (taking.kind === 'sliding')
    return (await tx.first<{ used: bigint }>(USED, taking.bucket, taking.span.starts))?.used ?? 0n;
  await sums.load(tx, taking);
  return sums.used(taking);
}

async function shortfallIn(
  tx: Tx,
  wish: Wish,
  used: bigint,
  excess: bigint,
  now: number,
): Promise<Shortfall> {
  const freeAt = canEverFit(wish) ? await freeAtIn(tx, wish.taking, excess) : undefined;
  return shortfallOf(wish, used, freeAt, now);
}

/** When so much of what a bucket counts no longer does. */
async function freeAtIn(tx: Tx, { kind, bucket, span }: Taking, excess: bigint): Promise<number> {
  if (kind === 'calendar') return span.ends;
  const row = await tx.first<{ until: bigint }>(FREES, bucket, span.starts, excess);
  return Number(row?.until ?? span.ends);
}

async function resetOf(tx: Tx, { kind, bucket, span }: Taking): Promise<Date | undefined> {
  if (kind === 'calendar') return dateOf(span.ends);
  const last = (await tx.first<{ until: bigint | null }>(LAST_EVENT, bucket, span.starts))?.until;
  return last === null || last === undefined ? undefined : dateOf(last);
}

async function countedIn(tx: Tx, now: number): Promise<string[]> {
  return (await tx.all<{ bucket: string }>(COUNTED, now, now, now)).map((row) => row.bucket);
}
