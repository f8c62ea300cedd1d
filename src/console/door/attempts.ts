const WINDOW_MS = 60_000;

/** Failed sign-ins in a minute: for one name, and for all names together. */
export interface AttemptLimits {
  readonly perName: number;
  readonly inTotal: number;
}

/**
 * A rate limit against guessed passwords. An attempt counts from its start, so that many at the same time don't get
 * around it; one that succeeds is taken back.
 */
export class SignInAttempts {
  readonly #limits: AttemptLimits;
  readonly #now: () => Date;
  #recent: { readonly name: string; readonly at: number }[] = [];

  constructor(limits: AttemptLimits, now: () => Date) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Counts an attempt. Returns the function that takes it back on success; undefined if it is one too many. */
  begin(name: string): (() => void) | undefined {
    const at = this.#now().getTime();
    this.#recent = this.#recent.filter((one) => at - one.at < WINDOW_MS);
    const ofName = this.#recent.filter((one) => one.name === name).length;
    if (ofName >= this.#limits.perName || this.#recent.length >= this.#limits.inTotal) return undefined;
    const attempt = { name, at };
    this.#recent.push(attempt);
    return () => {
      this.#recent = this.#recent.filter((one) => one !== attempt);
    };
  }
}
