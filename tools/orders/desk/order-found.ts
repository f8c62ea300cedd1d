import { type Body, idOf, listAt, type Values } from '../../../src/catalog/index.js';
import { allSent, collated, madeRecord, orderRecord } from '../../../src/records/index.js';
import { itemsOf } from './order-items.js';

const ORDERS = 'orders.order';

const sorted = (names: readonly string[]) =>
  names
    .map((name) => name.toLowerCase())
    .sort()
    .join(' ');

/** What the call orders, one line for each that WHMCS makes of it: `product x.example`. */
function wantedLines({ items }: Values): string[] {
  return itemsOf(items).flatMap(({ pid, qty = 1, domain, hostname, domaintype }) => [
    ...(pid === undefined ? [] : Array<string>(qty).fill(`product ${domain ?? hostname ?? ''}`)),
    ...(domaintype === undefined ? [] : [`domain ${domain}`]),
  ]);
}

function holdsThem(row: Body, args: Values): boolean {
  const held = orderRecord.parse(row, row)?.items ?? [];
  const lines = held.map(({ kind, domain }) => `${kind === 'service' ? 'product' : kind} ${domain}`);
  return (
    sorted(lines) === sorted(wantedLines(args)) &&
    collated(row.paymentmethod) === collated(args.paymentmethod)
  );
}

/** Tells a lost order by what is in it, and when it was placed. */
export const orderFound = madeRecord({
  what: 'the order',
  action: orderRecord.action,
  params: ({ clientid }) => ({ userid: Number(clientid), limitnum: 100 }),
  rows: (reply, { clientid }) => listAt(reply, ORDERS).filter((row) => idOf(row.userid) === clientid),
  same: holdsThem,
  made: (row) => row.date,
  where: (row) => `order ${idOf(row.id) ?? ''}`,
  whole: (reply) => allSent(reply, ORDERS),
});
