/** Times are milliseconds since 1970. */
export const POLICIES = `
-- Published policies, by name and number. The highest number is in force; the others are its history.
CREATE TABLE policy (
  name TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  revision TEXT COLLATE "C" NOT NULL,
  document TEXT COLLATE "C" NOT NULL,
  who TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  note TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (name, number)
);
`;
