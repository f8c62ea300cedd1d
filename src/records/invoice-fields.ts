import { type Body, listAt, sameText } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { REPEAT_OF } from '../terms.js';
import { type Changed, cents, type Field, type Fields, flagOf, holds, itself, text } from './held.js';
import { hasList } from './settled.js';

const day = (column: string): Field => ({
  shown: ({ [column]: date }) => (typeof date === 'string' ? date.slice(0, 10) : undefined),
});
const rate = (column: string): Field => ({
  ...text(column),
  same: (wanted, shown) => Number(wanted) === Number(shown),
});

/** Publishing ends the draft; to draft again is a status. */
const published: Field = {
  asks: true,
  shown: ({ status }) => (typeof status === 'string' ? status !== 'Draft' : undefined),
  same: (wanted, shown) => wanted === shown,
  back: (shown) => (shown === false ? { status: 'Draft' } : {}),
  by: ['status'],
};

interface Line {
  description: string;
  amount: string;
}

const LINES = 'items.item';
const linesOf = (invoice: Body) => listAt(invoice, LINES);
const isLine = (row: Body, wanted: Line) =>
  sameText(row.description, wanted.description) && cents(row.amount) === cents(wanted.amount);

const fields: Fields = {
  status: text('status'),
  paymentmethod: text('paymentmethod'),
  taxrate: rate('taxrate'),
  taxrate2: rate('taxrate2'),
  credit: { ...text('credit'), same: (wanted, shown) => cents(wanted) === cents(shown) },
  date: day('date'),
  duedate: day('duedate'),
  datepaid: day('datepaid'),
  notes: { shown: ({ notes }) => (notes === undefined ? undefined : decoded(notes)), respelled: true },
  items: {
    shown(invoice, wanted) {
      const ids = (wanted as { id: number }[]).map((line) => line.id);
      const rows = linesOf(invoice).filter((row) => ids.includes(Number(row.id)));
      if (rows.length !== ids.length) return undefined;
      return rows.map((row) => ({
        id: Number(row.id),
        description: decoded(row.description),
        amount: String(row.amount),
        taxed: flagOf(row.taxed),
      }));
    },
    same(wanted, shown) {
      const rows = new Map((shown as (Line & { id: number; taxed: boolean })[]).map((row) => [row.id, row]));
      return (wanted as (Line & { id: number; taxed: boolean })[]).every((line) => {
        const row = rows.get(line.id);
        return row !== undefined && isLine({ ...row }, line) && row.taxed === line.taxed;
      });
    },
  },
  newitems: {
    // Lines of an earlier call look the same; whether they stand there twice is then no sign.
    shown: (invoice, _wanted, args) =>
      args[REPEAT_OF] === undefined && hasList(invoice, LINES) ? linesOf(invoice) : undefined,
    same: (wanted, shown) =>
      (wanted as Line[]).every((line) => (shown as Body[]).some((row) => isLine(row, line))),
    by: [],
  },
  deletelineids: {
    shown: (invoice, wanted) =>
      hasList(invoice, LINES)
        ? linesOf(invoice).every((row) => !(wanted as number[]).includes(Number(row.id)))
        : undefined,
    same: (_wanted, shown) => shown === true,
    by: [],
  },
  publish: published,
  publishandsendemail: published,
};

export const invoice: Changed = {
  what: 'invoice',
  idArg: 'invoiceid',
  read: { action: 'GetInvoice', params: (args) => ({ invoiceid: Number(args.invoiceid) }) },
  record: itself('invoiceid', 'invoiceid'),
  fields,
  aside: ['invoiceid', 'repeat_of'],
};

export const invoiceChanged = holds(invoice);
