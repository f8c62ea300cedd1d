import { faultOf, isBusy, isLost, isOutOfStep, losesNames } from '../faults.js';
import type { CommitMark } from './commit-marks.js';
import type { Outage } from './outage.js';

const RETRY_MS = 50;

/** A transaction that is being committed, with what its work came to. */
interface Committing<T> {
  readonly mark: CommitMark;
  readonly result: T;
}

/** One try of some work. */
export interface Attempt<T> {
  /** Set right before the commit: from then on it may have happened although it fails. */
  committing?: Committing<T>;
}

export interface RetryPorts {
  sleep(ms: number): Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
  /** From 0 up to 1. */
  random(): number;
  /** How long a locked state, or a server that is not there, is waited for, in milliseconds. */
  readonly patienceMs: number;
}

export interface RetryOptions extends RetryPorts {
  /** Names the database in faults. */
  readonly location: string;
  readonly outage: Outage;
  /** Statements are sent without names from here on. */
  forgoNames(): void;
  /** Whether a transaction holds whose commit was cut off; undefined where nobody can tell, once `rest` resolves to false. */
  isCommitted(mark: CommitMark, rest: () => Promise<boolean>): Promise<boolean | undefined>;
}

/** Tries work again that others were in the way of, or whose connection was lost. */
export class Retries {
  readonly #options: RetryOptions;

  constructor(options: RetryOptions) {
    this.#options = options;
  }

  /** Tries until it goes through, it can't, or time is up. What may have happened already is not tried again. */
  async run<T>(work: (attempt: Attempt<T>) => Promise<T>): Promise<T> {
    const { outage, elapsed, patienceMs, location } = this.#options;
    if (outage.isOn)
      await outage.pass().catch((error) => {
        throw faultOf(error, location);
      });
    const since = elapsed();
    for (;;) {
      const attempt: Attempt<T> = {};
      try {
        return await work(attempt);
      } catch (error) {
        const { committing } = attempt;
        if (committing !== undefined && isLost(error)) {
          if (await this.#isCommitted(committing.mark, error)) return committing.result;
        } else if (!(isBusy(error) || isLost(error) || isOutOfStep(error))) throw faultOf(error, location);
        if (losesNames(error)) this.#options.forgoNames();
        const isLate = elapsed() - since >= patienceMs;
        if (isLate && isLost(error)) outage.begin(error);
        if (isLate || (outage.isOn && isLost(error))) throw faultOf(error, location);
      }
      await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    await this.#options.sleep(RETRY_MS * (0.5 + this.#options.random()));
  }

  /** Whether a transaction holds whose commit was cut off. Rejects with an uncertain StoreFault where nobody can tell. */
  async #isCommitted(mark: CommitMark, error: unknown): Promise<boolean> {
    const { elapsed, patienceMs, location } = this.#options;
    const since = elapsed();
    const isCommitted = await this.#options.isCommitted(mark, async () => {
      await this.#rest();
      return elapsed() - since < patienceMs;
    });
    if (isCommitted !== undefined) return isCommitted;
    const fault = faultOf(error, location);
    fault.isUncertain = true;
    throw fault;
  }
}
