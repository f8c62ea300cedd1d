import { digestOf, newSecret } from './secrets.js';

/** A message that the next page shows once. */
export interface Flash {
  readonly kind: 'done' | 'refused';
  readonly text: string;
}

/** How somebody proved who they are. */
type Proof =
  | { readonly way: 'link' }
  /** `setAt`: when the password was set. */
  | { readonly way: 'password'; readonly setAt: Date }
  | { readonly way: 'provider' };

/** A person who proved who they are. */
export interface Person {
  readonly who: string;
  readonly by: Proof;
  /** Other names of the same person: a call by one of them is theirs. */
  readonly alsoKnownAs?: readonly string[];
}

/** A person who signed in. */
export interface Session extends Person {
  /** CSRF token: a field of every form of this session. */
  readonly csrf: string;
  readonly startedAt: number;
  seenAt: number;
  flash: Flash | undefined;
}

const LONGEST_MS = 8 * 3_600_000;
const IDLE_MS = 3_600_000;
/** Far more than there are people. */
const MAX_SESSIONS = 500;

export interface SessionPorts {
  now(): Date;
  random(bytes: number): Uint8Array;
}

/** Sessions of this process, in memory: a restart signs everybody out. */
export class Sessions {
  readonly #ports: SessionPorts;
  readonly #byDigest = new Map<string, Session>();

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  /** Starts a session; returns the secret for its cookie. */
  start(person: Person): string {
    const now = this.#ports.now().getTime();
    for (const [digest, session] of this.#byDigest) if (isOver(session, now)) this.#byDigest.delete(digest);
    for (const digest of this.#byDigest.keys()) {
      if (this.#byDigest.size < MAX_SESSIONS) break;
      this.#byDigest.delete(digest);
    }
    const secret = newSecret(this.#ports.random);
    const csrf = newSecret(this.#ports.random);
    const session = { ...person, csrf, startedAt: now, seenAt: now, flash: undefined };
    this.#byDigest.set(digestOf(secret), session);
    return secret;
  }

  /** The session of a secret. `touch`: a person did something, which prolongs it. */
  find(secret: string, { touch }: { touch: boolean }): Session | undefined {
    const now = this.#ports.now().getTime();
    const digest = digestOf(secret);
    const session = this.#byDigest.get(digest);
    if (session === undefined) return undefined;
    if (isOver(session, now)) {
      this.#byDigest.delete(digest);
      return undefined;
    }
    if (touch) session.seenAt = now;
    return session;
  }

  end(secret: string): void {
    this.#byDigest.delete(digestOf(secret));
  }
}

function isOver({ startedAt, seenAt }: Session, now: number): boolean {
  return now - startedAt >= LONGEST_MS || now - seenAt >= IDLE_MS;
}
