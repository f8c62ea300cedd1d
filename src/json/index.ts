/** JSON values: one spelling for each, and changes that copy only what they change. */
export { canonicalJson } from './canonical.js';
export { mapItems, mapMembers, renameMembers } from './copy-on-write.js';
