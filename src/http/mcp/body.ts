import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Refusal, refusal } from '../refuse.js';

const MIB = 1024 * 1024;
/** The longest body that is read, in bytes: attachments of a ticket have 24 MB before they are encoded. */
export const MOST_BODY_BYTES = 32 * MIB;
/** What the bodies of requests that were not answered yet may hold, in bytes: those of one caller, and all together. */
const MOST_OF_ONE = 64 * MIB;
const MOST_IN_ALL = 192 * MIB;
/** What a request holds beside its body: most of that is its answer. */
const OVERHEAD = 32 * 1024;

const TOO_LARGE = refusal(413, `The body is longer than ${MOST_BODY_BYTES / MIB} MiB.`);
const BROKEN = refusal(400, 'The body ended before its end.');
const AGAIN = { headers: { 'retry-after': '1' } };
const TOO_MUCH = refusal(429, 'Too much is under way: wait for answers before you send more.', AGAIN);
const BUSY = refusal(503, 'Too much is under way here: try again in a moment.', AGAIN);

/** A body that was read. It counts until it is released. */
export interface Body {
  readonly bytes: Buffer;
  /** Counts the answers to all requests in it; what it returns refuses them. */
  holdAnswers(count: number): Refusal | undefined;
  release(): void;
}

export const isBody = (read: Body | Refusal): read is Body => 'bytes' in read;

/** The memory that requests hold, all of them together. */
export class Bodies {
  readonly #ofCallers = new Map<string, number>();
  #inAll = 0;

  /** Reads a body. Its deadline is that of the listener: a client that takes longer is gone. */
  async read(request: IncomingMessage, response: ServerResponse, caller: string): Promise<Body | Refusal> {
    if (Number(request.headers['content-length'] ?? 0) > MOST_BODY_BYTES) return TOO_LARGE;
    let held = 0;
    const hold = (bytes: number) => {
      const refused = this.#hold(caller, bytes);
      if (refused === undefined) held += bytes;
      return refused;
    };
    const release = () => {
      this.#release(caller, held);
      held = 0;
    };
    const refused = hold(OVERHEAD);
    if (refused !== undefined) return refused;
    if (request.headers.expect !== undefined) response.writeContinue();
    const bytes = await collect(request, hold);
    const holdAnswers = (count: number) => (count > 1 ? hold((count - 1) * OVERHEAD) : undefined);
    if (Buffer.isBuffer(bytes)) return { bytes, holdAnswers, release };
    release();
    return bytes;
  }

  #hold(caller: string, bytes: number): Refusal | undefined {
    const ofOne = (this.#ofCallers.get(caller) ?? 0) + bytes;
    if (ofOne > MOST_OF_ONE) return TOO_MUCH;
    if (this.#inAll + bytes > MOST_IN_ALL) return BUSY;
    this.#ofCallers.set(caller, ofOne);
    this.#inAll += bytes;
    return undefined;
  }

  #release(caller: string, bytes: number): void {
    const left = (this.#ofCallers.get(caller) ?? 0) - bytes;
    if (left > 0) this.#ofCallers.set(caller, left);
    else this.#ofCallers.delete(caller);
    this.#inAll -= bytes;
  }
}

/** @param hold takes the memory for a part; what it returns refuses the body */
function collect(
  request: IncomingMessage,
  hold: (bytes: number) => Refusal | undefined,
): Promise<Buffer | Refusal> {
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (result: Buffer | Refusal) => {
      request.off('data', take).off('end', finish).off('close', fail).off('error', fail);
      // Whatever goes wrong with it from now on, nobody waits for it.
      request.on('error', () => undefined);
      done(result);
    };
    const take = (chunk: Buffer) => {
      length += chunk.length;
      const refused = length > MOST_BODY_BYTES ? TOO_LARGE : hold(chunk.length);
      if (refused !== undefined) return stop(refused);
      chunks.push(chunk);
    };
    const [finish, fail] = [() => stop(Buffer.concat(chunks, length)), () => stop(BROKEN)];
    request.on('data', take).on('end', finish).on('close', fail).on('error', fail);
  });
}
