/** Questions and answers on a terminal. Loaded where there is one. */
export { personAt, screenAt } from './prompts.js';
