export { openPolicyFile, type PolicyFile, PolicyRefused, readPolicyFile, switchTool } from './file.js';
export { IN_STATE, type PolicyInForce, policyOfFile, policyOfState } from './in-force.js';
export { type FollowedPolicy, type FollowPorts, followPublished, switchPublished } from './published.js';
