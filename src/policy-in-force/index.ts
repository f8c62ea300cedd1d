export { openPolicyFile, type PolicyFile, PolicyRefused, readPolicyFile, switchTool } from './file.js';
export { type Around, IN_STATE, type PolicyInForce, policyOfFile } from './in-force.js';
