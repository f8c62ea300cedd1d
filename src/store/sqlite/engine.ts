import { StoreFault } from '../fault.js';
import type { Value } from '../sql/database.js';

export interface Statement {
  run(...values: Value[]): { readonly changes: number | bigint };
  get(...values: Value[]): unknown;
  all(...values: Value[]): unknown[];
  setReadBigInts(on: boolean): void;
}

/** What is used of the interface that node:sqlite and its stand-in for older Node.js share. */
export interface SqliteHandle {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export type Engine = new (path: string, options: { timeout: number }) => SqliteHandle;

/**
 * Before 3.51.3, two processes that checkpoint one WAL file at the same moment could lose committed writes
 * (sqlite.org/wal.html#walresetbug): a counter would fall back. That is what rules out most builds for Node.js.
 */
const OLDEST = [3, 51, 3] as const;

function isSafe(Candidate: Engine): boolean {
  const database = new Candidate(':memory:', { timeout: 0 });
  try {
    const row = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    const parts = row.version.split('.').map(Number);
    const differing = OLDEST.findIndex((part, index) => part !== parts[index]);
    return differing === -1 || (parts[differing] ?? 0) > (OLDEST[differing] ?? 0);
  } finally {
    database.close();
  }
}

/**
 * SQLite, loaded only when a state is opened: a start that limits nothing must not wait for it. The package goes
 * first because its version is pinned; Node.js' own stands in where its binary can't load (an old C library).
 */
export async function loadEngine(path: string): Promise<Engine> {
  let cause: unknown;
  try {
    const { DatabaseSync } = await import('@photostructure/sqlite');
    if (isSafe(DatabaseSync)) return DatabaseSync;
  } catch (error) {
    cause = error;
  }
  const builtin = process.getBuiltinModule('node:sqlite') as { DatabaseSync: Engine } | undefined;
  if (builtin !== undefined && isSafe(builtin.DatabaseSync)) return builtin.DatabaseSync;
  throw new StoreFault('no_engine', path, cause);
}
