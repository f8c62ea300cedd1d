export type {
  ActingNow,
  ApprovalRequest,
  Approvals,
  AskResult,
  HeldRequest,
  NewVote,
  ShownRequest,
  WaitOptions,
} from './approvals.js';
export type { FormAnswer, Listener, Person } from './channels/channel.js';
export { askAtClient, waysToDecide, whereOf } from './channels/index.js';
export { digestOf } from './digest.js';
export type { ApprovalEvent, ApprovalNote } from './event.js';
export { newApprovalId } from './id.js';
export { allSentences, linesInWords, nameOfLine } from './lines.js';
export type { ApprovalPorts } from './ports.js';
export type { LinePreview, Preview } from './preview.js';
export { createApprovals } from './requests.js';
export { shownOf } from './shown.js';
export { headlineOf, isTooLong, refusalText, textOf, titleOf, whereDecided } from './text.js';
