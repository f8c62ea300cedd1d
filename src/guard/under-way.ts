/**
 * Work that is to be waited for before the program ends. It is counted and not kept: V8 keeps what has left a Set, in tables
 * that the Set outgrew, until it collects the whole heap, and the answers of calls are large.
 */
export class UnderWay {
  #count = 0;
  readonly #waiting: (() => void)[] = [];

  /** Settles as the work does. It runs to its end also where nobody waits for it. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#count += 1;
    return work.finally(() => {
      this.#count -= 1;
      if (this.#count === 0) for (const tell of this.#waiting.splice(0)) tell();
    });
  }

  /** Resolves once none is under way. */
  async none(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((tell) => this.#waiting.push(tell));
  }
}
