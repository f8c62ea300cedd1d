/** JSON values: one spelling for each, changes that copy only what they change, freezing, and what is an object. */
export { canonicalJson } from './canonical.js';
export { mapItems, mapMembers, renameMembers } from './copy-on-write.js';
export { frozen } from './frozen.js';
export { isObject } from './is-object.js';
