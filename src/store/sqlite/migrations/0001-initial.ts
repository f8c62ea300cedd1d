/** Amounts are millionths, times milliseconds since 1970, flags 0 or 1. */
export const INITIAL = `
-- What calendar windows have counted. Only a sum: a month of calls must not cost a month of rows.
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

-- Calls that wait for a person, and what became of them.
CREATE TABLE approval (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
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
CREATE INDEX approval_same ON approval (installation, caller, digest, state);
CREATE INDEX approval_caller ON approval (installation, caller, state);
CREATE INDEX approval_expiry ON approval (state, expires);
CREATE INDEX approval_state ON approval (state, asked);

-- One vote of each person on each request.
CREATE TABLE vote (
  approval TEXT NOT NULL REFERENCES approval (id),
  person TEXT NOT NULL,
  who TEXT NOT NULL,
  channel TEXT NOT NULL,
  voted INTEGER NOT NULL,
  yes INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (approval, person)
) STRICT, WITHOUT ROWID;

-- People who may approve. Only a salted digest of the password.
CREATE TABLE approver (
  person TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  password TEXT NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL
) STRICT;

-- What processes tell one another.
CREATE TABLE shared_value (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

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

-- Leases: who is alone with what, and until when unless they renew.
CREATE TABLE lease (
  key TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_holder ON lease (holder, until);
`;
