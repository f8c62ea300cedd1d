/** Times are milliseconds since 1970. */
export const CONSOLE = `
-- For whose calls an approver decides, as JSON; null: for all.
ALTER TABLE approver ADD COLUMN granted TEXT COLLATE "C";
-- The grant that the caller was given; null: none.
ALTER TABLE approval ADD COLUMN granted TEXT COLLATE "C";
-- Who is signed in to the console. Only a digest of the secret.
CREATE TABLE console_session (
  digest TEXT COLLATE "C" PRIMARY KEY,
  person TEXT NOT NULL,
  started BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  message TEXT
);
`;
