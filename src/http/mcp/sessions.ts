import { randomBytes } from 'node:crypto';
import type { Caller } from '../../guard/index.js';
import type { HttpSession } from '../../mcp/http/index.js';
import type { Known } from './gate.js';
import { keyOf, LOOK_MS, lapsed } from './lapsed.js';

export interface SessionBounds {
  /** Sessions of one caller at a time. */
  readonly perCaller: number;
  /** Sessions at a time in this process. */
  readonly inAll: number;
  /** A session in which nothing was asked and nobody listens for so long ends. */
  readonly idleMs: number;
}

/** A session, with who may use it. */
export interface Held extends HttpSession {
  readonly caller: Caller;
  usedAt: number;
  /** Of the uses of all sessions, the number of its latest. */
  use: number;
  /** What its latest request showed. */
  known: Known;
}

/** The sessions of this process, by caller. Nobody finds those of another. */
export class Sessions {
  readonly #bounds: SessionBounds;
  readonly #now: () => number;
  readonly #all = new Map<string, Held>();
  readonly #ofCallers = new Map<string, Map<string, Held>>();
  readonly #looking: NodeJS.Timeout;
  /** Sessions that are being opened, by caller. */
  readonly #opening: string[] = [];
  #isAsking = false;
  #uses = 0;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(bounds: SessionBounds, now: () => number = () => performance.now()) {
    this.#bounds = bounds;
    this.#now = now;
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
    this.#looking.unref();
  }

  get size(): number {
    return this.#all.size;
  }

  *[Symbol.iterator](): IterableIterator<Held> {
    yield* this.#all.values();
  }

  /**
   * Opens a session. Where the caller has as many as it may, the one of them that was used least lately ends, unless all are
   * in use. Says who has taken all places where there is none.
   */
  async open(
    known: Known,
    open: (id: string) => Promise<HttpSession>,
  ): Promise<Held | 'full of own' | 'full'> {
    const { caller } = known;
    const key = keyOf(known);
    const own = this.#ofCallers.get(key) ?? new Map<string, Held>();
    const count = own.size + this.#opening.filter((other) => other === key).length;
    const isFull = this.#all.size + this.#opening.length >= this.#bounds.inAll;
    if (isFull || count >= this.#bounds.perCaller) {
      const [oldest] = [...own.values()]
        .filter(({ transport }) => !transport.isInUse)
        .sort((one, other) => one.use - other.use);
      if (oldest === undefined) return isFull ? 'full' : 'full of own';
      void this.end(oldest);
    }
    this.#opening.push(key);
    try {
      const id = randomBytes(32).toString('base64url');
      const held = { ...(await open(id)), caller, usedAt: this.#now(), use: this.#nextUse(), known };
      this.#all.set(id, held);
      this.#ofCallers.set(key, (this.#ofCallers.get(key) ?? own).set(id, held));
      return held;
    } finally {
      this.#opening.splice(this.#opening.indexOf(key), 1);
    }
  }

  /** The session of that id; undefined where there is none, or it is another caller's. */
  find(known: Known, id: string): Held | undefined {
    const own = this.#ofCallers.get(keyOf(known));
    const held = own?.get(id);
    if (held === undefined) return undefined;
    held.usedAt = this.#now();
    held.use = this.#nextUse();
    held.known = known;
    return held;
  }

  /** Ends a session: its streams end, reads stop, and writes that have left go on to their end. */
  async end(held: Held): Promise<void> {
    this.#all.delete(held.id);
    const key = keyOf(held);
    const own = this.#ofCallers.get(key);
    own?.delete(held.id);
    if (own?.size === 0) this.#ofCallers.delete(key);
    await held.server.close();
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    await Promise.all([...this.#all.values()].map((held) => this.end(held)));
  }

  #nextUse(): number {
    this.#uses += 1;
    return this.#uses;
  }

  #look(): void {
    const oldest = this.#now() - this.#bounds.idleMs;
    for (const held of this.#all.values()) {
      if (held.transport.isInUse) held.usedAt = this.#now();
      else if (held.usedAt < oldest) void this.end(held);
    }
    if (!this.#isAsking) void this.#askAgain();
  }

  /** Ends the sessions of those who could not open them now. Requests are checked as they come; streams stay open. */
  async #askAgain(): Promise<void> {
    this.#isAsking = true;
    try {
      for await (const held of lapsed(this.#all.values())) {
        // Its caller comes back to the session with the next proof.
        if (held.known.isRenewed) held.transport.hangUp();
        else await this.end(held);
      }
    } finally {
      this.#isAsking = false;
    }
  }
}
