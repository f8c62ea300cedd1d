export { type Address, readAddress } from './address.js';
export { limitsInWords, policyInWords } from './guard-words.js';
export { fieldIn } from './ids.js';
export { JSON_TYPE, listResources, listTemplates, WORDS_TYPE } from './listing.js';
export { callFor, isWithoutRows } from './read.js';
export { IDS } from './table.js';
