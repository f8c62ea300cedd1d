import { type Body, listAt } from '../catalog/index.js';

/** Dotted path of the list in the answer of GetTransactions. */
export const TRANSACTIONS = 'transactions.transaction';

/** A text as the database compares it: outer blanks and case make no difference. */
export const collated = (text: unknown): string => String(text).trim().toLowerCase();

/** The transactions in an answer that have the id of the gateway's; others mean that the filter was ignored. */
export const transactionsWith = (reply: Body, transid: string): Body[] =>
  listAt(reply, TRANSACTIONS).filter((row) => collated(row.transid) === collated(transid));
