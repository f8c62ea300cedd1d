// Apart from the rest of the room: it is loaded only where a policy is published in the state.
export { policyOfState } from './policy-of-state.js';
export { type FollowedPolicy, type FollowPorts, followPublished, switchPublished } from './published.js';
