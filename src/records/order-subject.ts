import { type Body, type Detail, idOf, listAt, type Reads, type Scene } from '../catalog/index.js';
import { joined, listed, money, near, word } from '../prose/index.js';
import { type Person, personOf } from './client.js';
import { type Domain, domainOf } from './domain.js';
import { itemCounts, type Order, readOrder } from './order.js';
import { type Service, serviceOf } from './service.js';

/** An order and whose it is. */
export interface Ordered {
  readonly id: number;
  readonly order: Order | undefined;
  readonly person: Person;
  /** ` 1042 of “Anna Example” (client 12)`. */
  readonly named: string;
  /** Whose it is, what it is, and what was ordered with it. */
  readonly sentences: readonly (string | undefined)[];
  readonly details: readonly (Detail | undefined)[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * @param orders what else is read once the order is known, beside its client.
 */
export async function orderedOf<T>(
  scene: Scene,
  also: (order: Order) => Promise<T> | undefined,
): Promise<Ordered & { also: T | undefined }> {
  const id = Number(scene.values.orderid);
  const order = await readOrder(scene.reads, id);
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
    sentences: [person.whose, ...(order === undefined ? [] : whatOf(order, person, scene.now))],
    details: order === undefined ? [] : detailsOf(order),
    facts: order === undefined ? {} : factsOf(order, person),
    also: more,
  };
}

function whatOf(order: Order, person: Person, now: Date): (string | undefined)[] {
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

/** The services of an order, which show their server and their subscription; undefined where none of them is shown. */
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

export const has = (order: Order, kind: 'service' | 'domain'): boolean =>
  order.items.some((item) => item.kind === kind);
