import { type Body, idOf } from '../../src/catalog/index.js';
import { counted, pricedText } from '../../src/prose/index.js';
import type { Client } from '../../src/records/index.js';

const INVOICE_STATES: readonly [label: string, count: string, amount: string][] = [
  ['Unpaid', 'numunpaidinvoices', 'unpaidinvoicesamount'],
  ['Paid', 'numpaidinvoices', 'paidinvoicesamount'],
  ['Draft', 'numDraftInvoices', 'draftInvoicesBalance'],
  ['Cancelled', 'numcancelledinvoices', 'cancelledinvoicesamount'],
  ['Refunded', 'numrefundedinvoices', 'refundedinvoicesamount'],
  ['Collections', 'numcollectionsinvoices', 'collectionsinvoicesamount'],
  ['Payment Pending', 'numpaymentpendinginvoices', 'paymentpendinginvoicesamount'],
];

/** What a client has, by the counts that WHMCS gives. */
export const HELD: readonly [all: string, active: string | undefined, one: string][] = [
  ['productsnumtotal', 'productsnumactive', 'service'],
  ['numdomains', 'numactivedomains', 'domain'],
  ['numtickets', 'numactivetickets', 'ticket'],
  ['numquotes', undefined, 'quote'],
];

/** `2 services (1 active)`. */
export function heldTexts(stats: Body): string[] {
  return HELD.flatMap(([all, active, one]) => {
    const count = idOf(stats[all]);
    if (count === undefined) return [];
    const open = active === undefined ? undefined : idOf(stats[active]);
    return `${counted(count, one)}${open ? ` (${open} ${one === 'ticket' ? 'open' : 'active'})` : ''}`;
  });
}

/** `1 Unpaid (€12.00 EUR)`. */
export function invoiceTexts(stats: Body): string[] {
  return INVOICE_STATES.flatMap(([label, count, amount]) => {
    const number = idOf(stats[count]) ?? 0;
    const total = pricedText(stats[amount]);
    return number === 0 ? [] : `${number} ${label}${total === undefined ? '' : ` (${total})`}`;
  });
}

/** What a yes rests on that was told of them. */
export function countFacts({ stats }: Client): Record<string, unknown> {
  const names = [...HELD.map(([all]) => all), ...INVOICE_STATES.map(([, count]) => count)];
  return Object.fromEntries(names.map((name) => [`with.${name}`, stats[name]]));
}
