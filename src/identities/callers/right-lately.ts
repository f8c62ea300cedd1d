import type { Identity } from '../identity.js';

/** Tokens that are remembered. */
const MOST = 1_000;

interface Known {
  readonly identity: Identity;
  readonly at: Date;
}

/**
 * Tokens that were right lately, by digest. Whoever holds one is answered also while somebody else at the same address
 * guesses; and whose it is holds for a while where the state that says so is lost.
 */
export class RightLately {
  /** Undefined: it was right, but whose it is has to be looked up. */
  readonly #known = new Map<string, Known | undefined>();
  readonly #holdsMs: number;
  #changes = 0;

  /** `holdsMs`: how long an identity holds that can't be looked up again, in milliseconds. */
  constructor(holdsMs: number) {
    this.#holdsMs = holdsMs;
  }

  has(digest: string): boolean {
    return this.#known.has(digest);
  }

  add(digest: string): void {
    if (!this.#known.has(digest)) this.#keep(digest, undefined);
  }

  /** Whose a token is, as it was looked up while `changes` was this. */
  learn(digest: string, { identity, at, changes }: Known & { readonly changes: number }): void {
    this.#keep(digest, changes === this.#changes ? { identity, at } : undefined);
  }

  /** Moves whenever tokens were changed. */
  get changes(): number {
    return this.#changes;
  }

  remove(digest: string): void {
    this.#known.delete(digest);
  }

  /** Whose the token was when that was last looked up; undefined where that is too long ago. */
  whose(digest: string, at: Date): Identity | undefined {
    const known = this.#known.get(digest);
    return known !== undefined && at.getTime() - known.at.getTime() < this.#holdsMs
      ? known.identity
      : undefined;
  }

  /** Tokens were changed: whose they are has to be looked up. */
  forgetWhose(): void {
    this.#changes += 1;
    for (const digest of this.#known.keys()) this.#known.set(digest, undefined);
  }

  #keep(digest: string, known: Known | undefined): void {
    const [oldest] = this.#known.keys();
    if (!this.#known.has(digest) && this.#known.size >= MOST && oldest !== undefined)
      this.#known.delete(oldest);
    this.#known.set(digest, known);
  }
}
