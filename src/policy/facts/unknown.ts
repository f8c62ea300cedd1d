/** Not looked at yet: a listing has no arguments, and a record is fetched only when a rule asks. */
export const UNKNOWN: unique symbol = Symbol('unknown');
/** Looked for and not to be had. What rests on it fails. */
export const UNAVAILABLE: unique symbol = Symbol('unavailable');
/** The path leads nowhere. */
export const MISSING: unique symbol = Symbol('missing');
