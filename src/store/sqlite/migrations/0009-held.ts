/** Times are milliseconds since 1970. */
export const HELD = `
-- Of a held call, when it is sent unless people act before; null: people are asked for it.
ALTER TABLE approval ADD COLUMN due INTEGER;
-- Of a held call, its exact arguments and how its caller came, as JSON.
ALTER TABLE approval ADD COLUMN held TEXT;
CREATE INDEX approval_due ON approval (installation, due) WHERE due IS NOT NULL;
`;
