import { digestOf, newSecret, sameSecret } from './secrets.js';
import type { SessionPorts } from './sessions.js';

const LIFETIME_MS = 10 * 60_000;
/** SignInLinks that may be open at once; an older one gives way. */
const MOST = 10;

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
    this.#open = [...this.#open, { digest: digestOf(token), until }].slice(-MOST);
    return token;
  }

  /** True for the first who comes with it. */
  take(token: string): boolean {
    const now = this.#ports.now().getTime();
    const asked = digestOf(token);
    const fits = this.#open.filter(({ digest }) => sameSecret(digest, asked));
    this.#open = this.#open.filter((link) => !fits.includes(link) && link.until > now);
    return fits.some(({ until }) => until > now);
  }
}
