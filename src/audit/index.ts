export type { CallFacts, CallResult, CallView, Journal } from './journal.js';
export { createJournal, type JournalPorts } from './record.js';
