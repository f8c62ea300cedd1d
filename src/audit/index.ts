export type { ChainFault } from './chain/chain-walk.js';
export {
  type Checkpoint,
  checkAgainst,
  fingerprintIn,
  fingerprintOf,
  InvalidCheckpoint,
  makeCheckpoint,
  newKey,
  readCheckpoint,
} from './chain/checkpoint.js';
export { type Pruned, prune } from './chain/retention.js';
export { type ChainVerdict, type IntactChain, verify } from './chain/verify.js';
export { exportTable } from './export/csv.js';
export { exportLines } from './export/json-lines.js';
export { verifyExport } from './export/verify-export.js';
export { createJournal, type JournalPorts } from './journal/create-journal.js';
export type { CallFacts, CallResult, CallView, Journal, Served } from './journal/journal.js';
export { SERVED_TEXT } from './journal/journal.js';
export { lengthAndHash } from './journal/sent-arguments.js';
