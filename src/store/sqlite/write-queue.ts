import type { Tx } from '../sql/database.js';
import { backoffMs } from './backoff.js';
import { isBusy } from './faults.js';

type Work<T> = (tx: Tx) => Promise<T>;

interface Pending {
  readonly work: Work<unknown>;
  readonly durable: boolean;
  /** When it was asked for. */
  readonly since: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export interface WriteQueuePorts {
  /** One attempt at a transaction, all or nothing; `run` gives a piece of work a Tx that ends with it. */
  transact<T>(durable: boolean, all: (run: <R>(work: Work<R>) => Promise<R>) => Promise<T>): Promise<T>;
  sleep(ms: number): Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
  /** From 0 up to 1. */
  random(): number;
  patienceMs: number;
}

/** More would keep other processes from the file for too long at a time. */
const MOST_AT_ONCE = 32;

/**
 * The writes of this process, in the order of asking. Those that wait share the next transaction: each wait for the lock
 * of the file is a race with all other processes.
 */
export class WriteQueue {
  readonly #ports: WriteQueuePorts;
  readonly #waiting: Pending[] = [];
  /** How many go one by one, because one of them made a shared transaction fail. */
  #alone = 0;
  #running: Promise<void> | undefined;

  constructor(ports: WriteQueuePorts) {
    this.#ports = ports;
  }

  /** Rejects with what the work or the file threw; nothing of it has happened then. */
  add<T>(work: Work<T>, durable: boolean): Promise<T> {
    const since = this.#ports.elapsed();
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, durable, since, resolve: resolve as Pending['resolve'], reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves once all that was asked for is settled. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // What is asked for in the same breath shares a transaction.
    await Promise.resolve();
    for (let tries = 0; this.#waiting.length > 0; ) {
      const error = await this.#round();
      tries = isBusy(error) ? tries + 1 : 0;
      if (tries > 0) await this.#pause(error, tries);
    }
    this.#running = undefined;
  }

  /** One transaction; what made it fail, if it did. */
  async #round(): Promise<unknown> {
    const most = this.#alone > 0 ? 1 : MOST_AT_ONCE;
    const durable = this.#waiting.slice(0, most).some((one) => one.durable);
    let batch: Pending[] = [];
    try {
      const results = await this.#ports.transact(durable, async (run) => {
        batch = this.#take(most, durable);
        const results: unknown[] = [];
        for (const { work } of batch) results.push(await run(work));
        return results;
      });
      for (const [index, one] of batch.entries()) one.resolve(results[index]);
      this.#alone = Math.max(0, this.#alone - 1);
      return undefined;
    } catch (error) {
      this.#waiting.unshift(...batch);
      if (isBusy(error)) return error;
      if (batch.length > 1) this.#alone = batch.length;
      else {
        this.#waiting.shift()?.reject(error);
        this.#alone = Math.max(0, this.#alone - 1);
      }
      return error;
    }
  }

  /** Takes the first ones; those that must outlive a power cut only into a transaction that does. */
  #take(most: number, durable: boolean): Pending[] {
    const first = this.#waiting.slice(0, most);
    const end = durable ? -1 : first.findIndex((one) => one.durable);
    return this.#waiting.splice(0, end < 0 ? first.length : end);
  }

  async #pause(error: unknown, tries: number): Promise<void> {
    const { sleep, elapsed, random, patienceMs } = this.#ports;
    const now = elapsed();
    const oldest = this.#waiting[0]?.since ?? now;
    while (now - (this.#waiting[0]?.since ?? now) >= patienceMs) this.#waiting.shift()?.reject(error);
    if (this.#waiting.length > 0) await sleep(backoffMs(tries, now - oldest, random));
  }
}
