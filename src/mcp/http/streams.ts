import { type EventBudget, EventStream } from './event-stream.js';

/** Characters of events that a session keeps for a client that comes back. */
const MOST_OF_SESSION = 1024 * 1024;
/** The same of all sessions of this process together. */
const MOST_IN_ALL = 64 * 1024 * 1024;

/** Streams that a session keeps: one holds memory without any event, too. More than there can be open at a time. */
const MOST_STREAMS = 256;

let keptInAll = 0;

/** The streams of one session. What they keep has a bound: the oldest events are forgotten first. */
export class Streams implements EventBudget {
  readonly #streams = new Map<number, EventStream>();
  readonly #isResumable: boolean;
  #kept = 0;
  #next = 0;

  /** @param isResumable whether a client can come back to a stream that broke */
  constructor(isResumable: boolean) {
    this.#isResumable = isResumable;
  }

  open(): EventStream {
    const stream = new EventStream(this.#next, this.#isResumable ? this : undefined);
    this.#next += 1;
    if (!this.#isResumable) return stream;
    if (this.#streams.size >= MOST_STREAMS) this.#forgetEnded();
    this.#streams.set(stream.key, stream);
    return stream;
  }

  /** The stream that an event belonged to, and where the event stood in it. */
  find(eventId: string): { stream: EventStream; number: number } | undefined {
    const [, key, number] = /^(\d{1,9})\.(\d{1,9})$/.exec(eventId) ?? [];
    const stream = this.#streams.get(Number(key));
    return stream === undefined ? undefined : { stream, number: Number(number) };
  }

  take(characters: number): boolean {
    while (this.#kept + characters > MOST_OF_SESSION || keptInAll + characters > MOST_IN_ALL)
      if (!this.#forgetOldest()) return false;
    this.#kept += characters;
    keptInAll += characters;
    return true;
  }

  release(characters: number): void {
    this.#kept -= characters;
    keptInAll -= characters;
  }

  /** Ends all streams and forgets all that was kept. */
  close(): void {
    for (const stream of this.#streams.values()) stream.end();
    while (this.#forgetOldest());
    this.#streams.clear();
  }

  #forgetEnded(): void {
    for (const [key, stream] of this.#streams) {
      if (!stream.hasEnded) continue;
      while (stream.forgetOne() > 0);
      this.#streams.delete(key);
      return;
    }
  }

  #forgetOldest(): boolean {
    for (const [key, stream] of this.#streams) {
      if (stream.forgetOne() > 0) return true;
      if (stream.hasEnded) this.#streams.delete(key);
    }
    return false;
  }
}
