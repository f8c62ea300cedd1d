import { frozen } from '../json/index.js';
import { type Cleared, questionOf } from './clearance.js';
import { WhmcsFault } from './fault.js';
import type { LastLook } from './transport/connections.js';
import type { StopSignal } from './transport/stop-signal.js';
import { describeFault } from './transport/transport-faults.js';

/** What one of those who share a read brings of its own. */
export interface Sharer {
  /** It may share a request. */
  readonly share?: boolean;
  readonly signal?: StopSignal;
  onWait?(elapsedMs: number, forWhat?: string): void;
  readonly caller?: string;
  lastLook?: LastLook | undefined;
}

/** A read under way. */
interface Flight<Reply> {
  /** Undefined once it is there: V8 keeps for long what has left a Map, and a reply is large. */
  reply: Promise<Reply> | undefined;
  /** How many have joined. */
  joined: number;
}

/** All who share a request are answered in one turn of the event loop, and nothing else is done meanwhile. */
const MOST_JOINED = 50;

/** The request failed for all who share it, and not one of them alone: given up, or stopped by its own last look. */
const isOfRequest = (error: unknown) => error instanceof WhmcsFault && error.code !== 'cancelled';

/**
 * Reads of one caller that are the same to the letter share a request while it is under way. Each takes its own last
 * look, and one that is given up or stopped leaves the others to go on.
 */
export class SharedReads<Reply extends { body: unknown }> {
  readonly #alone: (call: Cleared, sharer: Sharer) => Promise<Reply>;
  readonly #noticeMs: number;
  readonly #flights = new Map<string, Flight<Reply>>();

  /** `alone` sends one call; `noticeMs` is how often `onWait` is told that it is still under way. */
  constructor(
    alone: (call: Cleared, sharer: Sharer) => Promise<Reply>,
    { noticeMs }: { readonly noticeMs: number },
  ) {
    this.#alone = alone;
    this.#noticeMs = noticeMs;
  }

  /** Rejects as a call alone would; where several shared a request, with what became of that. */
  send(call: Cleared, sharer: Sharer = {}): Promise<Reply & { shared?: true }> {
    if (call.write) return this.#write(call, sharer);
    if (sharer.share !== true) return this.#alone(call, sharer);
    return this.#read(`${questionOf(call)} ${sharer.caller ?? ''}`, call, sharer);
  }

  #read(key: string, call: Cleared, sharer: Sharer): Promise<Reply & { shared?: true }> {
    const flight = this.#flights.get(key);
    if (flight?.reply === undefined || flight.joined >= MOST_JOINED) return this.#lead(key, call, sharer);
    flight.joined += 1;
    return this.#join(flight.reply, key, call, sharer);
  }

  async #join(
    reply: Promise<Reply>,
    key: string,
    call: Cleared,
    sharer: Sharer,
  ): Promise<Reply & { shared?: true }> {
    await sharer.lastLook?.();
    try {
      return { ...(await this.#wait(reply, call, sharer)), shared: true };
    } catch (error) {
      if (sharer.signal?.aborted || isOfRequest(error)) throw error;
      return this.#read(key, call, sharer);
    }
  }

  async #write(call: Cleared, sharer: Sharer): Promise<Reply> {
    try {
      return await this.#alone(call, sharer);
    } finally {
      // What is under way was asked before: whoever reads after a write is answered with what holds after it.
      this.#flights.clear();
    }
  }

  #lead(key: string, call: Cleared, sharer: Sharer): Promise<Reply> {
    const over = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
      flight.reply = undefined;
    };
    const reply = this.#alone(call, sharer).then(
      (reply) => {
        over();
        if (flight.joined > 0) frozen(reply.body);
        return reply;
      },
      (error) => {
        over();
        throw error;
      },
    );
    const flight: Flight<Reply> = { joined: 0, reply };
    this.#flights.set(key, flight);
    return reply;
  }

  /** Waits for the request of another one. */
  #wait(reply: Promise<Reply>, { action }: Cleared, { signal, onWait }: Sharer): Promise<Reply> {
    const since = performance.now();
    return new Promise((resolve, reject) => {
      const elapsed = () => Math.round(performance.now() - since);
      const done = () => {
        clearInterval(notice);
        signal?.removeEventListener('abort', giveUp);
      };
      const giveUp = () => {
        done();
        const trouble = { ...describeFault('cancelled'), reached: true };
        reject(new WhmcsFault(trouble, { action, write: false, tries: 1, ms: elapsed() }));
      };
      const notify = () => {
        try {
          onWait?.(elapsed());
        } catch {
          // A listener that fails is no fault of the read.
        }
      };
      const notice = onWait && setInterval(notify, this.#noticeMs);
      signal?.addEventListener('abort', giveUp);
      if (signal?.aborted) giveUp();
      reply.then(resolve, reject).finally(done);
    });
  }
}
