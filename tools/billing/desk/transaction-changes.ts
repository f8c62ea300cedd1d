import {
  type Changed,
  day,
  decimal,
  number,
  rowsOf,
  TRANSACTIONS,
  text,
} from '../../../src/records/index.js';
import { allOfClient, transactionsIn, withId } from './client-transactions.js';

/** What a call can change of a transaction, by argument; weighty ones by weight. WHMCS lists them by client, not by id. */
export const transactionChanges = {
  what: 'transaction',
  idArg: 'transactionid',
  read: { action: 'GetTransactions', params: allOfClient },
  record(reply, args) {
    if (rowsOf(reply, TRANSACTIONS) === undefined) return undefined;
    const row = withId(transactionsIn(reply, args), args.transactionid);
    return row && { id: Number(row.id), fields: row };
  },
  aside: ['transactionid', 'userid'],
  fields: {
    amountout: decimal('amountout', { label: 'amount paid out', weighty: true }),
    amountin: decimal('amountin', { label: 'amount received', weighty: true }),
    invoiceid: number('invoiceid', { label: 'invoice', weighty: true }),
    refundid: number('refundid', { label: 'refund of transaction', weighty: true }),
    fees: decimal('fees'),
    gateway: text('gateway', { label: 'payment method' }),
    transid: text('transid', { label: 'transaction id' }),
    date: day('date'),
    description: text('description', { mayBeNormalized: true }),
  },
} as const satisfies Changed;
