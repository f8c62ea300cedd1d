/** Times are milliseconds since 1970. */
export const COMMIT_MARKS = `
-- The last transaction that was committed on each connection: whoever loses one while it commits asks on another.
CREATE TABLE commit_mark (
  connection TEXT COLLATE "C" PRIMARY KEY,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL
) WITH (fillfactor = 50);
`;
