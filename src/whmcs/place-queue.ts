import { Ceiling } from './ceiling.js';
import { Places, type Taken, type Waiting } from './places.js';
import type { StopSignal } from './stop-signal.js';

/** How long a call waits for its place, and what ends that before. */
interface Patience {
  readonly ms: number;
  readonly signal?: StopSignal | undefined;
}

interface Entry {
  readonly of: Waiting;
  begin(taken: Taken): void;
}

/** Where calls wait for a place among those under way, and for the ceiling of a second. */
export class PlaceQueue {
  readonly #places: Places;
  readonly #ceiling: Ceiling;
  readonly #waiting: Entry[] = [];
  #untilCeiling: NodeJS.Timeout | undefined;

  constructor(limits: { concurrency: number; ratePerSecond: number }, now: () => number) {
    this.#places = new Places(limits.concurrency, now);
    this.#ceiling = new Ceiling(limits.ratePerSecond, now);
  }

  /**
   * Runs the work once it has a place. Resolves to why it never ran where the time was over or the caller gave up before;
   * rejects with what the work throws.
   */
  async run<T>(of: Waiting, patience: Patience, work: () => Promise<T>): Promise<T | 'busy' | 'cancelled'> {
    if (patience.signal?.aborted) return 'cancelled';
    this.#places.meet(of.caller);
    const isFree = this.#waiting.length === 0 && this.#ceiling.waitMs() <= 0 && this.#places.mayBegin(of);
    const taken = isFree ? this.#take(of) : await this.#turn(of, patience);
    if (typeof taken === 'string') return taken;
    try {
      return await work();
    } finally {
      this.#places.leave(taken);
      this.#beginNext();
    }
  }

  #take(of: Waiting): Taken {
    this.#ceiling.count();
    return this.#places.take(of);
  }

  /** Waits in the queue for a place; resolves to why there is none where the patience was over before. */
  #turn(of: Waiting, { ms, signal }: Patience): Promise<Taken | 'busy' | 'cancelled'> {
    return new Promise((resolve) => {
      const end = (result: Taken | 'busy' | 'cancelled') => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        resolve(result);
      };
      const entry: Entry = { of, begin: end };
      const cancel = () => end('cancelled');
      const timer = setTimeout(() => end('busy'), Math.max(0, ms));
      signal?.addEventListener('abort', cancel);
      this.#waiting.push(entry);
      this.#beginNext();
    });
  }

  /** Lets in all who may begin now. Their places are taken at once: nobody else can come between. */
  #beginNext(): void {
    while (this.#waiting.length > 0) {
      const waitMs = this.#ceiling.waitMs();
      if (waitMs > 0) {
        clearTimeout(this.#untilCeiling);
        this.#untilCeiling = setTimeout(() => this.#beginNext(), Math.ceil(waitMs));
        return;
      }
      const entry = this.#places.next(this.#waiting);
      if (entry === undefined) return;
      entry.begin(this.#take(entry.of));
    }
  }
}
