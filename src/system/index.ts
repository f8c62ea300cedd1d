/** What the operating system refuses, in words, and plain files read whole. */
export { systemCode, UnfitFile, whyNot } from './faults.js';
export { checkPlainFile, readWholeFile } from './whole-file.js';
