import type { Connection } from './connection.js';
import { StoreFault } from './fault.js';

/**
 * Each entry takes the state one version further and is never changed once released. An older process may still
 * be running on the file, so an entry adds tables and columns and leaves the meaning of the old ones alone.
 *
 * Amounts are millionths, times milliseconds since 1970.
 */
const MIGRATIONS: readonly string[] = [
  `
  -- What calendar windows stand at. Only a sum: a month of calls must not cost a month of rows.
  CREATE TABLE counter (
    bucket TEXT NOT NULL,
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    used INTEGER NOT NULL CHECK (used >= 0),
    PRIMARY KEY (bucket, starts)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX counter_ends ON counter (ends);

  -- What sliding windows count, one by one, because each leaves at its own moment.
  CREATE TABLE event (
    bucket TEXT NOT NULL,
    at INTEGER NOT NULL,
    reservation TEXT NOT NULL,
    until INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (bucket, at, reservation)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX event_until ON event (until);

  -- Reservations that may still be given back, with what that takes.
  CREATE TABLE hold (
    reservation TEXT PRIMARY KEY,
    takings TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hold_until ON hold (until);

  -- The last row says whether calls are stopped; the others, who did what before.
  CREATE TABLE kill_switch (
    id INTEGER PRIMARY KEY,
    halted INTEGER NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Calls as they were judged, so that another policy can be asked what it would have said.
  CREATE TABLE call (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    tool TEXT NOT NULL,
    caller TEXT NOT NULL,
    said TEXT NOT NULL
  ) STRICT;
  CREATE INDEX call_at ON call (at);
  `,
];

/** The version a state is at: 0 for an empty file. A file that holds anything else is refused untouched. */
function versionOf(connection: Connection): number {
  const tables = connection
    .rows<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .map((row) => row.name);
  if (tables.length === 0) return 0;
  if (!tables.includes('schema_version')) throw new StoreFault('foreign', connection.path);
  const version = Number(
    connection.row<{ version: bigint }>('SELECT max(version) AS version FROM schema_version')?.version ?? 0n,
  );
  if (version > MIGRATIONS.length) throw new StoreFault('newer', connection.path);
  return version;
}

/** Refuses what is not ours or is from a later version, before anything in the file is changed. */
export function checkOwner(connection: Connection): void {
  versionOf(connection);
}

/** Brings the state to this version. Runs inside a transaction, where another process can't do the same. */
export function migrate(connection: Connection): void {
  const version = versionOf(connection);
  if (version === 0) connection.exec('CREATE TABLE schema_version (version INTEGER PRIMARY KEY) STRICT');
  MIGRATIONS.slice(version).forEach((sql, index) => {
    connection.exec(sql);
    connection.run('INSERT INTO schema_version (version) VALUES (?)', version + index + 1);
  });
}
