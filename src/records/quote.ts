import type { Big } from 'big.js';
import { type Body, idOf, listAt, type Reads } from '../catalog/index.js';
import { decimal } from '../prose/index.js';
import { rowOf } from './reader.js';

export interface Quote {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  readonly total: Big | undefined;
  readonly lines: readonly Body[];
}

export function readQuote(reads: Reads, id: number): Promise<Quote | undefined> {
  return reads.look({
    kind: 'quote',
    name: `quote ${id}`,
    action: 'GetQuotes',
    params: { quoteid: id },
    pick(reply) {
      const row = rowOf(reply, 'quotes.quote', 'id', id);
      if (typeof row !== 'object') return row;
      return {
        id,
        fields: row,
        clientId: idOf(row.userid),
        total: decimal(row.total),
        lines: listAt(row, 'items.item'),
      };
    },
  });
}
