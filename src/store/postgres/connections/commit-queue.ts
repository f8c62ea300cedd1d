import { StoreFault, type StoreFaultCode } from '../../fault.js';
import type { Tx } from '../../sql/database.js';

export type Work<T> = (tx: Tx) => Promise<T>;

interface Pending {
  readonly locks: readonly string[];
  readonly work: Work<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** More would keep other processes from the same locks for too long at a time. */
const MOST_AT_ONCE = 64;

/** Faults of a piece of work itself, and not of the way to the database: the others may go through without it. */
const OF_ONE: readonly StoreFaultCode[] = ['failed', 'overwritten'];

/**
 * Group commit: whoever would wait for the same lock anyway shares the next transaction, and with it one wait for the disk.
 * Nobody waits for company.
 */
export class CommitQueue {
  readonly #transact: (locks: readonly string[], all: readonly Work<unknown>[]) => Promise<unknown[]>;
  readonly #waiting: Pending[] = [];
  #isRunning = false;

  /** `transact`: all of the work in one transaction. Rejects with a StoreFault, and then nothing of it has happened. */
  constructor(transact: (locks: readonly string[], all: readonly Work<unknown>[]) => Promise<unknown[]>) {
    this.#transact = transact;
  }

  add<T>(locks: readonly string[], work: Work<T>): Promise<T> {
    const done = new Promise<T>((resolve, reject) => {
      this.#waiting.push({ locks, work, resolve: resolve as Pending['resolve'], reject });
    });
    if (!this.#isRunning) void this.#run();
    return done;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      const error = await this.#try(batch);
      if (error === undefined) continue;
      const isOfOne = error instanceof StoreFault && OF_ONE.includes(error.code) && !error.isUncertain;
      for (const one of batch) {
        const own = batch.length > 1 && isOfOne ? await this.#try([one]) : error;
        if (own !== undefined) one.reject(own);
      }
    }
    this.#isRunning = false;
  }

  /** Resolves to what made it fail, if it did. */
  async #try(batch: readonly Pending[]): Promise<unknown> {
    try {
      const locks = batch.flatMap((one) => one.locks);
      const results = await this.#transact(
        locks,
        batch.map(({ work }) => work),
      );
      batch.forEach((one, index) => void one.resolve(results[index]));
      return undefined;
    } catch (error) {
      return error;
    }
  }
}
