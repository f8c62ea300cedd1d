export {
  type Checkpoint,
  checkAgainst,
  fingerprintIn,
  fingerprintOf,
  InvalidCheckpoint,
  makeCheckpoint,
  newKey,
  readCheckpoint,
} from './checkpoint.js';
export { exportTable } from './csv.js';
export { exportLines } from './export.js';
export { verifyExport } from './export-check.js';
export type { CallFacts, CallResult, CallView, Journal } from './journal.js';
export { createJournal, type JournalPorts } from './record.js';
export { orphans, type Pruned, prune } from './retention.js';
export { type Verdict, verify, type Whole } from './verify.js';
export type { Fault } from './walk.js';
