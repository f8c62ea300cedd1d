import type { Big } from 'big.js';
import { type Body, idOf, listAt, type Reads } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { counted, currencyCode, decimal, listed, quoted, word } from '../prose/index.js';
import { rowOf } from './reader.js';

/** One thing that was ordered. */
export interface Item {
  readonly kind: 'service' | 'domain' | 'item';
  readonly id: number;
  readonly status: unknown;
  readonly domain: string;
  readonly amount: Big | undefined;
  /** A domain that comes from elsewhere. */
  readonly isTransfer: boolean;
  readonly label: string;
}

export interface Order {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  readonly invoiceId: number | undefined;
  readonly amount: Big | undefined;
  /** As far as the order itself says. */
  readonly currency: string;
  readonly items: readonly Item[];
}

function itemOf(line: Body): Item {
  const id = idOf(line.relid) ?? 0;
  const kind =
    line.type === 'product' ? 'service' : /^domain/i.test(String(line.producttype)) ? 'domain' : 'item';
  const domain = decoded(line.domain);
  const what = kind === 'domain' ? quoted(domain) : quoted(line.product);
  const on = kind === 'service' && domain !== '' ? ` for ${quoted(domain)}` : '';
  const label = `${kind === 'domain' ? 'domain' : `${kind} ${id}`} ${what}${on} (${word(line.status)})`;
  return {
    kind,
    id,
    status: line.status,
    domain,
    amount: decimal(line.amount),
    isTransfer: kind === 'domain' && /transfer/i.test(String(line.product)),
    label,
  };
}

export function readOrder(reads: Reads, id: number): Promise<Order | undefined> {
  return reads.look({
    kind: 'order',
    name: `order ${id}`,
    action: 'GetOrders',
    params: { id },
    pick(reply) {
      const row = rowOf(reply, 'orders.order', 'id', id);
      if (typeof row !== 'object') return row;
      return {
        id,
        fields: row,
        clientId: idOf(row.userid),
        invoiceId: idOf(row.invoiceid),
        amount: decimal(row.amount),
        currency: currencyCode(row.currencysuffix),
        items: listAt(row, 'lineitems.lineitem').map(itemOf),
      };
    },
  });
}

/** `1 service and 1 domain`. */
export function itemCounts(items: readonly Item[]): string {
  const kinds = (['service', 'domain', 'item'] as const).flatMap((kind) => {
    const count = items.filter((item) => item.kind === kind).length;
    return count === 0 ? [] : [counted(count, kind === 'item' ? 'other item' : kind)];
  });
  return kinds.length === 0 ? 'nothing in it' : listed(kinds);
}
