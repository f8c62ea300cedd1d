/** Times are milliseconds since 1970. */
export const CALLERS = `
-- Callers that text of outsiders has reached, until when, and what brought the first of it.
CREATE TABLE taint (
  installation TEXT COLLATE "C" NOT NULL,
  caller TEXT COLLATE "C" NOT NULL,
  call TEXT COLLATE "C" NOT NULL,
  tool TEXT COLLATE "C" NOT NULL,
  since BIGINT NOT NULL,
  last BIGINT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (installation, caller)
);

-- What callers have met; keys and values that tell of people are digests.
CREATE TABLE caller_memory (
  installation TEXT COLLATE "C" NOT NULL,
  caller TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (installation, caller, kind, key)
);
CREATE INDEX caller_memory_age ON caller_memory (installation, caller, kind, at);
`;
