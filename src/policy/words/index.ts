// A policy in words, for people who look at it: a server never does, so this is a face of its own.
export { type Act, actsOf } from './acts.js';
export { changesBetween, type PolicyChanges } from './changes.js';
export { figure, type LimitInWords, limitsInWords } from './limits.js';
export { type Exception, reasonInWords, standingOf } from './standing.js';
