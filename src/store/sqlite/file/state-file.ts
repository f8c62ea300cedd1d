import { existsSync } from 'node:fs';
import { exposureOf, fileExposureOf } from '../../../machine/index.js';
import { checkPlainFile } from '../../../system/index.js';
import { StoreFault } from '../../fault.js';
import { UnusableState } from '../../sql/schema.js';
import type { SqliteHandle } from '../engine.js';
import { makeFile } from './make-file.js';
import { type Look, OpenFile } from './open-file.js';
import { bytesToWriteBack, isSound, LONGEST_LOG_BYTES, writeBack } from './write-back.js';

export interface StateFilePorts {
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
  /** Opens a file also where others could change it: for what only ever forbids. */
  evenExposed: boolean;
}

/** After so many transactions the log is written back if it has grown long. */
const WRITE_BACK_EVERY = 32;

/** For how long a read takes the file to be in its place. Whatever changes it, or has to be certain, looks itself. */
const LOOK_EVERY_MS = 50;

/** The file of a state: in its place, whole, and safe from others. */
export class StateFile {
  readonly #path: string;
  readonly #ports: StateFilePorts;
  readonly #file: OpenFile;
  /** Whose the file was, and whose to write, when it was last found safe. */
  #safe: { mode: bigint; uid: bigint };
  /** When it was last found in its place. */
  #inPlaceAt = Number.NEGATIVE_INFINITY;
  /** Transactions since it was last asked whether the log is long. */
  #sinceWriteBack = 0;

  /** Makes the file if it is not there. Opened before the database, and closed after it. */
  constructor(path: string, ports: StateFilePorts) {
    this.#path = path;
    this.#ports = ports;
    // To open a pipe would keep the program waiting, and nobody should change the rights of a device.
    if (existsSync(path)) this.#refuseCut();
    // Before and after: a folder that others can write is not written to, and what lies beside the file counts too.
    this.#refuse(exposureOf(path));
    makeFile(path);
    this.#refuse(exposureOf(path));
    for (const part of ['-wal', '-shm']) this.#refuse(fileExposureOf(path + part));
    this.#file = new OpenFile(path, ports.elapsed());
    this.#safe = this.#file.stats;
  }

  get isOverwritten(): boolean {
    return this.#file.isOverwritten;
  }

  /** From now on every check refuses it. */
  markOverwritten(): void {
    this.#file.markOverwritten();
  }

  /** From now on the log beside it has to stay. */
  keepLog(): void {
    this.#file.keepLog();
  }

  /** The same as `check` where the file was not found in its place within the last 50 ms. */
  checkLately(handle: SqliteHandle): void {
    const isOld = this.#ports.elapsed() - this.#inPlaceAt >= LOOK_EVERY_MS;
    if (isOld || this.#file.isOverwritten) this.check(handle);
  }

  /**
   * Throws unless the file is in its place and safe now. One that was deleted stays open here: we would count in it alone
   * and miss a halt in the new one.
   */
  check(handle: SqliteHandle): void {
    const now = this.#ports.elapsed();
    this.#inPlaceAt = Number.NEGATIVE_INFINITY;
    let look = this.#file.look(now);
    if (look === 'unfinished') look = this.#finish(handle);
    if (look === 'doubtful' && !isSound(handle)) look = this.#file.markOverwritten();
    if (look === 'short') throw new UnusableState('busy');
    if (look === 'moved' || look === 'overwritten') throw new StoreFault(look, this.#path);
    const { mode, uid } = this.#file.stats;
    if (mode !== this.#safe.mode || uid !== this.#safe.uid) this.#refuse(fileExposureOf(this.#path));
    this.#safe = { mode, uid };
    this.#inPlaceAt = now;
  }

  /** After each transaction: now and then writes back a log that has grown long. */
  keepLogShort(handle: SqliteHandle): void {
    this.#sinceWriteBack += 1;
    if (this.#sinceWriteBack < WRITE_BACK_EVERY) return;
    this.#sinceWriteBack = 0;
    try {
      if (bytesToWriteBack(handle) >= LONGEST_LOG_BYTES) writeBack(handle, 'PASSIVE');
    } catch {
      // The transaction before it is done; the next one meets the same trouble and tells.
    }
  }

  /** What the log holds is written back, so that the file alone is all there is. */
  emptyLog(handle: SqliteHandle): void {
    if (this.#file.hasLog()) writeBack(handle, 'TRUNCATE');
    // Refused while others have it open; else the log goes, too.
    handle.exec('PRAGMA journal_mode = DELETE');
  }

  close(): void {
    this.#file.close();
  }

  /**
   * SQLite writes the first page before any log: without it the file was cut off, and SQLite would wait for whoever has the
   * log. Another process may be making both right now, so the file is looked at again once the log is seen.
   */
  #refuseCut(): void {
    const isEmpty = () => checkPlainFile(this.#path).size === 0;
    if (isEmpty() && existsSync(`${this.#path}-wal`) && isEmpty())
      throw new StoreFault('overwritten', this.#path);
  }

  #refuse(exposure: string | undefined): void {
    if (exposure === undefined || this.#ports.evenExposed) return;
    throw new StoreFault('exposed', this.#path, new Error(exposure));
  }

  /** Whoever wrote the log back died over it, or the file was cut off: only the first can be brought to its end. */
  #finish(handle: SqliteHandle): Look {
    if (this.#file.hasLog() && !writeBack(handle, 'TRUNCATE')) throw new UnusableState('busy');
    const look = this.#file.look(this.#ports.elapsed());
    return look === 'changed' ? 'doubtful' : this.#file.markOverwritten();
  }
}
