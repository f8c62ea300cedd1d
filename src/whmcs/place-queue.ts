import PQueue from 'p-queue';
import { Places, type Waiting } from './places.js';

/** Where calls wait for a place among those under way, and for the ceiling of a second. */
export class PlaceQueue {
  readonly #places: Places;
  readonly #queue;

  constructor(limits: { concurrency: number; ratePerSecond: number }, now: () => number) {
    const { concurrency, ratePerSecond } = limits;
    this.#places = new Places(concurrency, now);
    this.#queue = new PQueue({
      concurrency,
      // No second holds more than the ceiling, wherever it begins; hosts ban for bursts.
      ...(ratePerSecond > 0 && { intervalCap: ratePerSecond, interval: 1000, strict: true }),
      queueClass: this.#places.queueClass(),
    });
  }

  /**
   * Runs the work once it has a place. Resolves to why it never ran where the time was over or the caller gave up before;
   * rejects with what the work throws.
   */
  async run<T>(
    of: Waiting,
    { ms, signal }: { ms: number; signal?: AbortSignal | undefined },
    work: () => Promise<T>,
  ): Promise<T | 'busy' | 'cancelled'> {
    const leave = new AbortController();
    let begun = false;
    let why: 'busy' | 'cancelled' = 'busy';
    const quit = () => {
      why = 'cancelled';
      if (!begun) leave.abort();
    };
    const timer = setTimeout(() => begun || leave.abort(), Math.max(0, ms));
    signal?.addEventListener('abort', quit, { once: true });
    if (signal?.aborted) quit();
    try {
      return await this.#queue.add(
        async () => {
          begun = true;
          const end = this.#places.take(of);
          try {
            return await work();
          } finally {
            end();
          }
        },
        { ...of, signal: leave.signal },
      );
    } catch (error) {
      if (begun) throw error;
      return why;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', quit);
    }
  }
}
