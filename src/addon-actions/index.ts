export { actionsJsonSchema } from './grammar.js';
export { parseActions, readActions } from './read.js';
