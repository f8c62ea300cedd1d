/** Somebody who is signed in to the console, as the state keeps it. */
export interface ConsoleSession {
  /** SHA-256 of the secret that the browser has. */
  readonly digest: string;
  /** Who it is and how they proved it, as JSON can hold it. */
  readonly person: unknown;
  readonly startedAt: Date;
  /** When they last did something, give or take a minute. */
  readonly seenAt: Date;
  /** What the next page shows them once, as JSON can hold it; undefined where there is nothing. */
  readonly message: unknown;
}

/** Which sessions go when another one starts. */
export interface SessionEnds {
  readonly startedBefore: Date;
  readonly seenBefore: Date;
  /** How many there are at most; the oldest go. */
  readonly most: number;
}

/** Who is signed in to the console, for all processes that serve it. Rejects with a StoreFault. */
export interface ConsoleSessions {
  start(session: Pick<ConsoleSession, 'digest' | 'person'>, at: Date, ends: SessionEnds): Promise<void>;
  /** Also one that should have ended by its times. */
  find(digest: string): Promise<ConsoleSession | undefined>;
  seen(digest: string, at: Date): Promise<void>;
  /** Undefined: nothing any more. */
  setMessage(digest: string, message: unknown): Promise<void>;
  /** Durable: whoever signed out must not be signed in again when the machine goes down. */
  end(digest: string): Promise<void>;
}
