export type {
  ApprovalRequest,
  Approvals,
  AskResult,
  NewVote,
  ShownRequest,
  WaitOptions,
} from './approvals.js';
export type { ChannelSetting, FormAnswer, Listener, OpenChannel, Person } from './channels/channel.js';
export { askAtClient, CHANNEL_SETTINGS, openChannels, waysToDecide, whereOf } from './channels/index.js';
export { digestOf } from './digest.js';
export type { Announcement, ApprovalEvent, ApprovalNote } from './event.js';
export { newApprovalId } from './id.js';
export type { Preview } from './preview.js';
export { type ApprovalPorts, createApprovals } from './requests.js';
export { shownOf } from './shown.js';
export { isTooLong, refusalText, textOf, titleOf, whereDecided } from './text.js';
