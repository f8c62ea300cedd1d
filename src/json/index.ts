/** JSON values: one spelling for each, changes that copy only what they change, and freezing. */
export { canonicalJson } from './canonical.js';
export { mapItems, mapMembers, renameMembers } from './copy-on-write.js';
export { frozen } from './frozen.js';
