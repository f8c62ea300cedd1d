import { type BigIntStats, closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { KEPT_LOG_BYTES } from './write-back.js';

/** What a look at the file came to. `doubtful`: somebody wrote it, and only reading all of it tells whether that was one of us. `short`: it is being written, or was cut off; `unfinished`: it is so for long. */
export type Look = 'unchanged' | 'changed' | 'doubtful' | 'short' | 'unfinished' | 'moved' | 'overwritten';

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
/** Writing pages back from the log takes less; the first page, with the new generation, goes first. */
const WRITING_BACK_MS = 3_000;

/**
 * The file under an open database. Only we write it, and count its generation up before each time, so that a file that
 * was cut off, or that another was copied over, is noticed. Opened before the database and closed after it: to close any
 * other descriptor of the file would release the locks that this process has on it.
 */
export class OpenFile {
  readonly #path: string;
  readonly #fd: number;
  #seen: BigIntStats;
  #generation: number;
  /** When the generation was first seen. */
  #since: number;
  #shortSince: number | undefined;
  #isOverwritten = false;
  /** The log beside it, once the database works with it. */
  #log: BigIntStats | undefined;

  constructor(path: string, elapsed: number) {
    this.#path = path;
    this.#fd = openSync(path, 'r');
    this.#seen = fstatSync(this.#fd, { bigint: true });
    this.#generation = this.#readHeader()?.generation ?? 0;
    this.#since = elapsed;
  }

  get isOverwritten(): boolean {
    return this.#isOverwritten;
  }

  get stats(): BigIntStats {
    return this.#seen;
  }

  /** Whether the log holds anything now. */
  hasLog(): boolean {
    return (this.#logNow()?.size ?? 0n) > 0n;
  }

  /**
   * From now on the log has to stay: while somebody has the database open, SQLite keeps it. Where it was removed, whoever
   * opens the database next starts another, and sees nothing of ours.
   */
  keepLog(): void {
    this.#log = this.#logNow();
  }

  #logNow(): BigIntStats | undefined {
    return statSync(`${this.#path}-wal`, { bigint: true, throwIfNoEntry: false });
  }

  /**
   * Whether the log became shorter than SQLite itself makes it, unless whoever stops empties it; undefined where it is another.
   */
  #isLogCut(): boolean | undefined {
    const last = this.#log;
    if (last === undefined) return false;
    const now = this.#logNow();
    if (now?.ino !== last.ino) return undefined;
    this.#log = now;
    return now.size < last.size && now.size < KEPT_LOG_BYTES;
  }

  /** `elapsed`: milliseconds of a clock that never goes back. */
  look(elapsed: number): Look {
    const now = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    if (now?.ino !== this.#seen.ino || now.dev !== this.#seen.dev) return 'moved';
    if (this.#isOverwritten) return 'overwritten';
    const isLogCut = this.#isLogCut();
    if (isLogCut === undefined) return this.markOverwritten();
    const last = this.#seen;
    this.#seen = now;
    const isSame = now.size === last.size && now.mtimeNs === last.mtimeNs;
    if (isSame && this.#shortSince === undefined) return isLogCut ? 'doubtful' : 'unchanged';
    const header = this.#readHeader();
    if (now.size < last.size || header === undefined || header.generation < this.#generation) {
      return this.markOverwritten();
    }
    const { generation, bytes } = header;
    if (now.size < bytes) {
      this.#shortSince ??= elapsed;
      return elapsed - this.#shortSince > WRITING_BACK_MS ? 'unfinished' : 'short';
    }
    this.#shortSince = undefined;
    if (generation === this.#generation)
      return isLogCut || elapsed - this.#since > WRITING_BACK_MS ? 'doubtful' : 'changed';
    this.#generation = generation;
    this.#since = elapsed;
    return 'changed';
  }

  /** From now on every look says so. */
  markOverwritten(): 'overwritten' {
    this.#isOverwritten = true;
    return 'overwritten';
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Undefined where it is no database any more. */
  #readHeader(): { generation: number; bytes: number } | undefined {
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(this.#fd, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return undefined;
    if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
    // sqlite.org/fileformat2.html#the_database_header: page size (1 for 65,536), number of pages, user version.
    const page = header.readUInt16BE(16);
    return {
      generation: header.readInt32BE(60),
      bytes: (page === 1 ? 65_536 : page) * header.readUInt32BE(28),
    };
  }
}
