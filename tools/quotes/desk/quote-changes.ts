import { type Body, idOf, listAt, sameText } from '../../../src/catalog/index.js';
import { amountOf } from '../../../src/decimal.js';
import { decoded } from '../../../src/entities.js';
import {
  changesTo,
  day,
  flagOf,
  hasList,
  quoteRecord,
  sameAmount,
  text,
} from '../../../src/records/index.js';
import { REPEAT_OF } from '../../../src/terms.js';
import type { Line } from '../quote-lines.js';

/** A line that a quote gets, or, by its id, one that it has. */
export interface EditedLine extends Line {
  readonly id?: number;
}

export const linesOf = (value: unknown): readonly EditedLine[] =>
  Array.isArray(value) ? (value as EditedLine[]) : [];

export const isNew = ({ id }: EditedLine) => id === undefined;

const LINES = 'items.item';

/** A line as WHMCS shows it, in the words of the argument. */
export const presentLine = (row: Body): EditedLine & { id: number } => ({
  id: Number(row.id),
  desc: decoded(row.description),
  qty: idOf(row.quantity) ?? 1,
  up: String(row.unitprice),
  discount: String(amountOf(row.discount) ?? 0),
  taxable: flagOf(row.taxable) === true,
});

/** The lines that the call names by id, and all. */
interface Shown {
  readonly named: readonly EditedLine[];
  readonly all: readonly EditedLine[];
}

const isLike = (one: EditedLine, other: EditedLine) =>
  sameText(one.desc, other.desc) &&
  one.qty === other.qty &&
  sameAmount(one.up, other.up) &&
  sameAmount(one.discount, other.discount) &&
  one.taxable === other.taxable;

const holdsLine = ({ all }: Shown, wanted: EditedLine) =>
  all.some((line) => (isNew(wanted) || line.id === wanted.id) && isLike(line, wanted));

/** What a call can change of a quote, by argument; weighty ones by weight. */
export const quoteChanges = changesTo(quoteRecord, {
  aside: ['quoteid'],
  fields: {
    stage: text('stage', { weighty: true }),
    lineitems: {
      label: 'lines',
      weighty: true,
      shown(quote, wanted, args): Shown | undefined {
        const lines = linesOf(wanted);
        // New lines of an earlier call look the same.
        if (!hasList(quote, LINES) || (args[REPEAT_OF] !== undefined && lines.some(isNew))) return undefined;
        const all = listAt(quote, LINES).map(presentLine);
        const ids = lines.flatMap(({ id }) => id ?? []);
        const named = all.filter(({ id }) => ids.includes(id));
        return named.length === ids.length ? { named, all } : undefined;
      },
      same: (wanted, shown) => linesOf(wanted).every((line) => holdsLine(shown as Shown, line)),
      partly: (wanted, shown) => linesOf(wanted).some((line) => holdsLine(shown as Shown, line)),
      toArgs: (shown) => {
        const { named } = shown as Shown;
        return named.length === 0 ? {} : { lineitems: named };
      },
      settableBy: ['lineitems'],
    },
    validuntil: day('validuntil', { label: 'validity', weighty: true }),
    subject: text('subject'),
    datecreated: day('datecreated', { label: 'date' }),
    proposal: text('proposal', { mayBeNormalized: true }),
    customernotes: text('customernotes', { label: 'notes for the customer', mayBeNormalized: true }),
    adminnotes: text('adminnotes', { label: 'notes for staff', mayBeNormalized: true }),
  },
});
