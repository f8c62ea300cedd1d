export type { CallFacts, CallResult, CallView, Journal } from './journal.js';
