import type { ServerResponse } from 'node:http';

/** An event as it leaves, and where it stands in its stream. */
interface Kept {
  readonly number: number;
  readonly text: string;
}

/** Proxies and clients end a connection that is silent; most wait for at least thirty seconds. */
const KEEP_ALIVE_MS = 15_000;

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  // Tells nginx to pass events on as they come.
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

/** Where the events of all streams of a session are kept, within a bound. */
export interface EventBudget {
  /** Makes room; false where there is none, and an event is then sent without being kept. */
  take(bytes: number): boolean;
  release(bytes: number): void;
}

/**
 * Server-sent events of one stream, which a client can take up again after its connection broke: each event has an id, and
 * the latest ones are kept.
 */
export class EventStream {
  readonly key: number;
  readonly #budget: EventBudget | undefined;
  #kept: Kept[] = [];
  #last = 0;
  #ended = false;
  #response: ServerResponse | undefined;
  #beat: NodeJS.Timeout | undefined;

  /** @param budget undefined: no event is kept, and none has an id */
  constructor(key: number, budget?: EventBudget) {
    this.key = key;
    this.#budget = budget;
  }

  get isConnected(): boolean {
    return this.#response !== undefined;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Sends what comes to this response from now on. One that was there before is ended. */
  attach(response: ServerResponse): void {
    this.hangUp();
    // The client is gone already: what comes is kept for when it comes back.
    if (response.destroyed) return;
    this.#response = response;
    response.once('close', () => {
      if (this.#response === response) this.#leave();
    });
    response.writeHead(200, HEADERS);
    response.flushHeaders();
    this.#beat = setInterval(() => this.#response?.write(': still here\n\n'), KEEP_ALIVE_MS);
    this.#beat.unref();
  }

  /** Gives the client an id to come back with before there is anything to say. Clients from before 2025-11-25 take it for a message. */
  prime(): void {
    this.#send('');
  }

  /** Whether all that followed an event is still kept. */
  keepsAllAfter(number: number): boolean {
    return this.#kept.filter((event) => event.number > number).length === this.#last - number;
  }

  /** Goes on to this response, after an event that was sent to another one. */
  resume(response: ServerResponse, number: number): void {
    this.attach(response);
    for (const event of this.#kept) if (event.number > number) this.#response?.write(event.text);
    if (this.#ended) this.hangUp();
  }

  write(json: string): void {
    this.#send(json);
  }

  /** Ends the connection and not the stream. */
  hangUp(): void {
    this.#response?.end();
    this.#leave();
  }

  /** Nothing follows. */
  end(): void {
    this.#ended = true;
    this.hangUp();
  }

  /** Forgets its oldest event; 0 where it has none. */
  forgetOne(): number {
    const bytes = this.#kept.shift()?.text.length ?? 0;
    this.#budget?.release(bytes);
    return bytes;
  }

  #send(json: string): void {
    const number = this.#last + 1;
    const id = this.#budget === undefined ? '' : `id: ${this.key}.${number}\n`;
    const text = json === '' ? `${id}data: \n\n` : `event: message\n${id}data: ${json}\n\n`;
    this.#last = number;
    if (this.#budget?.take(text.length)) this.#kept.push({ number, text });
    this.#response?.write(text);
  }

  #leave(): void {
    clearInterval(this.#beat);
    this.#response = undefined;
  }
}
