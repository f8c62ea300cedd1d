import { chmodSync, closeSync, copyFileSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkPlainFile } from '../../system/index.js';
import { StoreFault } from '../fault.js';
import type { Link } from '../rules/chain.js';
import type { Tx, Value } from '../sql/database.js';
import { SqlJournal } from '../sql/journal.js';
import { SqliteDatabase } from './database.js';
import { NewestEntryFile } from './file/newest-entry.js';
import { placeNew } from './file/place-new.js';

/** Files that belong to a database, by what comes after its name. */
const PARTS = ['', '-wal', '-shm'];

/** The event of the `operator` entry that marks the gap in the chain of a state that was put back. */
const RESTORED_EVENT = 'state.restored';

/** Where a copy is made: one that is killed leaves nothing that could be taken for a state. */
export const unfinished = (path: string): string => `${path}.copying`;

export function removeUnfinished(path: string): void {
  for (const part of PARTS) rmSync(unfinished(path) + part, { force: true });
}

/**
 * A whole copy of a state, made while others use it: it has its name once all of it is there. Rejects with a StoreFault, or with the
 * fault of the file system: EEXIST where something has that name.
 */
export async function backUpState(location: string, file: string): Promise<void> {
  const database = await SqliteDatabase.open(resolve(location));
  try {
    removeUnfinished(file);
    // Nobody else reads it; and what has the name already is not copied beside for nothing.
    closeSync(openSync(existsSync(file) ? file : unfinished(file), 'wx', 0o600));
    try {
      await database.copyInto(unfinished(file));
      placeNew(unfinished(file), file);
    } finally {
      removeUnfinished(file);
    }
  } finally {
    await database.close();
  }
}

/** What a restored state takes over from the one that it replaces, so that no limit, stop or taint of today is forgotten. */
interface TakenOver {
  readonly newest: Link | undefined;
  readonly rows: readonly (readonly [sql: string, values: Value[]])[];
}

const TAKEN_OVER: readonly (readonly [table: string, columns: string, onConflict: string])[] = [
  ['counter', 'bucket, starts, ends, used', '(bucket, starts) DO UPDATE SET used = max(used, excluded.used)'],
  ['event', 'bucket, at, reservation, until, amount', 'DO NOTHING'],
  [
    'taint',
    'installation, caller, call, tool, since, last, until',
    '(installation, caller) DO UPDATE SET until = max(until, excluded.until)',
  ],
  ['approver', 'person, name, password, granted, added, changed', 'DO NOTHING'],
  ['policy', 'name, number, revision, document, who, at, note', 'DO NOTHING'],
  ['token', 'person, name, digest, granted, made, maker, expires, used', 'DO NOTHING'],
  ['shared_value', 'name, value, at', 'DO NOTHING'],
];
const HALT = 'SELECT halted, who, at, reason FROM kill_switch ORDER BY id DESC LIMIT 1';
const NEWEST = 'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1';

async function newestIn(tx: Tx): Promise<Link | undefined> {
  const row = await tx.first<{ seq: bigint; hash: string }>(NEWEST);
  return row && { seq: Number(row.seq), hash: row.hash };
}

async function readAll(tx: Tx): Promise<TakenOver> {
  const rows: [string, Value[]][] = [];
  // The policy in force is that of today, with its history: an older one may allow more.
  for (const { name } of await tx.all<{ name: string }>('SELECT DISTINCT name FROM policy'))
    rows.push(['DELETE FROM policy WHERE name = ?', [name]]);
  for (const [table, columns, onConflict] of TAKEN_OVER) {
    const marks = columns.replace(/\w+/g, '?');
    const sql = `INSERT INTO ${table} (${columns}) VALUES (${marks}) ON CONFLICT ${onConflict}`;
    for (const row of await tx.all<Record<string, Value>>(`SELECT ${columns} FROM ${table}`))
      rows.push([sql, columns.split(', ').map((column) => row[column] ?? null)]);
  }
  const halt = await tx.first<Record<string, Value>>(HALT);
  if (halt !== undefined && Number(halt.halted) === 1) {
    const sql = 'INSERT INTO kill_switch (halted, who, at, reason) VALUES (?, ?, ?, ?)';
    rows.push([sql, [1, halt.who ?? '', halt.at ?? 0, halt.reason ?? '']]);
  }
  return { newest: await newestIn(tx), rows };
}

/** Undefined where the state is not there or can't be read any more. */
async function takeOver(path: string): Promise<TakenOver | undefined> {
  if (!existsSync(path)) return undefined;
  let database: SqliteDatabase | undefined;
  try {
    database = await SqliteDatabase.open(path);
    return database.isSound() ? await database.read(readAll) : undefined;
  } catch {
    return undefined;
  } finally {
    await database?.close();
  }
}

export interface Restoring {
  readonly who: string;
  readonly at: Date;
  /** Throws where the state to be put back is not to be trusted. */
  check(state: { readonly journal: SqlJournal }): Promise<void>;
}

export interface Restored {
  /** Whether what was counted and stopped since the backup could be taken over. */
  readonly tookOver: boolean;
  /** Where the replaced state was moved, if there was one. */
  readonly movedTo: string | undefined;
}

/**
 * Puts a backup in the place of a state that no process has open. Its live approvals and its leases are void, and the
 * chain says where the gap is. Rejects with a StoreFault, or an UnfitFile for a pipe or a device, and then nothing has changed.
 */
export async function restoreState(location: string, file: string, by: Restoring): Promise<Restored> {
  const path = resolve(location);
  const draft = `${path}.restoring`;
  for (const part of PARTS) rmSync(draft + part, { force: true });
  // To copy a pipe would keep the program waiting.
  checkPlainFile(file);
  // A file that takes its own place knows nothing that it does not hold.
  const replaced = resolve(file) === path ? undefined : await takeOver(path);
  for (const part of ['', '-wal']) if (existsSync(file + part)) copyFileSync(file + part, draft + part);
  try {
    chmodSync(draft, 0o600);
    await prepare(draft, replaced, by);
    const movedTo = existsSync(path) ? `${path}.replaced-${by.at.getTime()}` : undefined;
    if (movedTo !== undefined)
      for (const part of PARTS) if (existsSync(path + part)) renameSync(path + part, movedTo + part);
    for (const part of PARTS) if (existsSync(draft + part)) renameSync(draft + part, path + part);
    await markNewest(path);
    return { tookOver: replaced !== undefined, movedTo };
  } catch (error) {
    for (const part of PARTS) rmSync(draft + part, { force: true });
    throw error instanceof StoreFault ? new StoreFault(error.code, file, error.cause) : error;
  }
}

async function prepare(draft: string, replaced: TakenOver | undefined, by: Restoring): Promise<void> {
  // A backup that was cut off to nothing would forget the whole journal.
  const database = await SqliteDatabase.open(draft, { mayBeNew: false });
  try {
    if (!database.isSound()) throw new StoreFault('corrupt', draft);
    const journal = new SqlJournal(database);
    await by.check({ journal });
    const newest = await database.read(newestIn);
    const note = 'The state was put back from a backup.';
    await database.write([], async (tx) => {
      const live = "state IN ('pending', 'approved')";
      await tx.run(
        `UPDATE approval SET state = 'void', settled = ?, note = ? WHERE ${live}`,
        by.at.getTime(),
        note,
      );
      await tx.script('DELETE FROM lease; DELETE FROM console_session');
      // People who may approve, and tokens, are those of today: what was removed must not come back.
      if (replaced !== undefined) await tx.script('DELETE FROM approver; DELETE FROM token');
      for (const [sql, values] of replaced?.rows ?? []) await tx.run(sql, ...values);
    });
    const body = {
      event: RESTORED_EVENT,
      who: by.who,
      backup: newest ?? null,
      replaced: replaced?.newest ?? null,
    };
    await journal.append({ kind: 'operator', call: '', at: by.at, body }, { durable: true });
  } finally {
    await database.close();
  }
}

async function markNewest(path: string): Promise<void> {
  const database = await SqliteDatabase.open(path);
  const newest = await database.read(newestIn);
  await database.close();
  const file = new NewestEntryFile(path);
  file.forget();
  if (newest !== undefined) file.note(newest);
}
