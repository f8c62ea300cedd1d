export const NAMES_OF_VOTERS = `
-- Other names that the person who votes is known by, as JSON; null: none.
ALTER TABLE vote ADD COLUMN also TEXT COLLATE "C";
`;
