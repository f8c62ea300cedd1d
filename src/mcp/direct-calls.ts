import type { Transport, TransportSendOptions } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CancelledNotificationSchema,
  ErrorCode,
  type JSONRPCMessage,
  type MessageExtraInfo,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';
import type { StopSignal } from '../guard/index.js';
import { isPlainCall, type PlainCall } from './plain-call.js';

/** What a call under way can be asked. */
export interface CallControl {
  readonly id: RequestId;
  /** Aborted when the client takes the call back, or is gone: its answer is then sent to nobody. */
  readonly signal: StopSignal;
}

/** Answers a call; undefined where the SDK has to. */
export type AnswerDirectly = (call: PlainCall, control: CallControl) => Promise<object> | undefined;

type Listener = () => void;

/** Its own signal: an AbortController for each call costs more than reading the call. */
class OpenCall implements CallControl, StopSignal {
  readonly id: RequestId;
  readonly #listeners: Listener[] = [];
  #aborted = false;

  constructor(id: RequestId) {
    this.id = id;
  }

  get signal(): StopSignal {
    return this;
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  addEventListener(_type: 'abort', listener: Listener): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: Listener): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}

/**
 * A transport between the SDK and the one that is given. Calls of tools are answered past the SDK, whose way costs more than
 * the rest of a call: it checks each message by five schemas and wraps each answer in six promises. All other messages,
 * and calls that are anything but plain, go to the SDK. What a client gets is the same on both ways.
 */
export class DirectCalls implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport['onmessage']>;

  readonly #inner: Transport;
  readonly #answer: AnswerDirectly;
  /** Like in the SDK, of two calls with one id the later one is taken back. */
  readonly #open = new Map<RequestId, OpenCall>();

  constructor(inner: Transport, answer: AnswerDirectly) {
    this.#inner = inner;
    this.#answer = answer;
  }

  get sessionId(): string | undefined {
    return this.#inner.sessionId;
  }

  start(): Promise<void> {
    this.#inner.onclose = () => this.#close();
    this.#inner.onerror = (error) => this.onerror?.(error);
    this.#inner.onmessage = (message, extra) => this.#receive(message, extra);
    return this.#inner.start();
  }

  send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    return this.#inner.send(message, options);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  setProtocolVersion(version: string): void {
    this.#inner.setProtocolVersion?.(version);
  }

  #receive(message: JSONRPCMessage, extra: MessageExtraInfo | undefined): void {
    if (isPlainCall(message) && this.#begin(message)) return;
    if ('method' in message && message.method === 'notifications/cancelled') this.#takeBack(message);
    this.onmessage?.(message, extra);
  }

  #begin(request: PlainCall): boolean {
    const call = new OpenCall(request.id);
    const answering = this.#answer(request, call);
    if (answering === undefined) return false;
    this.#open.set(request.id, call);
    answering.then(
      (result) => this.#end(call, { result, jsonrpc: '2.0', id: call.id } as JSONRPCMessage),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : 'Internal error';
        const refusal = { code: ErrorCode.InternalError, message };
        this.#end(call, { jsonrpc: '2.0', id: call.id, error: refusal });
      },
    );
    return true;
  }

  #end(call: OpenCall, answer: JSONRPCMessage): void {
    if (this.#open.get(call.id) === call) this.#open.delete(call.id);
    if (call.signal.aborted) return;
    this.#inner.send(answer).catch((error) => this.onerror?.(new Error(`Failed to send response: ${error}`)));
  }

  #takeBack(notification: JSONRPCMessage): void {
    const { data } = CancelledNotificationSchema.safeParse(notification);
    const requestId = data?.params.requestId;
    // The SDK, too, takes an id of 0 or '' for none.
    if (requestId) this.#open.get(requestId)?.abort();
  }

  #close(): void {
    for (const call of this.#open.values()) call.abort();
    this.#open.clear();
    this.onclose?.();
  }
}
