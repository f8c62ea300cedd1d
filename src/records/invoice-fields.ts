import { type Body, listAt, sameText } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { REPEAT_OF } from '../terms.js';
import { changesTo } from './changed.js';
import { day, decimal, type Field, flagOf, sameAmount, text } from './field.js';
import { invoiceRecord } from './invoice.js';
import { hasList } from './settled.js';

/** Publishing ends the draft; to draft again is a status. */
const published = (label: string): Field => ({
  label,
  weighty: true,
  onlyWhenTrue: true,
  shown: ({ status }) => (typeof status === 'string' ? status !== 'Draft' : undefined),
  same: (wanted, shown) => wanted === shown,
  toArgs: (shown) => (shown === false ? { status: 'Draft' } : {}),
  settableBy: ['status'],
});

interface Line {
  readonly description: string;
  readonly amount: string;
}

interface PresentLine extends Line {
  readonly id: number;
  readonly taxed: boolean;
}

const LINES = 'items.item';
const linesOf = (invoice: Body) => listAt(invoice, LINES);
const isLine = (row: Readonly<Record<string, unknown>>, wanted: Line) =>
  sameText(row.description, wanted.description) && sameAmount(row.amount, wanted.amount);

/** What a call can change of an invoice, by argument; weighty ones by weight. */
export const invoiceChanges = changesTo(invoiceRecord, {
  aside: ['invoiceid'],
  fields: {
    status: text('status', { weighty: true }),
    publishandsendemail: published('publishing and mailing'),
    publish: published('publishing'),
    credit: decimal('credit', { weighty: true }),
    paymentmethod: text('paymentmethod', { label: 'payment method', weighty: true }),
    taxrate: decimal('taxrate', { label: 'tax rate' }),
    taxrate2: decimal('taxrate2', { label: 'second tax rate' }),
    date: day('date'),
    duedate: day('duedate', { label: 'due date' }),
    datepaid: day('datepaid', { label: 'date of payment' }),
    notes: text('notes', { mayBeNormalized: true }),
    items: {
      label: 'lines',
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
        const rows = new Map((shown as PresentLine[]).map((row) => [row.id, row]));
        return (wanted as PresentLine[]).every((line) => {
          const row = rows.get(line.id);
          return row !== undefined && isLine({ ...row }, line) && row.taxed === line.taxed;
        });
      },
    },
    newitems: {
      label: 'lines',
      // Lines of an earlier call look the same; whether they stand there twice is then no sign.
      shown: (invoice, _wanted, args) =>
        args[REPEAT_OF] === undefined && hasList(invoice, LINES) ? linesOf(invoice) : undefined,
      same: (wanted, shown) =>
        (wanted as Line[]).every((line) => (shown as Body[]).some((row) => isLine(row, line))),
      partly: (wanted, shown) =>
        (wanted as Line[]).some((line) => (shown as Body[]).some((row) => isLine(row, line))),
      settableBy: [],
    },
    deletelineids: {
      label: 'lines',
      shown: (invoice, wanted) =>
        hasList(invoice, LINES)
          ? linesOf(invoice).filter((row) => (wanted as number[]).includes(Number(row.id))).length
          : undefined,
      same: (_wanted, left) => left === 0,
      partly: (wanted, left) => Number(left) < (wanted as number[]).length,
      settableBy: [],
    },
  },
});
