import type { Bucket, Claim } from '../terms.js';
import { decimalText, millionths } from './amount.js';
import type { Connection } from './connection.js';
import type { Refusal, Reservation, Shortfall, Standing } from './store.js';
import { bucketName, bucketOf, calendarSpan, moment, type Span } from './window.js';

/** What one call takes from one bucket. `span` is the calendar window, or that of the sliding one until now. */
interface Taking {
  readonly bucket: string;
  readonly kind: 'calendar' | 'sliding';
  readonly span: Span;
  amount: bigint;
}

/** A taking as a hold remembers it: `from` is the start of the calendar window or the time of the event. */
type Held = [kind: Taking['kind'], bucket: string, from: number, amount: string];

interface Wish {
  readonly claim: Claim;
  readonly max: bigint;
  readonly taking: Taking;
}

// A clock that was set forward by mistake comes back to windows that must still be there.
const KEPT_MS = 86_400_000;

/** The counters behind limits. */
export class Counters {
  readonly #connection: Connection;
  readonly #newId: () => string;

  constructor(connection: Connection, newId: () => string) {
    this.#connection = connection;
    this.#newId = newId;
  }

  async reserve(claims: readonly Claim[], at: Date): Promise<Reservation | Refusal> {
    const now = moment(at);
    const { wishes, takings } = wishesOf(claims, now);
    const id = this.#newId();
    return this.#connection.write(() => {
      const refused = wishes.flatMap((wish) => this.#shortfall(wish, now) ?? []);
      const [first, ...others] = refused.sort((a, b) => wait(b) - wait(a));
      if (first !== undefined) {
        return { granted: false, refused: [first, ...others], retryAfterMs: first.retryAfterMs };
      }
      for (const taking of takings) this.#take(taking, id, now);
      this.#hold(id, takings, now);
      // More than was added, so that rows never pile up, and a fixed number, so that no call pays for many.
      this.#prune(now - KEPT_MS, 2 * takings.length + 8);
      return { granted: true, id };
    });
  }

  async commit({ id }: Reservation): Promise<void> {
    await this.#connection.write(() => this.#connection.run('DELETE FROM hold WHERE reservation = ?', id));
  }

  async release({ id }: Reservation): Promise<void> {
    await this.#connection.write(() => {
      const row = this.#connection.row<{ takings: string }>(
        'DELETE FROM hold WHERE reservation = ? RETURNING takings',
        id,
      );
      for (const held of row === undefined ? [] : (JSON.parse(row.takings) as Held[])) {
        this.#giveBack(held, id);
      }
    });
  }

  async standing(at: Date, of?: readonly Bucket[]): Promise<Standing[]> {
    const now = moment(at);
    const names = of?.map(bucketName);
    return this.#connection.read(() =>
      (names ?? this.#counted(now)).map((name) => {
        const taking = takingOf(bucketOf(name), now);
        const used = this.#used(taking);
        return { ...bucketOf(name), used: decimalText(used), resetsAt: this.#resetsAt(taking) };
      }),
    );
  }

  #used({ kind, bucket, span }: Taking): bigint {
    // No upper bound for a sliding window: what a process with a later clock counted is counted.
    const sql =
      kind === 'calendar'
        ? 'SELECT used FROM counter WHERE bucket = ? AND starts = ?'
        : 'SELECT coalesce(sum(amount), 0) AS used FROM event WHERE bucket = ? AND at > ?';
    return this.#connection.row<{ used: bigint }>(sql, bucket, span.starts)?.used ?? 0n;
  }

  #shortfall({ claim, max, taking }: Wish, now: number): Shortfall | undefined {
    const used = this.#used(taking);
    const excess = used + taking.amount - max;
    if (excess <= 0n) return undefined;
    const retryAfterMs = taking.amount > max ? undefined : this.#frees(taking, excess) - now;
    return { claim, used: decimalText(used), retryAfterMs };
  }

  /** When so much of what a bucket counts no longer does. */
  #frees({ kind, bucket, span }: Taking, excess: bigint): number {
    if (kind === 'calendar') return span.ends;
    const row = this.#connection.row<{ until: bigint }>(
      `SELECT until FROM
         (SELECT until, sum(amount) OVER (ORDER BY at, reservation) AS freed
            FROM event WHERE bucket = ? AND at > ?)
       WHERE freed >= ? ORDER BY until LIMIT 1`,
      bucket,
      span.starts,
      excess,
    );
    return Number(row?.until ?? span.ends);
  }

  #take({ kind, bucket, span, amount }: Taking, id: string, now: number): void {
    if (kind === 'calendar') {
      this.#connection.run(
        `INSERT INTO counter (bucket, starts, ends, used) VALUES (?, ?, ?, ?)
         ON CONFLICT (bucket, starts) DO UPDATE SET used = used + excluded.used`,
        bucket,
        span.starts,
        span.ends,
        amount,
      );
    } else {
      this.#connection.run(
        'INSERT INTO event (bucket, at, reservation, until, amount) VALUES (?, ?, ?, ?, ?)',
        bucket,
        now,
        id,
        span.ends,
        amount,
      );
    }
  }

  #hold(id: string, takings: readonly Taking[], now: number): void {
    const held = takings.map(({ kind, bucket, span, amount }): Held => {
      return [kind, bucket, kind === 'calendar' ? span.starts : now, amount.toString()];
    });
    const until = Math.max(now, ...takings.map(({ span }) => span.ends));
    this.#connection.run(
      'INSERT INTO hold (reservation, takings, until) VALUES (?, ?, ?)',
      id,
      JSON.stringify(held),
      until,
    );
  }

  #giveBack([kind, bucket, from, amount]: Held, id: string): void {
    if (kind === 'calendar') {
      this.#connection.run(
        'UPDATE counter SET used = used - ? WHERE bucket = ? AND starts = ?',
        BigInt(amount),
        bucket,
        from,
      );
    } else {
      this.#connection.run(
        'DELETE FROM event WHERE bucket = ? AND at = ? AND reservation = ?',
        bucket,
        from,
        id,
      );
    }
  }

  #prune(before: number, limit: number): void {
    for (const sql of [
      `DELETE FROM counter WHERE (bucket, starts) IN
         (SELECT bucket, starts FROM counter WHERE ends <= ? ORDER BY ends LIMIT ?)`,
      `DELETE FROM event WHERE (bucket, at, reservation) IN
         (SELECT bucket, at, reservation FROM event WHERE until <= ? ORDER BY until LIMIT ?)`,
      `DELETE FROM hold WHERE reservation IN
         (SELECT reservation FROM hold WHERE until <= ? ORDER BY until LIMIT ?)`,
    ]) {
      this.#connection.run(sql, before, limit);
    }
  }

  #resetsAt({ kind, bucket, span }: Taking): Date | undefined {
    if (kind === 'calendar') return new Date(span.ends);
    const last = this.#connection.row<{ until: bigint | null }>(
      'SELECT max(until) AS until FROM event WHERE bucket = ? AND at > ?',
      bucket,
      span.starts,
    )?.until;
    return last === null || last === undefined ? undefined : new Date(Number(last));
  }

  #counted(now: number): string[] {
    return this.#connection
      .rows<{ bucket: string }>(
        `SELECT bucket FROM counter WHERE starts <= ? AND ends > ? AND used > 0
         UNION SELECT bucket FROM event WHERE until > ? ORDER BY bucket`,
        now,
        now,
        now,
      )
      .map((row) => row.bucket);
  }
}

const wait = ({ retryAfterMs }: Shortfall) => retryAfterMs ?? Number.MAX_VALUE;

function takingOf(bucket: Bucket, now: number): Taking {
  const { window } = bucket;
  const name = bucketName(bucket);
  if ('calendar' in window) {
    return { bucket: name, kind: 'calendar', span: calendarSpan(window.calendar, now), amount: 0n };
  }
  const length = window.slidingSeconds * 1000;
  return { bucket: name, kind: 'sliding', span: { starts: now - length, ends: now + length }, amount: 0n };
}

/** Claims with what their call takes in all from each bucket: whatever the order of rules, no maximum is passed. */
function wishesOf(claims: readonly Claim[], now: number): { wishes: Wish[]; takings: Taking[] } {
  const takings = new Map<string, Taking>();
  const wishes = claims.map((claim) => {
    const fresh = takingOf(claim, now);
    const taking = takings.get(fresh.bucket) ?? fresh;
    takings.set(taking.bucket, taking);
    taking.amount += millionths(claim.amount, `The amount counted for ${claim.id}`);
    return { claim, max: millionths(claim.max, `The maximum of ${claim.id}`), taking };
  });
  return { wishes, takings: [...takings.values()] };
}
