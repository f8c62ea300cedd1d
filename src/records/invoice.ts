import { type Body, idOf, listAt } from '../catalog/index.js';
import { amountOf, type Decimal } from '../decimal.js';
import { joined, money, near, word } from '../prose/index.js';
import { ageDays, recordType } from './record.js';

export interface Invoice {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  readonly total: Decimal | undefined;
  readonly balance: Decimal | undefined;
  readonly lines: readonly Body[];
}

/** How an invoice is asked for and told from others, its statuses, and `context.invoice.*`. */
export const invoiceRecord = recordType<Invoice>({
  kind: 'invoice',
  action: 'GetInvoice',
  namedBy: ['invoiceid'],
  keys: { id: { param: 'invoiceid', column: 'invoiceid' } },
  owner: 'userid',
  status: 'status',
  statuses: ['Draft', 'Unpaid', 'Paid', 'Cancelled', 'Refunded', 'Collections', 'Payment Pending'],
  parse: (fields) => ({
    id: Number(fields.invoiceid),
    fields,
    clientId: idOf(fields.userid),
    total: amountOf(fields.total),
    balance: amountOf(fields.balance),
    lines: listAt(fields, 'items.item'),
  }),
  policy: {
    id: (row) => idOf(row.invoiceid),
    status: (row) => row.status,
    total: (row) => row.total,
    balance: (row) => row.balance,
    age_days: (row, { now }) => ageDays(row.date, now),
    duedate: (row) => row.duedate,
    clientid: (row) => idOf(row.userid),
    paymentmethod: (row) => row.paymentmethod,
  },
});

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
