export type { Approvals, Asked, Request, Shown, WaitOptions, Word } from './approvals.js';
export { digestOf } from './digest.js';
export { APPROVAL_EVENTS, type ApprovalEvent, type ApprovalNote } from './event.js';
export { newApprovalId } from './id.js';
export type { Preview } from './preview.js';
export { type ApprovalPorts, createApprovals } from './requests.js';
export { shownOf } from './shown.js';
export { textOf, titleOf } from './text.js';
export { createWebhook, type Webhook, type WebhookPorts } from './webhook.js';
