/** What a line that is above the bound shows of itself: enough to find whose it is. */
export interface LongLine {
  readonly start: Buffer;
  readonly end: Buffer;
}

export interface LineListener {
  /** A line without its line break. */
  line(bytes: Buffer): void;
  /** A line that was dropped. It is told once it has ended. */
  tooLong(line: LongLine): void;
}

const NEWLINE = 0x0a;
/** Bytes kept of each end of a line that is dropped. */
const KEPT = 1024;

/**
 * Cuts a stream of bytes into lines. Each byte is looked at and copied a constant number of times, however the stream is
 * cut into chunks, and no more than the bound is held.
 */
export class LineReader {
  readonly #most: number;
  readonly #listener: LineListener;
  #chunks: Buffer[] = [];
  #length = 0;
  #dropped: LongLine | undefined;

  /** @param most bytes of the longest line that is passed on */
  constructor(most: number, listener: LineListener) {
    this.#most = most;
    this.#listener = listener;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#take(chunk.subarray(from, end));
      this.#endLine();
      from = end + 1;
    }
    this.#take(chunk.subarray(from));
  }

  #take(part: Buffer): void {
    if (part.length === 0) return;
    if (this.#dropped !== undefined) {
      this.#dropped = { start: this.#dropped.start, end: lastOf([this.#dropped.end, part]) };
      return;
    }
    this.#chunks.push(part);
    this.#length += part.length;
    if (this.#length <= this.#most) return;
    // Copies: a slice would hold all that it was cut from.
    this.#dropped = { start: firstOf(this.#chunks), end: lastOf(this.#chunks) };
    this.#chunks = [];
    this.#length = 0;
  }

  #endLine(): void {
    const dropped = this.#dropped;
    const [only = Buffer.alloc(0)] = this.#chunks;
    const bytes = this.#chunks.length > 1 ? Buffer.concat(this.#chunks, this.#length) : only;
    this.#chunks = [];
    this.#length = 0;
    this.#dropped = undefined;
    if (dropped !== undefined) this.#listener.tooLong(dropped);
    else this.#listener.line(bytes);
  }
}

function firstOf(chunks: readonly Buffer[]): Buffer {
  const wanted: Buffer[] = [];
  let length = 0;
  for (const chunk of chunks) {
    if (length >= KEPT) break;
    wanted.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(wanted, Math.min(length, KEPT));
}

function lastOf(chunks: readonly Buffer[]): Buffer {
  const wanted: Buffer[] = [];
  let length = 0;
  for (const chunk of chunks.toReversed()) {
    if (length >= KEPT) break;
    wanted.unshift(chunk);
    length += chunk.length;
  }
  return Buffer.from(Buffer.concat(wanted, length).subarray(Math.max(0, length - KEPT)));
}
