export type { CasesRun, Checked, GoodPolicy } from './checked.js';
export { createPolicyDesk, type PolicyDesk, type PolicySeen } from './desk.js';
export type { DecisionTable } from './options.js';
export type { Trial } from './trial.js';
export { NoTrial, requestOfTrial } from './trial-call.js';
