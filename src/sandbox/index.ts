export type { MailSubject, SentMail } from './call.js';
export { FAULT_KINDS, type Fault, type FaultKind, parseFault } from './faults/faults.js';
export { LANDMARKS } from './seed/landmarks.js';
export {
  type ReceivedRequest,
  SANDBOX_CREDENTIALS,
  SANDBOX_NOW,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from './server.js';
export type { State } from './state.js';
export type { DateFormat } from './values/dates.js';
