import type { SqliteHandle } from '../engine.js';
import { isBusy } from '../faults.js';

/** How large the log grows before it is written back into the file. */
export const LONGEST_LOG_BYTES = 4 * 1024 * 1024;

/**
 * What SQLite leaves of a log that was written back, more than it grows to: a sync of what is written over in place takes
 * half as long as one of a file that grows, and far less beside other work of the disk.
 */
export const KEPT_LOG_BYTES = 2 * LONGEST_LOG_BYTES;

/** A page with its header in the log. */
const FRAME_BYTES = 4096 + 24;

/** Set on each connection: `writeBack` alone writes into the file, so that every change of it has a generation. */
export const LEAVES_LOG_ALONE = `PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = ${KEPT_LOG_BYTES}`;

/** Rolls back what was begun. Never throws. */
export function rollBack(handle: SqliteHandle): void {
  try {
    handle.exec('ROLLBACK');
  } catch {
    // Nothing had begun, or SQLite has rolled back by itself: the first error is the one to report.
  }
}

/**
 * Writes the log back into the file, which then is of the next generation; left to others where they are at work.
 * `PASSIVE` keeps nobody waiting. False where others were in the way.
 */
export function writeBack(handle: SqliteHandle, mode: 'PASSIVE' | 'TRUNCATE'): boolean {
  try {
    handle.exec('BEGIN IMMEDIATE');
    // Counted up within the log, so that the first page is among those that are written back.
    const row = handle.prepare('PRAGMA user_version').get() as { user_version: number };
    handle.exec(`PRAGMA user_version = ${(Number(row.user_version) + 1) % 2 ** 31}; COMMIT`);
    handle.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
    return true;
  } catch (error) {
    rollBack(handle);
    if (!isBusy(error)) throw error;
    return false;
  }
}

/** What of the log is not written back. Its file is no measure: it stays as long as it once was. */
export function bytesToWriteBack(handle: SqliteHandle): number {
  const row = handle.prepare('PRAGMA wal_checkpoint(NOOP)').get() as { log: number; checkpointed: number };
  return Math.max(0, row.log - row.checkpointed) * FRAME_BYTES;
}

/** Whether all of the file can be read and makes sense. */
export function isSound(handle: SqliteHandle): boolean {
  try {
    // What this connection remembers of the file is no proof.
    handle.exec('PRAGMA shrink_memory');
    const found = handle.prepare('PRAGMA quick_check(1)').get() as { quick_check: unknown };
    return found.quick_check === 'ok';
  } catch (error) {
    return isBusy(error);
  }
}
