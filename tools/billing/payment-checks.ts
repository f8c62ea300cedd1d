import { createHash } from 'node:crypto';
import {
  type Body,
  idOf,
  listAt,
  type Precheck,
  type ReadBack,
  type Values,
} from '../../src/catalog/index.js';
import { allSent, cents, statusText, untold } from '../../src/records/index.js';

/** As the database compares it: outer blanks and case make no other transaction. */
const comparable = (text: unknown) => String(text).trim().toLowerCase();

/**
 * The transaction id of a payment. Without one of the gateway's, the payment itself makes it: a repeated call then has
 * the id that the first one recorded, and is found. A date counts by its day, so that only its time may be left out.
 */
export function transidOf(args: Values): string {
  if (args.transid !== undefined) return String(args.transid);
  const day = args.date === undefined ? '' : String(args.date).slice(0, 10);
  const payment = JSON.stringify([args.invoiceid, args.amount, comparable(args.gateway), day]);
  return `mcp-${createHash('sha256').update(payment).digest('hex').slice(0, 20)}`;
}

export const transidKey = (args: Values): string => comparable(transidOf(args));

const recorded = (reply: Body, args: Values) =>
  listAt(reply, 'transactions.transaction').filter((row) => comparable(row.transid) === transidKey(args));

/** WHMCS books the same transaction id twice without a word. */
export const newTransaction: Precheck = {
  action: 'GetTransactions',
  params: (args) => ({ transid: transidOf(args) }),
  refuse(reply, args) {
    const [same] = recorded(reply, args);
    if (same === undefined) return undefined;
    const at = `on invoice ${same.invoiceid}, dated ${same.date}. Nothing was sent.`;
    return {
      code: 'duplicate_call',
      message:
        args.transid === undefined
          ? `transid: a payment of this amount and gateway is already recorded ${at} If this is another payment, give its own transid.`
          : `transid: this transaction is already recorded ${at}`,
    };
  },
};

export const paymentRecorded: ReadBack = {
  action: 'GetTransactions',
  params: (args) => ({ transid: transidOf(args) }),
  tells(reply, args) {
    const rows = recorded(reply, args);
    const ours = rows.find((row) => Number(row.invoiceid) === args.invoiceid);
    if (ours !== undefined) {
      return {
        done: true,
        says: `the payment is recorded on invoice ${args.invoiceid} as transaction ${idOf(ours.id) ?? ''}`.trim(),
      };
    }
    if (rows.length > 0)
      return untold(`the transaction is recorded on invoice ${idOf(rows[0]?.invoiceid) ?? ''}`.trim());
    // An id that WHMCS may store in another spelling would not be found by it.
    return /^[\w.:-]+$/.test(transidOf(args)) && allSent(reply, 'transactions.transaction')
      ? { done: false, says: `no such payment is recorded on invoice ${args.invoiceid}` }
      : untold(`no such payment was found on invoice ${args.invoiceid}`);
  },
};

/** Credit on an invoice says how much, and not when; WHMCS 9 books some of it elsewhere. */
export const creditApplied: ReadBack = {
  action: 'GetInvoice',
  params: (args) => ({ invoiceid: Number(args.invoiceid) }),
  tells(reply, args) {
    const id = idOf(reply.invoiceid);
    if (id === undefined || id !== args.invoiceid) return untold('WHMCS shows no such invoice');
    const [credit, wanted] = [cents(reply.credit), cents(args.amount)];
    if (Number.isNaN(credit)) return untold(`invoice ${id} does not show its credit`);
    const says = `invoice ${id} is ${statusText(reply.status)} with ${(credit / 100).toFixed(2)} of credit on it`;
    if (credit === wanted && args.repeat_of === undefined) return { done: true, says };
    const gross = cents(reply.subtotal) + cents(reply.tax) + cents(reply.tax2);
    return credit === 0 && reply.status === 'Unpaid' && cents(reply.balance) === gross
      ? { done: false, says }
      : untold(`${says}, which does not tell`);
  },
};
