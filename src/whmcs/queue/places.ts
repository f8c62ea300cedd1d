import type { QueueAddOptions } from 'p-queue';

/** What is known of a call that waits for a place among those under way, or has one. */
export interface Waiting extends QueueAddOptions {
  readonly action: string;
  /** Who asked for it; undefined for what the guard itself reads. */
  readonly caller: string | undefined;
  /** It calls a server or a registrar. */
  readonly slow: boolean;
}

/** A call that has a place. */
export interface Taken {
  readonly of: Waiting;
  readonly since: number;
}

/** What p-queue runs where the turn of a call has come. */
type Run = () => Promise<unknown>;

interface Entry {
  readonly run: Run;
  readonly of: Waiting;
}

/** A read that has been under way for longer is as good as a slow call. */
const OVERDUE_MS = 3_000;

const NONE: ReadonlySet<string> = new Set();

/**
 * The places under way, and who gets the next. Of all places at most half go to slow calls and to reads of an action
 * that is overdue; the last one goes neither to an action nor to a caller that has all the others, where there are more
 * than one of them. Among those who may, the caller who has the fewest places is next, then whoever came first.
 */
export class Places {
  readonly #most: number;
  readonly #now: () => number;
  /** In the order in which they began. */
  readonly #taken = new Set<Taken>();
  /** In the order in which they came. */
  readonly #waiting: Entry[] = [];
  /** A caller that was never seen needs no place kept for it. */
  readonly #callers = new Set<string>();

  /** `most`: how many may be under way at once. `now`: milliseconds that never run backwards. */
  constructor(most: number, now: () => number) {
    this.#most = most;
    this.#now = now;
  }

  /** A queue class for p-queue, which makes one by itself: it holds those who wait here. */
  queueClass() {
    const [waiting, next] = [this.#waiting, () => this.#next()];
    return class {
      /** Of those that may begin now: p-queue asks whether there is one. */
      get size(): number {
        return next() === undefined ? 0 : 1;
      }

      enqueue(run: Run, of?: Partial<Waiting>): void {
        waiting.push({ run, of: { action: '', caller: undefined, slow: false, ...of } });
      }

      dequeue(): Run | undefined {
        const entry = next();
        if (entry === undefined) return undefined;
        waiting.splice(waiting.indexOf(entry), 1);
        return entry.run;
      }

      remove(id: string): void {
        const index = waiting.findIndex(({ of }) => of.id === id);
        if (index >= 0) waiting.splice(index, 1);
      }

      filter(): Run[] {
        return waiting.map(({ run }) => run);
      }

      setPriority(): void {
        throw new Error('Nobody is given a place before others.');
      }
    };
  }

  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** A caller is about: others leave it a place from now on. */
  meet(caller: string | undefined): void {
    if (caller !== undefined) this.#callers.add(caller);
  }

  /** A call begins. */
  take(of: Waiting): Taken {
    const taken: Taken = { of, since: this.#now() };
    this.#taken.add(taken);
    return taken;
  }

  /** A call that began has ended. */
  leave(taken: Taken): void {
    this.#taken.delete(taken);
  }

  /** Whether a call may begin without waiting: nobody else waits, and there is a place for it. */
  isFreeFor(of: Waiting): boolean {
    return !this.isAwaited && !this.#isFull && this.#isLetIn(of, this.#overdue());
  }

  get #isFull(): boolean {
    return this.#taken.size >= this.#most;
  }

  /** Which of those who wait begins now; undefined where none of them may. */
  #next(): Entry | undefined {
    if (!this.isAwaited || this.#isFull) return undefined;
    const overdue = this.#overdue();
    let [best, fewest] = [undefined as Entry | undefined, Number.POSITIVE_INFINITY];
    for (const entry of this.#waiting) {
      const held = entry.of.caller === undefined ? 0 : this.#count(({ of }) => of.caller === entry.of.caller);
      if (held < fewest && this.#isLetIn(entry.of, overdue)) [best, fewest] = [entry, held];
    }
    return best;
  }

  #count(is: (taken: Taken) => boolean): number {
    let count = 0;
    for (const taken of this.#taken) if (is(taken)) count += 1;
    return count;
  }

  /** Actions of which a fast call is overdue. */
  #overdue(): ReadonlySet<string> {
    const late = this.#now() - OVERDUE_MS;
    const [oldest] = this.#taken;
    if (oldest === undefined || oldest.since > late) return NONE;
    return new Set(
      [...this.#taken].filter(({ of, since }) => !of.slow && since <= late).map(({ of }) => of.action),
    );
  }

  #isLetIn(of: Waiting, overdue: ReadonlySet<string>): boolean {
    if (this.#most === 1) return true;
    const isSlow = (one: Waiting) => one.slow || overdue.has(one.action);
    if (isSlow(of)) return this.#count((taken) => isSlow(taken.of)) < Math.floor(this.#most / 2);
    const others = this.#most - 1;
    if (this.#taken.size < others) return true;
    if (this.#count((taken) => taken.of.action === of.action) >= others) return false;
    if (this.#callers.size < 2 || of.caller === undefined) return true;
    return this.#count((taken) => taken.of.caller === of.caller) < others;
  }
}
