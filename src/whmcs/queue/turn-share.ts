import { setImmediate } from 'node:timers';

/** How long replies keep a turn of the event loop to themselves. */
const SHARE_MS = 1;

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

  /** Undefined where a reply may be worked on now; otherwise resolves once it may, in the order of asking. */
  wait(): Promise<void> | undefined {
    return this.#isLeft() ? undefined : new Promise((go) => this.#inLaterTurn(go));
  }

  #inLaterTurn(go: () => void): void {
    setImmediate(() => (this.#isLeft() ? go() : this.#inLaterTurn(go)));
  }

  #isLeft(): boolean {
    const now = this.#now();
    if (this.#since !== undefined) return now - this.#since < SHARE_MS;
    this.#since = now;
    setImmediate(this.#turnOver);
    return true;
  }
}
