/** Times are milliseconds since 1970. */
export const CONSOLE = `
-- For whose calls an approver decides, as JSON; null: for all.
ALTER TABLE approver ADD COLUMN granted TEXT;
-- The grant that the caller was given; null: none.
ALTER TABLE approval ADD COLUMN granted TEXT;
-- Who is signed in to the console. Only a digest of the secret.
CREATE TABLE console_session (
  digest TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  started INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  message TEXT
) STRICT, WITHOUT ROWID;
`;
