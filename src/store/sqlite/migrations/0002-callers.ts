/** Times are milliseconds since 1970. */
export const CALLERS = `
-- Callers that text of outsiders has reached, until when, and what brought the first of it.
CREATE TABLE taint (
  installation TEXT NOT NULL,
  caller TEXT NOT NULL,
  call TEXT NOT NULL,
  tool TEXT NOT NULL,
  since INTEGER NOT NULL,
  last INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (installation, caller)
) STRICT, WITHOUT ROWID;

-- What callers have met; keys and values that tell of people are digests.
CREATE TABLE caller_memory (
  installation TEXT NOT NULL,
  caller TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (installation, caller, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX caller_memory_age ON caller_memory (installation, caller, kind, at);
`;
