export { type Asked, askChannel } from './ask.js';
export type { Outcome } from './channels/channel.js';
export { deliver } from './deliver.js';
export { type NotifyRead, readNotify } from './file/read.js';
export type { NamedChannel, NotifySettings } from './file/settings.js';
export { type NotifyFault, notifyFaults } from './health.js';
export { testMessage } from './message.js';
export { type Notifier, startNotifier } from './notifier.js';
