import { type Body, type Detail, idOf, listAt, type Reads, type Scene } from '../catalog/index.js';
import { amountOf, type Decimal } from '../decimal.js';
import { decoded } from '../entities.js';
import { counted, currencyCode, joined, listed, money, near, quoted, word } from '../prose/index.js';
import { type Person, personOf } from './client.js';
import { type Domain, domainOf } from './domain.js';
import { ageDays, recordType } from './record.js';
import { type Service, serviceOf } from './service.js';

/** One thing that was ordered. */
export interface Item {
  readonly kind: 'service' | 'domain' | 'item';
  readonly id: number;
  readonly status: unknown;
  readonly domain: string;
  readonly amount: Decimal | undefined;
  /** A domain that comes from elsewhere. */
  readonly isTransfer: boolean;
  readonly label: string;
}

export interface Order {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  readonly invoiceId: number | undefined;
  readonly amount: Decimal | undefined;
  /** As far as the order itself says. */
  readonly currency: string;
  readonly items: readonly Item[];
}

/** How an order is asked for and told from others, its statuses, and `context.order.*`. */
export const orderRecord = recordType<Order>({
  kind: 'order',
  action: 'GetOrders',
  list: 'orders.order',
  namedBy: ['orderid'],
  keys: { id: { param: 'id', column: 'id' } },
  owner: 'userid',
  status: 'status',
  statuses: ['Pending', 'Active', 'Fraud', 'Cancelled'],
  parse: (row) => ({
    id: Number(row.id),
    fields: row,
    clientId: idOf(row.userid),
    invoiceId: idOf(row.invoiceid),
    amount: amountOf(row.amount),
    currency: currencyCode(row.currencysuffix),
    items: listAt(row, 'lineitems.lineitem').map(itemOf),
  }),
  policy: {
    id: (row) => idOf(row.id),
    status: (row) => row.status,
    amount: (row) => row.amount,
    age_days: (row, { now }) => ageDays(row.date, now),
    clientid: (row) => idOf(row.userid),
    invoiceid: (row) => idOf(row.invoiceid),
    paymentmethod: (row) => row.paymentmethod,
  },
});

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
    amount: amountOf(line.amount),
    isTransfer: kind === 'domain' && /transfer/i.test(String(line.product)),
    label,
  };
}

export const has = (order: Order, kind: 'service' | 'domain'): boolean =>
  order.items.some((item) => item.kind === kind);

/** The items that are in use today. */
export const runningItems = (order: Order | undefined): readonly Item[] =>
  order?.items.filter(({ status }) => status === 'Active' || status === 'Suspended') ?? [];

/** `1 service and 1 domain`. */
function itemCounts(items: readonly Item[]): string {
  const kinds = (['service', 'domain', 'item'] as const).flatMap((kind) => {
    const count = items.filter((item) => item.kind === kind).length;
    return count === 0 ? [] : [counted(count, kind === 'item' ? 'other item' : kind)];
  });
  return kinds.length === 0 ? 'nothing in it' : listed(kinds);
}

/** An order and whose it is. */
export interface OrderSubject {
  readonly id: number;
  readonly order: Order | undefined;
  readonly person: Person;
  /** `order 1042 of “Anna Example” (client 12)`. */
  readonly named: string;
  /** Whose it is, what it is, and what was ordered with it. */
  readonly sentences: readonly (string | undefined)[];
  readonly details: readonly (Detail | undefined)[];
  /** The part of the snapshot that each call about an order rests on. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * The order that `orderid` names, and whose it is.
 * @param also what else is read once the order is known, beside its client.
 */
export async function orderSubject<T>(
  scene: Scene,
  also: (order: Order) => Promise<T> | undefined,
): Promise<OrderSubject & { also: T | undefined }> {
  const id = Number(scene.values.orderid);
  const order = await orderRecord.look(scene.reads, id);
  const [person, more] = await Promise.all([
    personOf(scene, order?.clientId),
    order === undefined ? undefined : also(order),
  ]);
  const of = person.label === '' ? '' : ` of ${person.label}`;
  return {
    id,
    order,
    person,
    named: `order ${id}${of}`,
    sentences: [person.whose, ...(order === undefined ? [] : sentencesOf(order, person, scene.now))],
    details: order === undefined ? [] : detailsOf(order),
    facts: order === undefined ? {} : factsOf(order, person),
    also: more,
  };
}

function sentencesOf(order: Order, person: Person, now: Date): (string | undefined)[] {
  const placed = near(order.fields.date, now);
  const facts = joined(
    ', ',
    word(order.fields.status),
    money(order.amount, person.currency || order.currency),
    placed === undefined ? undefined : `placed ${placed}`,
    `with ${itemCounts(order.items)}`,
  );
  return [
    `Order ${order.id}: ${facts}.`,
    order.items.length === 0 ? undefined : `In it: ${listed(order.items.map(({ label }) => label))}.`,
  ];
}

function detailsOf({ fields }: Order): (Detail | undefined)[] {
  const texts: [label: string, value: unknown][] = [
    ['order number', fields.ordernum],
    ['payment method', fields.paymentmethod],
    ['note on the order', fields.notes],
  ];
  return texts.map(([label, value]) =>
    value === undefined || value === '' ? undefined : { label, value: word(value) },
  );
}

function factsOf(order: Order, person: Person): Record<string, unknown> {
  return {
    'order.status': order.fields.status,
    'order.clientid': order.clientId,
    'order.amount': order.fields.amount,
    'order.currency': person.currency || order.currency,
    'order.items': order.items.map(({ kind, id, status }) => `${kind} ${id} ${status}`).sort(),
    'client.status': person.client?.status,
  };
}

const MOST_ROWS = 100;

const ofOrder = (rows: readonly Body[], id: number) => rows.filter((row) => idOf(row.orderid) === id);

/** The services of an order, which show their server and their subscription; undefined where not all of them are shown. */
export function orderServices(reads: Reads, { id, clientId, items }: Order): Promise<Service[] | undefined> {
  const wanted = items.filter(({ kind }) => kind === 'service').length;
  return reads.look({
    name: `the services of order ${id}`,
    action: 'GetClientsProducts',
    params: { clientid: clientId ?? 0, limitnum: MOST_ROWS },
    pick(reply) {
      const rows = ofOrder(listAt(reply, 'products.product'), id);
      return rows.length < wanted ? undefined : rows.map(serviceOf);
    },
  });
}

/** The same of its domains, which show their registrar. */
export function orderDomains(reads: Reads, { id, clientId, items }: Order): Promise<Domain[] | undefined> {
  const wanted = items.filter(({ kind }) => kind === 'domain').length;
  return reads.look({
    name: `the domains of order ${id}`,
    action: 'GetClientsDomains',
    params: { clientid: clientId ?? 0, limitnum: MOST_ROWS },
    pick(reply) {
      const rows = ofOrder(listAt(reply, 'domains.domain'), id);
      return rows.length < wanted ? undefined : rows.map(domainOf);
    },
  });
}
