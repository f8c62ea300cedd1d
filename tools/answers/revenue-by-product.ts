import type { Body, Calls } from '../../src/catalog/index.js';
import { type Decimal, sum, ZERO } from '../../src/decimal.js';
import { digits } from '../../src/prose/index.js';
import { amountIn, Sums, textIn } from './rows.js';

/** A transaction with the currency that it is in. */
export interface Booking {
  readonly row: Body;
  readonly currency: string;
}

/** Invoices that are read: each is a call. */
const MOST_READ = 20;

/** What a line of an invoice sold. */
interface Sold {
  readonly kind: string;
  readonly product: string;
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^hosting$/i, 'service'],
  [/^addon$/i, 'addon'],
  [/^domain/i, 'domain'],
  [/^upgrade$/i, 'upgrade'],
  [/^item$/i, 'billable item'],
];

const kindOf = (type: string) => KINDS.find(([form]) => form.test(type))?.[1] ?? 'other';

/** Names of the products of services, by the id of the service. */
async function productNames({ list }: Calls): Promise<(service: unknown) => string> {
  const { rows } = await list(
    'products',
    'whmcs_get_client_products',
    {},
    { fields: ['id', 'name'], most: 1_000 },
  );
  const names = new Map(rows.map((row) => [String(row.id), textIn(row, 'name')]));
  return (service) => names.get(String(service)) ?? '';
}

/** What was received for an invoice, shared among its lines as they stand to each other. */
function shared(received: Decimal, lines: readonly Body[]): { line: Body; part: Decimal }[] {
  const all = sum(lines.map((line) => amountIn(line, 'amount')));
  if (all.lte(ZERO)) return [];
  return lines.map((line) => ({ line, part: received.times(amountIn(line, 'amount')).div(all) }));
}

/** Revenue by what was sold: payments less refunds of each invoice, shared among its lines. The invoices that brought most are read first. */
export async function byProduct(calls: Calls, bookings: readonly Booking[]): Promise<Body> {
  const received = new Sums();
  const currencies = new Map<string, string>();
  for (const { row, currency } of bookings) {
    const invoice = Number(row.invoiceid ?? 0);
    if (invoice === 0) continue;
    received.add(String(invoice), amountIn(row, 'amountin').minus(amountIn(row, 'amountout')));
    currencies.set(String(invoice), currency);
  }
  const ids = [...currencies.keys()].toSorted((one, other) => received.of(other).cmp(received.of(one)));
  const nameOf = ids.length === 0 ? () => '' : await productNames(calls);
  const sold = new Map<string, { what: Sold & { currency: string }; amount: Decimal }>();
  let covered = 0;
  for (const id of ids.slice(0, MOST_READ)) {
    const invoice = await calls.part('invoices', 'whmcs_get_invoice', { invoiceid: Number(id) });
    if (invoice === undefined) break;
    covered += 1;
    if (covered % 5 === 0) calls.step(`read ${covered} of ${ids.length} invoices`);
    const lines = Array.isArray(invoice.items) ? (invoice.items as Body[]) : [];
    for (const { line, part } of shared(received.of(id), lines)) {
      const kind = kindOf(textIn(line, 'type'));
      const product = kind === 'service' ? nameOf(line.relid) : '';
      const what = { kind, product, currency: currencies.get(id) ?? '' };
      const key = JSON.stringify(what);
      sold.set(key, { what, amount: (sold.get(key)?.amount ?? ZERO).plus(part) });
    }
  }
  if (covered < ids.length)
    calls.missing('by_product', `covers ${covered} of ${ids.length} invoices, the largest`);
  return {
    by_product: [...sold.values()]
      .toSorted((one, other) => other.amount.cmp(one.amount))
      .map(({ what: { kind, product, currency }, amount }) => ({
        kind,
        ...(product === '' ? {} : { product }),
        currency,
        net_of_refunds: digits(amount.round(2)),
      })),
  };
}
