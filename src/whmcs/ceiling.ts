const SECOND_MS = 1_000;

/** How many calls may begin within a second, wherever that second begins; hosts ban for bursts. */
export class Ceiling {
  readonly #perSecond: number;
  readonly #now: () => number;
  /** When the last ones began, as many as may in a second; the next one takes the place of the oldest. */
  readonly #begun: number[] = [];
  #oldest = 0;

  /** `perSecond` is 0 for no ceiling. `now` is in milliseconds and never runs backwards. */
  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Milliseconds until another call may begin; 0 or less where it may now. */
  waitMs(): number {
    const oldest = this.#begun[this.#oldest];
    return oldest === undefined ? 0 : oldest + SECOND_MS - this.#now();
  }

  /** A call begins. */
  count(): void {
    if (this.#perSecond === 0) return;
    this.#begun[this.#oldest] = this.#now();
    this.#oldest = (this.#oldest + 1) % this.#perSecond;
  }
}
