export { openPolicyFile, type PolicyFile, PolicyRefused, readPolicyFile } from './file.js';
export { type Around, IN_STATE, type PolicyInForce, policyOfFile } from './in-force.js';
export type { PolicyText, Replacement } from './policy-text.js';
