/** Times are milliseconds since 1970. */
export const LINES_OF_PLANS = `
-- Keyed digests of the calls that a plan would make, as JSON; null: it is no plan.
ALTER TABLE approval ADD COLUMN lines TEXT COLLATE "C";
-- The lines that somebody denies who agrees to the others, as JSON, counted from 1; null: none.
ALTER TABLE vote ADD COLUMN denied TEXT COLLATE "C";
-- The latest no to a call that was a line of a plan: it holds for that call by itself, too.
CREATE TABLE denied_line (
  installation TEXT COLLATE "C" NOT NULL,
  caller TEXT COLLATE "C" NOT NULL,
  digest TEXT COLLATE "C" NOT NULL,
  approval TEXT COLLATE "C" NOT NULL REFERENCES approval (id),
  line BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (installation, caller, digest)
);
CREATE INDEX denied_line_approval ON denied_line (approval);
`;
