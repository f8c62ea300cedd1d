// What tries a policy out: a server never does, so this is a face of its own that commands load.
export { needsInWords } from '../decide/needs.js';
export { type CaseResult, failureInWords, parseCases, runCases } from './cases.js';
export { countedOn } from './counted-on.js';
export { explain } from './explain.js';
export { inWords, letsThrough, warningsOf } from './lets-through.js';
export { replayCalls } from './replay.js';
