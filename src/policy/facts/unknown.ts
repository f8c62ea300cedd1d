/** The value of a fact that was not looked at yet: a listing has no arguments, and a record is fetched only when a rule asks. */
export const UNKNOWN: unique symbol = Symbol('unknown');
/** The value of a fact that could not be read. Every rule that asks for it counts it against the call. */
export const UNAVAILABLE: unique symbol = Symbol('unavailable');
/** The value of a path that the call does not have. */
export const MISSING: unique symbol = Symbol('missing');
