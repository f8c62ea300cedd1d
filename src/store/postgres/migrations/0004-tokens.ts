/** Times are milliseconds since 1970. */
export const TOKENS = `
-- Tokens by which callers are known, one for each name. Only a digest of 256 random bits.
CREATE TABLE token (
  person TEXT COLLATE "C" PRIMARY KEY,
  name TEXT NOT NULL,
  digest TEXT COLLATE "C" NOT NULL UNIQUE,
  granted TEXT,
  made BIGINT NOT NULL,
  maker TEXT NOT NULL,
  expires BIGINT,
  used BIGINT
);
`;
