/** Times are milliseconds since 1970. */
export const TOKENS = `
-- Tokens by which callers are known, one for each name. Only a digest of 256 random bits.
CREATE TABLE token (
  person TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  granted TEXT,
  made INTEGER NOT NULL,
  maker TEXT NOT NULL,
  expires INTEGER,
  used INTEGER
) STRICT, WITHOUT ROWID;
`;
