import { networkOf } from '../../network.js';

/** Wrong tokens that come from one network at once, and how long it takes for one more. */
const AT_ONCE = 10;
const EACH_MS = 6_000;
/** Networks that are remembered. */
const MOST_NETWORKS = 10_000;

/** What is left to a network. */
interface Allowance {
  readonly left: number;
  readonly at: number;
}

/** Tokens of a network that are being looked at, and those that wait for it. */
interface Looking {
  count: number;
  readonly waiting: (() => void)[];
}

/**
 * Slows whoever tries tokens: ten at once from one network, then one every six seconds. No more are looked at side by side
 * than may be wrong, so that many that come together are no way round it.
 */
export class WrongTokens {
  readonly #now: () => Date;
  /** Those who were wrong last stand last. */
  readonly #allowances = new Map<string, Allowance>();
  readonly #looking = new Map<string, Looking>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Seconds to wait until another token is looked at; 0 where it may come now. */
  waitS(address: string): number {
    const left = this.#left(networkOf(address));
    return left >= 1 ? 0 : Math.ceil(((1 - left) * EACH_MS) / 1000);
  }

  /** Takes a place for looking at a token, which `end` gives back; or resolves to the seconds to wait until one may come. */
  async begin(address: string): Promise<number> {
    const network = networkOf(address);
    for (;;) {
      const waitS = this.waitS(address);
      if (waitS > 0) return waitS;
      const looking = this.#looking.get(network) ?? { count: 0, waiting: [] };
      if (looking.count + 1 <= this.#left(network)) {
        looking.count += 1;
        this.#looking.set(network, looking);
        return 0;
      }
      await new Promise<void>((go) => looking.waiting.push(go));
    }
  }

  /** Gives a place back, once a wrong token was counted. */
  end(address: string): void {
    const network = networkOf(address);
    const looking = this.#looking.get(network);
    if (looking === undefined) return;
    looking.count -= 1;
    if (looking.count === 0) this.#looking.delete(network);
    // Each looks for itself what is left: one place may be two by now, or none.
    for (const go of looking.waiting.splice(0)) go();
  }

  /** Counts a wrong token. */
  count(address: string): void {
    const network = networkOf(address);
    const left = Math.max(0, this.#left(network) - 1);
    this.#allowances.delete(network);
    const [longestAgo] = this.#allowances.keys();
    if (this.#allowances.size >= MOST_NETWORKS && longestAgo !== undefined)
      this.#allowances.delete(longestAgo);
    this.#allowances.set(network, { left, at: this.#now().getTime() });
  }

  #left(network: string): number {
    const known = this.#allowances.get(network);
    if (known === undefined) return AT_ONCE;
    const passed = Math.max(0, this.#now().getTime() - known.at);
    return Math.min(AT_ONCE, known.left + passed / EACH_MS);
  }
}
