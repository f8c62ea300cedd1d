import { z } from 'zod';
import type { ConsoleSession, ConsoleSessions } from '../../store/index.js';
import { csrfOf, digestOf, newSecret } from './secrets.js';

/** A message that the next page shows once. */
export interface Flash {
  readonly kind: 'done' | 'refused';
  readonly text: string;
}

/** How somebody proved who they are. */
type Proof =
  /** `console`: the process that printed the link. */
  | { readonly way: 'link'; readonly console: string }
  /** `setAt`: when the password was set, in milliseconds since 1970. */
  | { readonly way: 'password'; readonly setAt: number }
  /** `terms`: whom the provider was to let in, and as whom, as a digest. */
  | { readonly way: 'provider'; readonly terms: string };

/** A person who proved who they are. */
export interface Person {
  readonly who: string;
  readonly by: Proof;
  /** Other names of the same person: a call by one of them is theirs. */
  readonly alsoKnownAs: readonly string[];
  /** The grants whose callers they decide for; undefined: all callers. */
  readonly grants: readonly string[] | undefined;
}

/** A person who signed in. */
export interface Session extends Person {
  readonly digest: string;
  readonly startedAt: Date;
  /** CSRF token: a field of every form of this session. */
  readonly csrf: string;
  readonly flash: Flash | undefined;
}

const LONGEST_MS = 8 * 3_600_000;
const IDLE_MS = 3_600_000;
/** How much later than the last sign of life that is noted another one is noted. */
const NOTED_EVERY_MS = 60_000;
/** Far more than there are people. */
const MAX_SESSIONS = 500;

// Another version of this program may have written a row: whatever is not all there signs nobody in.
const personSchema = z.object({
  who: z.string().min(1),
  by: z.discriminatedUnion('way', [
    z.object({ way: z.literal('link'), console: z.string() }),
    z.object({ way: z.literal('password'), setAt: z.number() }),
    z.object({ way: z.literal('provider'), terms: z.string() }),
  ]),
  alsoKnownAs: z.array(z.string()),
  grants: z.array(z.string()).nullable(),
});
const flashSchema = z.object({ kind: z.enum(['done', 'refused']), text: z.string() });

function personIn({ person }: ConsoleSession): Person | undefined {
  const { success, data } = personSchema.safeParse(person);
  return success ? { ...data, grants: data.grants ?? undefined } : undefined;
}

export interface SessionPorts {
  now(): Date;
  random(bytes: number): Uint8Array;
}

/** Sessions of all processes that serve the console of one state. Every method rejects with a StoreFault. */
export class Sessions {
  readonly #ports: SessionPorts;
  readonly #rows: ConsoleSessions;

  constructor(ports: SessionPorts & { readonly sessions: ConsoleSessions }) {
    this.#ports = ports;
    this.#rows = ports.sessions;
  }

  /** Starts a session; resolves to the secret for its cookie. */
  async start(person: Person): Promise<string> {
    const now = this.#ports.now();
    const secret = newSecret(this.#ports.random);
    const kept = { digest: digestOf(secret), person: { ...person, grants: person.grants ?? null } };
    await this.#rows.start(kept, now, {
      startedBefore: new Date(now.getTime() - LONGEST_MS),
      seenBefore: new Date(now.getTime() - IDLE_MS),
      most: MAX_SESSIONS,
    });
    return secret;
  }

  /** The session of a secret. `touch`: a person did something, which prolongs it. */
  async find(secret: string, { touch }: { touch: boolean }): Promise<Session | undefined> {
    const found = await this.#rows.find(digestOf(secret));
    const person = found && personIn(found);
    if (found === undefined || person === undefined) return undefined;
    const { digest, startedAt, seenAt, message } = found;
    const now = this.#ports.now();
    const idleMs = now.getTime() - seenAt.getTime();
    if (now.getTime() - startedAt.getTime() >= LONGEST_MS || idleMs >= IDLE_MS) {
      await this.#rows.end(digest);
      return undefined;
    }
    if (touch && idleMs >= NOTED_EVERY_MS) await this.#rows.seen(digest, now);
    return { ...person, digest, startedAt, csrf: csrfOf(secret), flash: flashSchema.safeParse(message).data };
  }

  /** Has the next page show something; undefined: nothing any more. */
  async tell({ digest }: Session, flash: Flash | undefined): Promise<void> {
    await this.#rows.setMessage(digest, flash);
  }

  async end(secret: string): Promise<void> {
    await this.#rows.end(digestOf(secret));
  }
}
