// How a file of an operator is read: every problem at once, each with its place and the nearest spelling.
export { FaultFinder } from './faults.js';
export { Findings } from './findings.js';
export { inOrder, type Problem, readPlaced } from './positions.js';
