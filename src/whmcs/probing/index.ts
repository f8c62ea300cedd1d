export { PROBES, type ProbeName } from './probes.js';
export { openProbing, type Probing } from './probing.js';
