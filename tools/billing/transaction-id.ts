import { createHash } from 'node:crypto';
import { type Body, idOf, type Precheck, type ReadBack, type Values } from '../../src/catalog/index.js';
import { allSent, TRANSACTIONS, transactionsWith, untold } from '../../src/records/index.js';

/** The transaction id that a call books under: the gateway's, or one that what is booked makes. */
export type TransidOf = (args: Values) => string;

/** A transaction id made of what is booked: a call that books the same again has the same one, and is found by it. */
export function madeTransid(...booked: readonly unknown[]): string {
  return `mcp-${createHash('sha256').update(JSON.stringify(booked)).digest('hex').slice(0, 20)}`;
}

const invoiceIn = (row: Body | undefined) => `invoice ${idOf(row?.invoiceid) ?? ''}`.trim();

/** WHMCS may book the same transaction id twice without a word. */
export function transactionIsNew(what: string, transidOf: TransidOf): Precheck {
  return {
    action: 'GetTransactions',
    params: (args) => ({ transid: transidOf(args) }),
    discreetly: `transid: a ${what} with this id can not be recorded now. Nothing was sent. If it is a ${what} of its own, give its own transid.`,
    refuse(reply, args) {
      const [same] = transactionsWith(reply, transidOf(args));
      if (same === undefined) return undefined;
      const at = `on ${invoiceIn(same)}, dated ${same.date}. Nothing was sent.`;
      return {
        code: 'duplicate_call',
        message:
          args.transid === undefined
            ? `transid: a ${what} of this amount and gateway is already recorded ${at} If this is another ${what}, give its own transid.`
            : `transid: this transaction is already recorded ${at}`,
      };
    },
  };
}

/** Tells a lost booking by its transaction id. `where`: `on invoice 3001`. */
export function bookedUnder(
  transidOf: TransidOf,
  booking: { what: string; isOurs(row: Body, args: Values): boolean; where(args: Values): string },
): ReadBack {
  const { what, isOurs, where } = booking;
  return {
    action: 'GetTransactions',
    params: (args) => ({ transid: transidOf(args) }),
    tells(reply, args) {
      const rows = transactionsWith(reply, transidOf(args));
      const ours = rows.find((row) => isOurs(row, args));
      if (ours !== undefined) {
        return {
          done: true,
          says: `the ${what} is recorded ${where(args)} as transaction ${idOf(ours.id) ?? ''}`.trim(),
        };
      }
      if (rows.length > 0) return untold(`the transaction is recorded on ${invoiceIn(rows[0])}`);
      // An id that WHMCS may store in another spelling would not be found by it.
      return /^[\w.:-]+$/.test(transidOf(args)) && allSent(reply, TRANSACTIONS)
        ? { done: false, says: `no such ${what} is recorded ${where(args)}` }
        : untold(`no such ${what} was found ${where(args)}`);
    },
  };
}
