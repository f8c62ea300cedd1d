export type { Approvals, Asked, Channel, Request, Shown, WaitOptions, Word } from './approvals.js';
export { CHANNELS } from './approvals.js';
export type { Preview } from './preview.js';
