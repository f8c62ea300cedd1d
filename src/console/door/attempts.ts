import { networkOf } from '../../network.js';

const WINDOW_MS = 60_000;

/** Failed sign-ins in a minute: for one name, and for all names together. */
export interface AttemptLimits {
  readonly perName: number;
  readonly inTotal: number;
}

interface Attempt {
  readonly name: string;
  /** Undefined where nobody can tell where it came from. */
  readonly network: string | undefined;
  /** The network, where somebody has signed in from it; all others share one. */
  readonly share: string;
  readonly at: number;
}

const OF_STRANGERS = '';
/** Networks that are remembered. */
const MOST_NETWORKS = 1_000;

/**
 * A rate limit against guessed passwords. An attempt counts from its start, so that many at the same time don't get
 * around it; one that succeeds is taken back. Networks that nobody has signed in from share the limits, and each has half of
 * them at most: a stranger who guesses keeps nobody out.
 */
export class SignInAttempts {
  readonly #limits: AttemptLimits;
  readonly #now: () => Date;
  readonly #known = new Set<string>();
  #recent: readonly Attempt[] = [];

  constructor(limits: AttemptLimits, now: () => Date) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Counts an attempt. Returns the function that takes it back on success; undefined if it is one too many.
   *
   * @param address IP address of the person; undefined where nobody can tell it
   */
  begin(name: string, address: string | undefined): (() => void) | undefined {
    const at = this.#now().getTime();
    const network = address === undefined ? undefined : networkOf(address);
    const share = network !== undefined && this.#known.has(network) ? network : OF_STRANGERS;
    const attempt: Attempt = { name, network, share, at };
    this.#recent = this.#recent.filter((one) => at - one.at < WINDOW_MS);
    if (this.#isTooMany(attempt)) return undefined;
    this.#recent = [...this.#recent, attempt];
    return () => {
      this.#recent = this.#recent.filter((one) => one !== attempt);
      if (network !== undefined) this.#learn(network);
    };
  }

  #isTooMany({ name, network, share }: Attempt): boolean {
    const { perName, inTotal } = this.#limits;
    const sharing = this.#recent.filter((one) => one.share === share);
    const ofName = sharing.filter((one) => one.name === name).length;
    const ofNetwork = sharing.filter((one) => one.network === network).length;
    const isHalf = share === OF_STRANGERS && network !== undefined && ofNetwork >= inTotal / 2;
    return ofName >= perName || sharing.length >= inTotal || isHalf;
  }

  #learn(network: string): void {
    this.#known.delete(network);
    const [longestAgo] = this.#known;
    if (this.#known.size >= MOST_NETWORKS && longestAgo !== undefined) this.#known.delete(longestAgo);
    this.#known.add(network);
  }
}
