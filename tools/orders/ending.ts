import {
  idOf,
  listAt,
  type MoneyRule,
  type ReadCall,
  type Reads,
  type Scene,
  type Values,
} from '../../src/catalog/index.js';
import { decoded } from '../../src/entities.js';
import { listed, quoted, word } from '../../src/prose/index.js';
import {
  atStake,
  clientCurrency,
  has,
  hasList,
  type Invoice,
  invoiceRecord,
  invoiceSentence,
  namedRow,
  type Order,
  type OrderSubject,
  orderDomains,
  orderRecord,
  orderServices,
  orderSubject,
  plainAmount,
} from '../../src/records/index.js';

/** The invoice of an order is taken back with it, so that what was ordered is at stake. */
export const orderedAmount: MoneyRule = async (call) => {
  const row = await namedRow(orderRecord, call);
  return atStake(
    [plainAmount(row.amount, 'the amount of the order')],
    await clientCurrency(call, idOf(row.userid)),
  );
};

/** Nothing was set up for these, or they were ended with their order: Pending is where they were. */
const NOT_IN_USE: readonly string[] = ['Pending', 'Cancelled', 'Fraud'];

/** Whether an order holds what is or was in use: no tool sets its status as it was, and leaves servers and registrars alone. */
export async function setsBackItems(call: ReadCall): Promise<boolean> {
  const row = await namedRow(orderRecord, call);
  if (!hasList(row, 'lineitems.lineitem')) return true;
  return listAt(row, 'lineitems.lineitem').some(({ status }) => !NOT_IN_USE.includes(String(status)));
}

/** With `cancelsub` the gateway ends the subscription first: that may be done, and the order still be as it was. */
export const endsSubscription = (args: Values) => args.cancelsub === true;

/** What ends with an order, or goes on without it. */
interface Ending {
  readonly invoice: Invoice | undefined;
  /** Ids at the gateway; undefined where they could not be read. */
  readonly subscriptions: readonly string[] | undefined;
}

/** An order that a call ends, whose it is, and what ends with it. */
export type EndedOrder = OrderSubject & { also: Ending | undefined };

export const endedOrder = (scene: Scene): Promise<EndedOrder> =>
  orderSubject(scene, (order) => endingOf(scene.reads, order));

async function endingOf(reads: Reads, order: Order): Promise<Ending> {
  const [invoice, subscriptions] = await Promise.all([
    openInvoice(reads, order),
    subscriptionsOf(reads, order),
  ]);
  return { invoice, subscriptions };
}

/** Only an invoice that waits to be paid is touched with its order. */
async function openInvoice(reads: Reads, { invoiceId, fields }: Order): Promise<Invoice | undefined> {
  return invoiceId && fields.paymentstatus === 'Unpaid' ? invoiceRecord.look(reads, invoiceId) : undefined;
}

/** A subscription pays for an order as a whole: its services say which, and its domains where it has no service. */
async function subscriptionsOf(reads: Reads, order: Order): Promise<readonly string[] | undefined> {
  const rows = has(order, 'service')
    ? await orderServices(reads, order)
    : has(order, 'domain')
      ? await orderDomains(reads, order)
      : [];
  const ids = rows?.map(({ fields }) => decoded(fields.subscriptionid).trim()).filter((id) => id !== '');
  return ids && [...new Set(ids)].sort();
}

/** What becomes of its invoice and of the subscriptions that pay for it. */
export function endingSentences(ended: EndedOrder, { values, now }: Scene): (string | undefined)[] {
  const { order, also } = ended;
  if (order === undefined || also === undefined) return [];
  return [
    ...invoiceSentences(order, ended.person.currency, also, now),
    ...subscriptionSentences(order, also, endsSubscription(values)),
  ];
}

function invoiceSentences(
  order: Order,
  currency: string,
  { invoice }: Ending,
  now: Date,
): (string | undefined)[] {
  if (invoice !== undefined) return [invoiceSentence(invoice, currency, now, 'Its invoice')];
  if (!order.invoiceId) return ['It has no invoice.'];
  return [
    order.fields.paymentstatus === 'Unpaid'
      ? undefined
      : `Its invoice ${order.invoiceId} is ${word(order.fields.paymentstatus)}.`,
  ];
}

function subscriptionSentences(order: Order, ending: Ending, ends: boolean): (string | undefined)[] {
  const ids = ending.subscriptions;
  if (ids === undefined)
    return [ends ? 'Whatever subscription pays for it is ended at the gateway.' : undefined];
  if (ids.length === 0) return ['No subscription at a gateway is noted on it.'];
  const named = `${ids.length === 1 ? 'Subscription' : 'Subscriptions'} ${listed(ids.map((id) => quoted(id, 40)))}`;
  const gateway = `at the gateway ${word(order.fields.paymentmethod)}`;
  const verb = ids.length === 1 ? 'pays' : 'pay';
  return [
    `${named} ${gateway} ${verb} for it.`,
    ends
      ? `${ids.length === 1 ? 'That subscription is' : 'Those subscriptions are'} ended at the gateway.`
      : `${ids.length === 1 ? 'It is' : 'They are'} left running (cancelsub is off): the gateway may go on charging.`,
  ];
}

/** The invoice is taken back with the order, where one waits to be paid. */
export const takenBack = ({ also }: EndedOrder): string | undefined =>
  also?.invoice === undefined
    ? undefined
    : 'The invoice is taken back with it: cancelled, or without the lines of this order.';

export function endingIrreversible({ order }: EndedOrder, values: Values): (string | undefined)[] {
  return [
    order === undefined || order.invoiceId
      ? 'The invoice that is taken back with the order does not come back with it.'
      : undefined,
    endsSubscription(values)
      ? 'An ended subscription does not start again: only the client can agree to a new one.'
      : undefined,
  ];
}

export const endingFacts = ({ order, facts, also }: EndedOrder): Record<string, unknown> => ({
  ...facts,
  'invoice.status': order?.fields.paymentstatus,
  'invoice.balance': also?.invoice?.fields.balance,
  'order.subscriptions': also?.subscriptions,
});
