// Loaded by the commands that copy a state, and by no server.
export { backUpState, type Restored, restoreState } from '../sqlite/copies.js';
export { copyState, NotCopied, othersUsing } from './copy-state.js';
export { markRestored } from './mark-restored.js';
