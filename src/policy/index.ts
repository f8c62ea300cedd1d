export type { Approval } from './decide/approval.js';
export {
  couldBeListed,
  type Decision,
  decide,
  type Outcome,
  type Spoken,
  type Verdict,
} from './decide/decide.js';
export type { Needs } from './decide/needs.js';
export { type Change, type Edited, editPolicy } from './edit/edit.js';
export {
  type Open,
  type Request,
  type Surroundings,
  type ToolFacts,
  UNAVAILABLE,
  UNKNOWN,
} from './facts/request.js';
export type { Problem } from './json/positions.js';
export { parsePolicy } from './read/parse.js';
export { type Policy, repeatAfter } from './rules/compile.js';
export { policyJsonSchema } from './rules/grammar.js';
export { type LimitRule, limitsOf } from './rules/limits.js';
export type { ApprovalTerms, Scope } from './rules/rules.js';
export { type Case, type CaseResult, parseCases, runCases } from './trial/cases.js';
export { explain } from './trial/explain.js';
