/** Times are milliseconds since 1970. */
export const LINES_OF_PLANS = `
-- Keyed digests of the calls that a plan would make, as JSON; null: it is no plan.
ALTER TABLE approval ADD COLUMN lines TEXT;
-- The lines that somebody denies who agrees to the others, as JSON, counted from 1; null: none.
ALTER TABLE vote ADD COLUMN denied TEXT;
-- The latest no to a call that was a line of a plan: it holds for that call by itself, too.
CREATE TABLE denied_line (
  installation TEXT NOT NULL,
  caller TEXT NOT NULL,
  digest TEXT NOT NULL,
  approval TEXT NOT NULL REFERENCES approval (id),
  line INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (installation, caller, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX denied_line_approval ON denied_line (approval);
`;
