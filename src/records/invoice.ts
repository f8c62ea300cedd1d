import type { Big } from 'big.js';
import { type Body, idOf, listAt, type Reads } from '../catalog/index.js';
import { decimal, joined, money, near, word } from '../prose/index.js';
import { itself } from './reader.js';

export interface Invoice {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  readonly total: Big | undefined;
  readonly balance: Big | undefined;
  readonly lines: readonly Body[];
}

export function readInvoice(reads: Reads, id: number): Promise<Invoice | undefined> {
  return reads.look({
    kind: 'invoice',
    name: `invoice ${id}`,
    action: 'GetInvoice',
    params: { invoiceid: id },
    pick(reply) {
      const fields = itself(reply, 'invoiceid', id);
      return (
        fields && {
          id,
          fields,
          clientId: idOf(fields.userid),
          total: decimal(fields.total),
          balance: decimal(fields.balance),
          lines: listAt(fields, 'items.item'),
        }
      );
    },
  });
}

/** `Invoice 3001 is Unpaid: 59.90 EUR, of which 59.90 EUR is open, due in 5 days (2026-03-07).` */
export function invoiceSentence(invoice: Invoice, currency: string, now: Date, name = 'Invoice'): string {
  const due = near(invoice.fields.duedate, now);
  const facts = joined(
    ', ',
    money(invoice.total, currency),
    invoice.balance === undefined ? undefined : `of which ${money(invoice.balance, currency)} is open`,
    due === undefined ? undefined : `due ${due}`,
  );
  return `${name} ${invoice.id} is ${word(invoice.fields.status)}: ${facts}.`;
}
