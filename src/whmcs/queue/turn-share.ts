import { setImmediate } from 'node:timers';

/** How long replies keep a turn of the event loop to themselves, and those that took WHMCS long to make. */
const SHARE_MS = 1;
const SLOW_SHARE_MS = 0.3;
/** Longer than most of what a reply waits for is WHMCS then, and not us. */
const SLOW_MS = 30;

/**
 * Parts replies that arrive together over turns of the event loop. Worked off all at once, they would hold up the calls
 * that are made on the first answers, and those would leave together, too: WHMCS would then idle while we are busy, and
 * the other way round.
 */
export class TurnShare {
  readonly #now: () => number;
  #since: number | undefined;
  readonly #turnOver = () => {
    this.#since = undefined;
  };

  /** `now`: milliseconds that never run backwards. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Undefined where a reply may be worked on now; otherwise resolves once it may, in the order of asking.
   *
   * @param tookMs how long WHMCS took for it
   */
  wait(tookMs: number): Promise<void> | undefined {
    const shareMs = tookMs < SLOW_MS ? SHARE_MS : SLOW_SHARE_MS;
    return this.#isLeft(shareMs) ? undefined : new Promise((go) => this.#inLaterTurn(shareMs, go));
  }

  #inLaterTurn(shareMs: number, go: () => void): void {
    setImmediate(() => (this.#isLeft(shareMs) ? go() : this.#inLaterTurn(shareMs, go)));
  }

  #isLeft(shareMs: number): boolean {
    const now = this.#now();
    if (this.#since !== undefined) return now - this.#since < shareMs;
    this.#since = now;
    setImmediate(this.#turnOver);
    return true;
  }
}
