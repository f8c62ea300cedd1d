export { createGuard, type Guard, type GuardOptions, localSession, type ToolState } from './guard.js';
export type { Failure, FailureCode, Outcome } from './outcome.js';
export type { Caller, CallOptions, FormAnswer, Person, Session } from './session.js';
export type { LimitStanding } from './standing.js';
export { surroundingsOf } from './surroundings.js';
export { createUndo, type Undo } from './undo.js';
