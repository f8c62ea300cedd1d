import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { answerTooLong, type ErrorAnswer, errorAnswer, readFrame } from './frames.js';
import { LineReader } from './line-reader.js';
import { UnderWay } from './under-way.js';

const MIB = 1024 * 1024;

/** The longest frame that is read, in bytes. */
export const MOST_FRAME_BYTES = 32 * MIB;
/** What may lie unanswered, and what may lie unsent, in bytes. */
const MOST_UNDER_WAY_BYTES = 64 * MIB;
const MOST_UNSENT_BYTES = 64 * MIB;

/** What is kept to be written together, in characters: from here on copying it costs more than writing twice. */
const MOST_TOGETHER = 64 * 1024;

const DONE = Promise.resolve();

/** Of the codes that JSON-RPC leaves to servers. */
const OVERLOADED = -32000;

/**
 * MCP over two streams, a message a line, in memory that is bounded whatever the client does: the length of a frame, the
 * requests that it has not been answered, and the answers that it does not read.
 */
class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;

  readonly #input: Readable;
  readonly #output: Writable;
  readonly #underWay = new UnderWay(MOST_UNDER_WAY_BYTES);
  readonly #lines: LineReader;
  readonly #onData = (chunk: Buffer) => this.#lines.push(chunk);
  readonly #onDrain = () => {
    if (!this.#closed) this.#input.resume();
  };
  #closed = false;
  /** Messages of this turn of the event loop. They leave in one write: each write is a system call. */
  #together = '';
  readonly #flush = () => this.#writeTogether();

  constructor(input: Readable, output: Writable) {
    this.#input = input;
    this.#output = output;
    this.#lines = new LineReader(MOST_FRAME_BYTES, {
      line: (bytes) => this.#receive(bytes),
      tooLong: (line) => this.#refuse(answerTooLong(line, MOST_FRAME_BYTES)),
    });
  }

  async start(): Promise<void> {
    this.#output.on('drain', this.#onDrain);
    this.#input.on('data', this.#onData);
    // Stays after `close`: an error that nobody hears would end the process.
    this.#input.on('error', (error) => this.onerror?.(error));
  }

  send(message: JSONRPCMessage): Promise<void> {
    this.#underWay.settle(message);
    this.#write(message);
    return DONE;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.off('data', this.#onData);
    this.#output.off('drain', this.#onDrain);
    this.#input.pause();
    this.#writeTogether();
    this.onclose?.();
  }

  #receive(bytes: Buffer): void {
    const frame = readFrame(bytes);
    if (frame === undefined) return;
    if (!('message' in frame)) {
      if (frame.answer === undefined) this.onerror?.(new Error(frame.wrong));
      else this.#refuse(frame.answer);
      return;
    }
    const { message } = frame;
    if ('method' in message && 'id' in message) {
      if (!this.#underWay.begin(message.id, bytes.length)) {
        const busy = 'Too much is under way: wait for answers before you send more.';
        this.#refuse(errorAnswer(message.id, OVERLOADED, busy));
        return;
      }
    } else this.#underWay.settle(message);
    this.onmessage?.(message);
  }

  #refuse(answer: ErrorAnswer): void {
    this.onerror?.(new Error(answer.error.message));
    this.#write(answer);
  }

  #write(message: JSONRPCMessage | ErrorAnswer): void {
    if (this.#together === '') setImmediate(this.#flush);
    this.#together += `${JSON.stringify(message)}\n`;
    if (this.#together.length >= MOST_TOGETHER) this.#writeTogether();
  }

  #writeTogether(): void {
    const text = this.#together;
    this.#together = '';
    if (text === '' || !this.#output.writable) return;
    this.#output.write(text);
    // Not at the first byte that waits: a client that writes before it reads would then wait for us, and we for it.
    if (this.#output.writableLength > MOST_UNSENT_BYTES) this.#input.pause();
  }
}

/** stdin and stdout as an MCP transport. */
export function stdioTransport(stdin: Readable, stdout: Writable): Transport {
  return new StdioTransport(stdin, stdout);
}
