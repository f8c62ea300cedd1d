/** Times are milliseconds since 1970. */
export const POLICIES = `
-- Published policies, by name and number. The highest number is in force; the others are its history.
CREATE TABLE policy (
  name TEXT NOT NULL,
  number INTEGER NOT NULL,
  revision TEXT NOT NULL,
  document TEXT NOT NULL,
  who TEXT NOT NULL,
  at INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (name, number)
) STRICT;
`;
