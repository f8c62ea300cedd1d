export type { CallOptions } from './execute.js';
export { createGuard, type Guard, type GuardOptions, type ToolState } from './guard.js';
export type { Failure, FailureCode, Outcome } from './outcome.js';
export { surroundingsOf } from './surroundings.js';
