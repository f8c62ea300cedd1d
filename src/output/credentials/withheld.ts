/** Stands where a credential stood. */
export const WITHHELD = '[withheld]';
