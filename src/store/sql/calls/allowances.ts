import type { Taking, Wish } from '../../rules/claims.js';
import type { Database, Tx } from '../database.js';

/** Busy is who counts this often in a period; what it counts is then taken for a period ahead. */
const PERIOD_MS = 25;
const LEAST_CALLS = 4;
const MOST_CALLS = 128n;

/** One call, in millionths. Sums of money are always counted one by one. */
const CALL = 1_000_000n;

/** Nobody takes more ahead than this part of what is left to all: near its maximum a limit is counted call by call. */
const PART = 32n;

/** Forgotten all at once beyond that: a pace is known again after a few calls. */
const MOST_PACES = 256;

/** Calls that this process has counted in a calendar window and not made yet. */
interface Allowance {
  readonly bucket: string;
  readonly starts: number;
  /** The maximum that it was taken under. All in millionths. */
  readonly max: bigint;
  left: bigint;
}

/** How often a bucket was counted in lately. */
interface Pace {
  since: number;
  calls: number;
  before: number;
  /** One asks for an allowance already. */
  isAsking: boolean;
}

/** What a call takes ahead beyond itself, bucket by bucket. */
export type Ahead = ReadonlyMap<Taking, { readonly amount: bigint; readonly max: bigint }>;

/**
 * Takes calls of busy buckets in advance, so that a process that makes hundreds in a second writes once in a period
 * and not for each call. They are counted before they are made, and what is left after a period is given back: no
 * maximum is ever passed, and what a process that dies had left stays counted until its window ends.
 */
export class Allowances {
  readonly #database: Database;
  readonly #giveBack: (tx: Tx, allowance: Allowance) => Promise<void>;
  readonly #elapsed: () => number;
  readonly #open = new Map<string, Allowance>();
  readonly #paces = new Map<string, Pace>();

  constructor(
    database: Database,
    giveBack: (tx: Tx, allowance: Pick<Allowance, 'bucket' | 'starts' | 'left'>) => Promise<void>,
    elapsed: () => number = () => performance.now(),
  ) {
    this.#database = database;
    this.#giveBack = giveBack;
    this.#elapsed = elapsed;
  }

  /** Counts a call against what was taken ahead, whole or not at all. */
  spend(wishes: readonly Wish[], takings: readonly Taking[]): boolean {
    const spent: Allowance[] = [];
    for (const { taking, max } of wishes) {
      const open = this.#open.get(taking.bucket);
      if (open === undefined || !isOneCall(taking) || open.starts !== taking.span.starts) return false;
      if (open.left < CALL || max < open.max) return false;
      if (!spent.includes(open)) spent.push(open);
    }
    if (spent.length !== takings.length || spent.length === 0) return false;
    for (const open of spent) {
      open.left -= CALL;
      this.#paceOf(open.bucket).calls += 1;
    }
    return true;
  }

  /** What to take ahead with these wishes, which are not covered. Each answer has to be ended by `settle`. */
  wanted(wishes: readonly Wish[]): Ahead {
    const ahead = new Map<Taking, { amount: bigint; max: bigint }>();
    // A call of which one part has to be written anyway would never be made on the others.
    if (!this.#database.gathers || !wishes.every(({ taking }) => isOneCall(taking))) return ahead;
    for (const { taking, max } of wishes) {
      const known = ahead.get(taking);
      if (known !== undefined) {
        if (max < known.max) ahead.set(taking, { ...known, max });
        continue;
      }
      const pace = this.#paceOf(taking.bucket);
      pace.calls += 1;
      const calls = Math.max(pace.calls, pace.before);
      if (calls < LEAST_CALLS || pace.isAsking || this.left(taking) > 0n) continue;
      pace.isAsking = true;
      ahead.set(taking, { amount: least(BigInt(calls), MOST_CALLS) * CALL, max });
    }
    return ahead;
  }

  /** What of it may be taken while so much is used, the call itself included. Whole calls, in millionths. */
  fitting({ amount, max }: { amount: bigint; max: bigint }, used: bigint): bigint {
    const calls = least(amount, (max - used) / PART) / CALL;
    return calls < LEAST_CALLS ? 0n : calls * CALL;
  }

  /** `taken`: what of `ahead` was, once it is committed. */
  settle(ahead: Ahead, taken: ReadonlyMap<Taking, bigint> | undefined): void {
    for (const [taking, { max }] of ahead) {
      this.#paceOf(taking.bucket).isAsking = false;
      const left = taken?.get(taking) ?? 0n;
      if (left > 0n) this.#begin({ bucket: taking.bucket, starts: taking.span.starts, max, left });
    }
  }

  /** Whether some of what these wishes are counted in is counted and not made. */
  holds(wishes: readonly Wish[]): boolean {
    return wishes.some(({ taking }) => this.left(taking) > 0n);
  }

  /** What is counted in a window and not made. */
  left({ bucket, span }: Pick<Taking, 'bucket' | 'span'>): bigint {
    const open = this.#open.get(bucket);
    return open?.starts === span.starts ? open.left : 0n;
  }

  #begin(allowance: Allowance): void {
    this.#open.set(allowance.bucket, allowance);
    let rest: bigint | undefined;
    const giveBack = async (tx: Tx) => {
      if (this.#open.get(allowance.bucket) === allowance) this.#open.delete(allowance.bucket);
      rest ??= allowance.left;
      if (rest > 0n) await this.#giveBack(tx, { ...allowance, left: rest });
    };
    // A state that can't be written keeps it counted.
    this.#database.write([`counter ${allowance.bucket}`], giveBack, { soon: true }).catch(() => undefined);
  }

  #paceOf(bucket: string): Pace {
    const now = this.#elapsed();
    let pace = this.#paces.get(bucket);
    if (pace === undefined) {
      if (this.#paces.size >= MOST_PACES) this.#paces.clear();
      pace = { since: now, calls: 0, before: 0, isAsking: false };
      this.#paces.set(bucket, pace);
    }
    const gone = now - pace.since;
    if (gone >= PERIOD_MS) {
      pace.before = gone < 2 * PERIOD_MS ? pace.calls : 0;
      pace.calls = 0;
      pace.since = now;
    }
    return pace;
  }
}

const isOneCall = ({ kind, amount }: Taking) => kind === 'calendar' && amount === CALL;
const least = (one: bigint, other: bigint) => (one < other ? one : other);
