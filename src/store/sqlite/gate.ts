/** Lets one piece of async work through at a time, in the order of asking. */
export class Gate {
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) await new Promise<void>((next) => this.#waiting.push(next));
    this.#busy = true;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Handed on while still busy, so that nobody who asks meanwhile slips in between.
      if (next === undefined) this.#busy = false;
      else next();
    }
  }
}
