export type { ApprovalTerms, Policy, Scope, Window } from './compile.js';
export { type Claim, type Decision, decide, type Needs, type Outcome, type Spoken } from './decide.js';
export { policyJsonSchema } from './document.js';
export {
  type Request,
  type RiskClass,
  type Surroundings,
  type Switches,
  type ToolFacts,
  UNAVAILABLE,
  UNKNOWN,
} from './facts.js';
export { parsePolicy } from './parse.js';
export type { Problem } from './positions.js';
