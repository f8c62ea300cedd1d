export type { FormAnswer, Person } from '../approvals/index.js';
export type { StopSignal } from '../whmcs/index.js';
export type { LimitStatus } from './decision/limit-status.js';
export { argumentReader, policyVocabulary, possibleEffects } from './decision/policy-vocabulary.js';
export type { ToolState } from './decision/visible.js';
export type { Extras } from './extras.js';
export { createGuard, type Guard } from './guard.js';
export type { GuardOptions } from './guard-options.js';
export type { CallBegun, CallEnded, CallObserver } from './observer.js';
export type { Failure, Outcome } from './outcome.js';
export { everywhere, type MetBy } from './seen/elsewhere.js';
export {
  type Caller,
  type CallOptions,
  LOCAL_CALLER,
  type Session,
  sessionFor,
} from './session.js';
export { whomInWords } from './stages/limits/whom-in-words.js';
export { createUndo, type Undo } from './undo.js';
