import { type Conflict, type ConflictRule, idOf } from '../../../src/catalog/index.js';
import { parsedAmount } from '../../../src/decimal.js';
import { digits } from '../../../src/prose/index.js';
import { comparedRow, invoiceRecord } from '../../../src/records/index.js';
import {
  amountOut,
  bookedOn,
  bookedText,
  clientTransactions,
  namedTransaction,
} from './client-transactions.js';

/**
 * A refund that was recorded before, or of more than came in. WHMCS records either, and only somebody who knows that the
 * money goes back once more can say so.
 */
export const againstRefund: ConflictRule = async (call) => {
  const { invoiceid, amountout } = call.values;
  if (amountout === undefined) return [];
  const amount = parsedAmount(amountout);
  const rows = await clientTransactions(call);
  const on = invoiceid === undefined ? rows : rows.filter((row) => idOf(row.invoiceid) === invoiceid);
  const found: Conflict[] = [];
  const twin = on.find((row) => amountOut(row).eq(amount));
  if (twin !== undefined) {
    const whose = invoiceid === undefined ? 'to this client' : `on invoice ${Number(invoiceid)}`;
    found.push({ says: `${digits(amount)} went back ${whose} already: ${namedTransaction(twin)}.` });
  }
  if (invoiceid === undefined) return found;
  const booked = bookedOn(on, invoiceid);
  const left = booked.received.minus(booked.paidBack);
  if (amount.gt(left)) {
    const more = `${digits(amount)} is more than is left of that`;
    found.push({ says: `Invoice ${Number(invoiceid)} has ${bookedText(booked)}: ${more}.` });
  }
  return found;
};

/** WHMCS refuses a transaction of one client on the invoice of another, or books it for the wrong one. */
export const againstOthersInvoice: ConflictRule = async (call) => {
  const { invoiceid, userid } = call.values;
  if (invoiceid === undefined) return [];
  const invoice = await comparedRow(invoiceRecord, call);
  return invoice === undefined || idOf(invoice.userid) === userid
    ? []
    : [{ says: `Invoice ${Number(invoiceid)} is not one of client ${Number(userid)}.`, certain: true }];
};
