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
  `
  -- Calls that wait for a person, and what became of them.
  CREATE TABLE approval (
    id TEXT PRIMARY KEY,
    installation TEXT NOT NULL,
    tool TEXT NOT NULL,
    caller TEXT NOT NULL,
    digest TEXT NOT NULL,
    revision TEXT NOT NULL,
    rule TEXT NOT NULL,
    channels TEXT NOT NULL,
    approvers INTEGER NOT NULL CHECK (approvers >= 1),
    lifetime INTEGER NOT NULL,
    shown TEXT NOT NULL,
    snapshot TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'expired', 'used', 'void')),
    asked INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    settled INTEGER,
    note TEXT NOT NULL
  ) STRICT;
  CREATE INDEX approval_same ON approval (installation, caller, digest, asked);
  CREATE INDEX approval_state ON approval (state, asked);

  -- One word of each person on each request.
  CREATE TABLE vote (
    approval TEXT NOT NULL REFERENCES approval (id),
    who TEXT NOT NULL,
    channel TEXT NOT NULL,
    at INTEGER NOT NULL,
    yes INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (approval, who)
  ) STRICT, WITHOUT ROWID;

  -- People who may approve. Only a salted digest of the password.
  CREATE TABLE approver (
    name TEXT PRIMARY KEY,
    password TEXT NOT NULL,
    added INTEGER NOT NULL
  ) STRICT;

  -- What processes tell one another.
  CREATE TABLE notice (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- What happened, each entry holding the hash of the one before. The columns after it are read out of the body, so
  -- that what is searched is what the hash covers.
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    call TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    tool TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.tool') END) VIRTUAL,
    digest TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.digest') END) VIRTUAL
  ) STRICT;
  CREATE INDEX journal_at ON journal (at);
  CREATE INDEX journal_call ON journal (call);
  CREATE INDEX journal_tool ON journal (tool, seq);
  CREATE INDEX journal_digest ON journal (digest, seq) WHERE digest IS NOT NULL;

  -- Where the chain begins again after its oldest entries were cut away.
  CREATE TABLE journal_cut (
    seq INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    entries INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Turns: who is alone with what, and until when unless they say that they still are.
  CREATE TABLE lease (
    key TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX lease_holder ON lease (holder);
  `,
  `
  -- When the password became what it is.
  ALTER TABLE approver ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
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
