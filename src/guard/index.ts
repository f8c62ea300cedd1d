export type { FormAnswer, Person } from '../approvals/index.js';
export { createGuard, type Guard, type GuardOptions, localSession, type ToolState } from './guard.js';
export type { LimitStanding } from './limit-status.js';
export type { Failure, FailureCode, Outcome } from './outcome.js';
export { surroundingsOf } from './policy-schema-facts.js';
export type { Caller, CallOptions, Session } from './session.js';
export { createUndo, type Undo } from './undo.js';
