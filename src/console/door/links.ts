import { digestOf, newSecret, sameSecret } from './secrets.js';
import type { SessionPorts } from './sessions.js';

const LIFETIME_MS = 10 * 60_000;
/** Unused links at once; the oldest ones lapse. */
const MAX_OPEN = 10;

/** Sign-in links: each works once, for ten minutes. */
export class SignInLinks {
  readonly #ports: SessionPorts;
  #open: { readonly digest: string; readonly until: number }[] = [];

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  make(): string {
    const token = newSecret(this.#ports.random);
    const until = this.#ports.now().getTime() + LIFETIME_MS;
    this.#open = [...this.#open, { digest: digestOf(token), until }].slice(-MAX_OPEN);
    return token;
  }

  /** Redeems a link: true once, for the first who tries. */
  take(token: string): boolean {
    const now = this.#ports.now().getTime();
    const asked = digestOf(token);
    const fits = this.#open.filter(({ digest }) => sameSecret(digest, asked));
    this.#open = this.#open.filter((link) => !fits.includes(link) && link.until > now);
    return fits.some(({ until }) => until > now);
  }
}
