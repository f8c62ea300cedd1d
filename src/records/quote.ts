import { type Body, idOf, listAt } from '../catalog/index.js';
import { amountOf, type Decimal } from '../decimal.js';
import { ageDays, recordType } from './record.js';

export interface Quote {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  readonly total: Decimal | undefined;
  readonly lines: readonly Body[];
}

/** How a quote is asked for and told from others, its stages, and `context.quote.*`. */
export const quoteRecord = recordType<Quote>({
  kind: 'quote',
  action: 'GetQuotes',
  list: 'quotes.quote',
  namedBy: ['quoteid'],
  keys: { id: { param: 'quoteid', column: 'id' } },
  owner: 'userid',
  status: 'stage',
  statuses: ['Draft', 'Delivered', 'On Hold', 'Accepted', 'Lost', 'Dead'],
  parse: (row) => ({
    id: Number(row.id),
    fields: row,
    clientId: idOf(row.userid),
    total: amountOf(row.total),
    lines: listAt(row, 'items.item'),
  }),
  policy: {
    id: (row) => idOf(row.id),
    stage: (row) => row.stage,
    total: (row) => row.total,
    validuntil: (row) => row.validuntil,
    age_days: (row, { now }) => ageDays(row.datecreated, now),
    clientid: (row) => idOf(row.userid),
  },
});
