/** What time WHMCS has. */
export class ServerClock {
  readonly #now: () => number;
  /** What the newest answer said, and when it came. */
  #said: { readonly ms: number; readonly at: number } | undefined;

  #parsed = { date: '', ms: Number.NaN };

  /** `now` is in milliseconds and never runs backwards. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes the `Date` of an answer, where it has one. */
  set(date: string | undefined): void {
    if (date === undefined) return;
    // All answers of a second have the same one.
    if (date !== this.#parsed.date) this.#parsed = { date, ms: Date.parse(date) };
    const { ms } = this.#parsed;
    if (!Number.isNaN(ms)) this.#said = { ms, at: this.#now() };
  }

  read(): Date | undefined {
    return this.#said && new Date(this.#said.ms + this.#now() - this.#said.at);
  }
}
