export type { Approval } from './approval.js';
export { type Case, type CaseResult, parseCases, runCases } from './cases.js';
export { type FieldClass, type Policy, repeatAfter, type Treatment } from './compile.js';
export {
  type Claim,
  couldBeListed,
  type Decision,
  decide,
  type Outcome,
  type Spoken,
  type Verdict,
} from './decide.js';
export { addDecimals, compareDecimals, decimalText, isDecimal } from './decimal.js';
export { type Change, type Edited, editPolicy } from './edit.js';
export { explain } from './explain.js';
export {
  type Open,
  type Request,
  type RiskClass,
  type Surroundings,
  type Switches,
  type ToolFacts,
  UNAVAILABLE,
  UNKNOWN,
} from './facts.js';
export { policyJsonSchema } from './grammar.js';
export { type LimitRule, limitsOf } from './limits.js';
export type { Needs } from './needs.js';
export { parsePolicy } from './parse.js';
export type { Problem } from './positions.js';
export type { ApprovalTerms, Channel, Scope, Window } from './rules.js';
