const WINDOW_MS = 60_000;

/** How many failures a name, and all names together, may have in a minute. */
export interface AttemptLimits {
  readonly perName: number;
  readonly inTotal: number;
}

/**
 * Slows down whoever guesses passwords. An attempt counts from its beginning, so that many at the same time are no way
 * around; one that succeeds is taken back.
 */
export class SignInAttempts {
  readonly #limits: AttemptLimits;
  readonly #now: () => Date;
  #made: { readonly name: string; readonly at: number }[] = [];

  constructor(limits: AttemptLimits, now: () => Date) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Undefined where it is one too many; otherwise what to call when it turned out to be no guess. */
  begin(name: string): (() => void) | undefined {
    const at = this.#now().getTime();
    this.#made = this.#made.filter((one) => at - one.at < WINDOW_MS);
    const ofName = this.#made.filter((one) => one.name === name).length;
    if (ofName >= this.#limits.perName || this.#made.length >= this.#limits.inTotal) return undefined;
    const attempt = { name, at };
    this.#made.push(attempt);
    return () => {
      this.#made = this.#made.filter((one) => one !== attempt);
    };
  }
}
