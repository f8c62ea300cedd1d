import PQueue from 'p-queue';
import type { StopSignal } from '../transport/stop-signal.js';
import { Places, type Taken, type Waiting } from './places.js';

/** How long a call waits for its place, and what ends that before. */
interface Patience {
  readonly ms: number;
  readonly signal?: StopSignal | undefined;
}

/** p-queue reads a clock of whole milliseconds: with one more, no second holds more than the ceiling, wherever it begins. */
const SECOND_MS = 1_001;

/** Where calls wait for a place among those under way, and for the ceiling of a second. */
export class PlaceQueue {
  readonly #places: Places;
  readonly #hasCeiling: boolean;
  /** Its tasks take a place each and are over at once: `Places` says whose turn it is, p-queue counts the second. */
  readonly #queue;

  constructor(limits: { concurrency: number; ratePerSecond: number }, now: () => number) {
    const { concurrency, ratePerSecond } = limits;
    this.#places = new Places(concurrency, now);
    this.#hasCeiling = ratePerSecond > 0;
    this.#queue = new PQueue({
      // Hosts ban for bursts.
      ...(this.#hasCeiling && { intervalCap: ratePerSecond, interval: SECOND_MS, strict: true }),
      queueClass: this.#places.queueClass(),
    });
  }

  /**
   * Runs the work once it has a place. Resolves to why it never ran where the time was over or the caller gave up before;
   * rejects with what the work throws.
   */
  async run<T>(of: Waiting, patience: Patience, work: () => Promise<T>): Promise<T | 'busy' | 'cancelled'> {
    if (patience.signal?.aborted) return 'cancelled';
    this.#places.meet(of.caller);
    // A call that waits for nothing needs no timer and no signal.
    const isFree = !this.#hasCeiling && this.#places.isFreeFor(of);
    const taken = isFree ? this.#places.take(of) : await this.#turn(of, patience);
    if (typeof taken === 'string') return taken;
    try {
      return await work();
    } finally {
      this.#places.leave(taken);
      this.#beginNext();
    }
  }

  /** Waits in the queue for a place; resolves to why there is none where the patience was over before. */
  async #turn(of: Waiting, { ms, signal }: Patience): Promise<Taken | 'busy' | 'cancelled'> {
    const quitting = new AbortController();
    let taken: Taken | undefined;
    let why: 'busy' | 'cancelled' = 'busy';
    const quit = () => {
      if (taken === undefined) quitting.abort();
    };
    const cancel = () => {
      why = 'cancelled';
      quit();
    };
    const timer = setTimeout(quit, Math.max(0, ms));
    signal?.addEventListener('abort', cancel);
    try {
      const take = async () => {
        taken = this.#places.take(of);
        return taken;
      };
      return await this.#queue.add(take, { ...of, signal: quitting.signal });
    } catch (error) {
      if (taken !== undefined || !quitting.signal.aborted) throw error;
      return why;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Lets in all who may begin now: p-queue looks through those who wait when it is started. */
  #beginNext(): void {
    if (!this.#places.isAwaited) return;
    this.#queue.pause();
    this.#queue.start();
  }
}
