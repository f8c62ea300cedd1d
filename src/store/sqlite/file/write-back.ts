import type { SqliteHandle } from '../engine.js';
import { isBusy } from '../faults.js';

/** How large the log grows before it is written back into the file. */
export const LONGEST_LOG_BYTES = 4 * 1024 * 1024;

/** What SQLite leaves of a log that was written back. */
export const KEPT_LOG_BYTES = 1024 * 1024;

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
