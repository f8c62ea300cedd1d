import type { ServerResponse } from 'node:http';
import type { Transport, TransportSendOptions } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CancelledNotificationSchema,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';
import { errorAnswer } from '../stdio/frames.js';
import type { EventStream } from './event-stream.js';
import { isRequest } from './messages.js';
import type { Posted } from './posted.js';
import { Streams } from './streams.js';

/** A request without an answer for so long is answered by a stream: proxies wait for the first byte, and the stream can be taken up again. */
const PATIENCE_MS = 1_000;

/** Requests of one session that are worked on at a time. */
const MOST_AT_ONCE = 64;

/** The first revision whose clients know events without data. */
const PRIMING_REVISION = '2025-11-25';

const DONE = Promise.resolve();

/** What the answer to a request needs to know. */
export interface Exchange {
  readonly response: ServerResponse;
  /** Revision of the protocol that the client named with this request. */
  readonly revision: string | undefined;
  /** Headers beside those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called once, when nothing more will be sent for this request. */
  onEnd(): void;
}

/** What was posted together, and is answered together. */
interface Open extends Exchange {
  readonly isBatch: boolean;
  /** Requests without an answer. */
  left: number;
  /** Answers that have not left. */
  answers: string[];
  patience?: NodeJS.Timeout;
  stream?: EventStream;
}

/**
 * What a request was posted with; emptied when it is answered. V8 keeps what has left a Map, in tables that the Map outgrew,
 * until it collects the whole heap: an answer must not be part of that.
 */
interface Place {
  open: Open | undefined;
}

/**
 * Streamable HTTP (MCP specification, Transports) for one session. A request is answered by plain JSON where its answer is
 * the first thing to be sent, and by a stream of events where something comes before it or it takes long; a batch by the array
 * of its answers, or by a stream of them. A client whose connection broke takes a stream up again where it was, as far as its
 * events are still kept.
 */
export class HttpTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport['onmessage']>;
  readonly sessionId: string | undefined;

  readonly #open = new Map<RequestId, Place>();
  readonly #streams: Streams;
  /** Requests of batches that wait for their turn. */
  readonly #waiting: JSONRPCRequest[] = [];
  /** Carries what belongs to no request. */
  #own: EventStream | undefined;
  #closed = false;

  /** @param sessionId undefined: the transport lives as long as one request */
  constructor(sessionId: string | undefined) {
    this.sessionId = sessionId;
    this.#streams = new Streams(sessionId !== undefined);
  }

  async start(): Promise<void> {}

  /** Whether so many requests are under way that nothing more is taken. */
  get isFull(): boolean {
    return this.#open.size >= MOST_AT_ONCE;
  }

  /** Whether somebody waits for an answer, or listens. */
  get isInUse(): boolean {
    return this.#open.size > 0 || this.#own?.isConnected === true;
  }

  isUnderWay(id: RequestId): boolean {
    return this.#open.has(id);
  }

  /** Hands on a request. Its id must not be under way: two answers with one id could not be told apart. */
  ask(request: JSONRPCRequest, exchange: Exchange): void {
    this.#begin([request], exchange, false);
    this.onmessage?.(request, {});
  }

  /** Hands on a batch, each message by itself. None of its ids may be under way. */
  askAll({ messages, requests }: Posted, exchange: Exchange): void {
    this.#begin(requests, exchange, true);
    this.#waiting.push(...requests);
    for (const message of messages) if (!isRequest(message)) this.tell(message);
    this.#handOn();
  }

  /** Hands on a notification, or an answer to what the client was asked. */
  tell(message: JSONRPCMessage): void {
    this.onmessage?.(message, {});
    if (!('method' in message) || message.method !== 'notifications/cancelled') return;
    const requestId = CancelledNotificationSchema.safeParse(message).data?.params.requestId;
    // The SDK, too, takes an id of 0 or '' for none.
    if (requestId) this.#takeBack(requestId);
  }

  /** Opens the stream for what belongs to no request; false where there is one. */
  listen(response: ServerResponse): boolean {
    if (this.#own?.isConnected) return false;
    this.#own ??= this.#streams.open();
    this.#own.attach(response);
    return true;
  }

  /** Goes on with a stream after the event that the client saw last; false where what followed is not known any more. */
  resume(response: ServerResponse, lastEventId: string): boolean {
    const found = this.#streams.find(lastEventId);
    if (found === undefined || !found.stream.keepsAllAfter(found.number)) return false;
    found.stream.resume(response, found.number);
    return true;
  }

  /** Ends the stream of what belongs to no request; the client can come back to it. */
  hangUp(): void {
    this.#own?.hangUp();
  }

  send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    const isAnswer = !('method' in message);
    const id = isAnswer ? message.id : options?.relatedRequestId;
    const open = id === undefined ? undefined : this.#open.get(id)?.open;
    const json = JSON.stringify(message);
    if (open === undefined) {
      // An answer that nobody waits for any more was taken back.
      if (!isAnswer) this.#own?.write(json);
      return DONE;
    }
    if (!isAnswer) {
      this.#streamOf(open).write(json);
      return DONE;
    }
    if (open.stream === undefined) open.answers.push(json);
    else open.stream.write(json);
    if (id !== undefined) this.#end(id, open);
    return DONE;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const all = new Set([...this.#open.values()].flatMap(({ open }) => open ?? []));
    this.#open.clear();
    this.#waiting.length = 0;
    for (const open of all) {
      clearTimeout(open.patience);
      if (open.stream === undefined && open.answers.length === 0) answerAtOnce(open, SESSION_ENDED, 404);
      else this.#streamOf(open).end();
      open.onEnd();
    }
    this.#streams.close();
    this.onclose?.();
  }

  #begin(requests: readonly JSONRPCRequest[], exchange: Exchange, isBatch: boolean): void {
    const open: Open = { ...exchange, isBatch, left: requests.length, answers: [] };
    for (const { id } of requests) this.#open.set(id, { open });
    open.patience = setTimeout(() => this.#streamOf(open), PATIENCE_MS);
  }

  #handOn(): void {
    while (this.#open.size - this.#waiting.length < MOST_AT_ONCE) {
      const request = this.#waiting.shift();
      if (request === undefined) return;
      this.onmessage?.(request, {});
    }
  }

  #streamOf(open: Open): EventStream {
    clearTimeout(open.patience);
    if (open.stream !== undefined) return open.stream;
    open.stream = this.#streams.open();
    for (const [name, value] of Object.entries(open.headers ?? {})) open.response.setHeader(name, value);
    open.stream.attach(open.response);
    if (this.sessionId !== undefined && (open.revision ?? '') >= PRIMING_REVISION) open.stream.prime();
    for (const json of open.answers) open.stream.write(json);
    open.answers = [];
    return open.stream;
  }

  #takeBack(id: RequestId): void {
    const open = this.#open.get(id)?.open;
    if (open === undefined) return;
    const waiting = this.#waiting.findIndex((request) => request.id === id);
    if (waiting >= 0) this.#waiting.splice(waiting, 1);
    this.#end(id, open);
  }

  #end(id: RequestId, open: Open): void {
    const place = this.#open.get(id);
    if (place !== undefined) place.open = undefined;
    this.#open.delete(id);
    open.left -= 1;
    if (open.left === 0) this.#finish(open);
    this.#handOn();
  }

  #finish(open: Open): void {
    clearTimeout(open.patience);
    const { answers, isBatch } = open;
    const [only] = answers;
    // Without a single answer all was taken back, and a stream alone can say nothing.
    if (open.stream !== undefined || only === undefined) this.#streamOf(open).end();
    else answerAtOnce(open, isBatch ? `[${answers.join()}]` : only);
    open.onEnd();
  }
}

const SESSION_ENDED = JSON.stringify(errorAnswer(null, -32001, 'This session has ended.'));

function answerAtOnce({ response, headers }: Exchange, json: string, status = 200): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(json);
}
