export type { FormAnswer, Person } from '../approvals/index.js';
export { createGuard, type Guard, type GuardOptions } from './guard.js';
export type { LimitStatus } from './limit-status.js';
export type { Failure, Outcome } from './outcome.js';
export { argumentReader, policyVocabulary } from './policy-vocabulary.js';
export {
  type Caller,
  type CallOptions,
  LOCAL_CALLER,
  type Session,
  sessionFor,
} from './session.js';
export { createUndo, type Undo } from './undo.js';
export type { ToolState } from './visible.js';
