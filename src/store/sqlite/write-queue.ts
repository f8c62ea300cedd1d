import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import type { Tx, WriteOptions } from '../sql/database.js';
import { backoffMs } from './backoff.js';
import { isBusy } from './faults.js';

type Work<T> = (tx: Tx) => Promise<T>;

interface Pending {
  readonly work: Work<unknown>;
  readonly durable: boolean;
  /** Goes with the next transaction that does not overtake it, and makes none happen. */
  soon: boolean;
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
const MOST_AT_ONCE = 128;

/** How long work that nobody waits for waits for company. */
const SOON_MS = 25;

/** So much work that nobody waits for is company enough: it goes with whatever is next. */
const COMPANY = 16;

/**
 * The writes of this process, in the order of asking: group commit. All that is asked for in one turn of the event loop
 * shares a transaction, and so does what waits: each wait for the lock of the file is a race with all other processes.
 */
export class WriteQueue {
  readonly #ports: WriteQueuePorts;
  readonly #waiting: Pending[] = [];
  /** How many go one by one, because one of them made a shared transaction fail. */
  #alone = 0;
  #running: Promise<void> | undefined;
  /** What was to be done soon and is not settled. */
  readonly #behind = new Set<Promise<unknown>>();
  /** Runs while all that waits is work that nobody waits for. */
  #soon: NodeJS.Timeout | undefined;

  constructor(ports: WriteQueuePorts) {
    this.#ports = ports;
  }

  /** Rejects with what the work or the file threw; nothing of it has happened then. */
  add<T>(work: Work<T>, { durable = false, soon = false, overtakes = false }: WriteOptions): Promise<T> {
    const since = this.#ports.elapsed();
    const goesFirst = overtakes && this.#waiting.length - this.#firstSoon() < COMPANY;
    const done = new Promise<T>((resolve, reject) => {
      const pending = { work, durable, soon, since, resolve: resolve as Pending['resolve'], reject };
      this.#waiting.splice(goesFirst ? this.#firstSoon() : this.#waiting.length, 0, pending);
    });
    if (soon) {
      this.#behind.add(done);
      const forget = () => void this.#behind.delete(done);
      done.then(forget, forget);
    }
    if (goesFirst) this.#running ??= this.#run();
    else if (!soon || this.#waiting.length >= MOST_AT_ONCE) this.#start();
    else if (this.#running === undefined) this.#wait();
    return done;
  }

  /** Resolves once all that was to be done soon is settled. */
  async caughtUp(): Promise<void> {
    if (this.#behind.size === 0) return;
    this.#start();
    await Promise.allSettled(this.#behind);
  }

  /** Resolves once all that was asked for is settled, and also what was asked for meanwhile. */
  async idle(): Promise<void> {
    while (this.#waiting.length > 0 || this.#running !== undefined) {
      this.#start();
      await this.#running;
    }
  }

  /** Where what may wait begins: all else stands before it. */
  #firstSoon(): number {
    const first = this.#waiting.findIndex(({ soon }) => soon);
    return first < 0 ? this.#waiting.length : first;
  }

  #wait(): void {
    this.#soon ??= setTimeout(() => this.#start(), SOON_MS);
  }

  /** All that waits goes now, for whatever reason. */
  #start(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    for (const one of this.#waiting) one.soon = false;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (let tries = 0; this.#waiting.some(({ soon }) => !soon); ) {
      // Whatever else this process has to do goes first: what comes of that shares the transaction, and nothing of it is
      // done with the lock in hand.
      await new Promise<void>((go) => setImmediate(go));
      const error = await this.#round();
      tries = isBusy(error) ? tries + 1 : 0;
      if (tries > 0) await this.#pause(error, tries);
    }
    this.#running = undefined;
    if (this.#waiting.length > 0) this.#wait();
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
      batch.forEach((one, index) => void one.resolve(results[index]));
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
    const end = first.findIndex((one) => one.soon || (!durable && one.durable));
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
