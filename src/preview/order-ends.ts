import type { Reads, Scene, View } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { counted, listed, MAIL_STAYS, money, quoted, where, word } from '../prose/index.js';
import {
  has,
  type Invoice,
  invoiceSentence,
  type Order,
  type Ordered,
  orderDomains,
  orderedOf,
  orderServices,
  readInvoice,
} from '../records/index.js';

/** What ends with an order, or goes on without it. */
interface Ending {
  readonly invoice: Invoice | undefined;
  /** Ids at the gateway; undefined where they could not be read. */
  readonly subscriptions: readonly string[] | undefined;
}

/** Only an invoice that waits to be paid is touched with its order. */
async function openInvoice(reads: Reads, { invoiceId, fields }: Order): Promise<Invoice | undefined> {
  return invoiceId && fields.paymentstatus === 'Unpaid' ? readInvoice(reads, invoiceId) : undefined;
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

async function endingOf(reads: Reads, order: Order): Promise<Ending> {
  const [invoice, subscriptions] = await Promise.all([
    openInvoice(reads, order),
    subscriptionsOf(reads, order),
  ]);
  return { invoice, subscriptions };
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

function invoiceSentences(
  { order, person }: Ordered,
  { invoice }: Ending,
  now: Date,
): (string | undefined)[] {
  if (order === undefined) return [];
  if (invoice !== undefined) return [invoiceSentence(invoice, person.currency, now, 'Its invoice')];
  if (!order.invoiceId) return ['It has no invoice.'];
  return [
    order.fields.paymentstatus === 'Unpaid'
      ? undefined
      : `Its invoice ${order.invoiceId} is ${word(order.fields.paymentstatus)}.`,
  ];
}

const endingFacts = ({ order, facts }: Ordered, ending: Ending | undefined): Record<string, unknown> => ({
  ...facts,
  'invoice.status': order?.fields.paymentstatus,
  'invoice.balance': ending?.invoice?.fields.balance,
  'order.subscriptions': ending?.subscriptions,
});

const STUCK = 'An ended subscription does not start again: only the client can agree to a new one.';
const TAKEN_BACK = 'The invoice that is taken back with the order does not come back with it.';

const end = (scene: Scene) => orderedOf(scene, (order) => endingOf(scene.reads, order));

export const cancelOrder: View = async (scene) => {
  const ended = await end(scene);
  const { order, person, also } = ended;
  const { cancelsub, noemail } = scene.values;
  const status = order?.fields.status;
  const { invoice } = also ?? {};
  return {
    title: `Cancel ${ended.named}`,
    sentences: [
      ...ended.sentences,
      ...(order && also ? invoiceSentences(ended, also, scene.now) : []),
      ...(order && also ? subscriptionSentences(order, also, cancelsub === true) : []),
      'The order and everything in it become Cancelled.',
      where(
        invoice !== undefined,
        'The invoice is taken back with it: cancelled, or without the lines of this order.',
      ),
      noemail === true
        ? 'No mail is sent.'
        : `If the invoice counts as paid without this order, a receipt goes to ${person.mail}.`,
      where(
        status !== undefined && status !== 'Pending',
        `WHMCS cancels only Pending orders and would refuse: this one is ${word(status)}.`,
      ),
    ],
    irreversible: [
      where(order === undefined || Boolean(order.invoiceId), TAKEN_BACK),
      where(cancelsub === true, STUCK),
      where(noemail !== true, MAIL_STAYS),
    ],
    gentler:
      cancelsub === true
        ? 'Cancel it without cancelsub: the subscription stays, and a person can end it at the gateway later.'
        : 'Leave it Pending for now. A cancelled order can be set back with whmcs_pending_order, but its invoice does not come back.',
    details: ended.details,
    snapshot: endingFacts(ended, also),
  };
};

export const markFraud: View = async (scene) => {
  const ended = await end(scene);
  const { order, also } = ended;
  const { cancelsub } = scene.values;
  const running =
    order?.items.filter((item) => item.status === 'Active' || item.status === 'Suspended') ?? [];
  return {
    title: `Mark ${ended.named} as fraud`,
    sentences: [
      ...ended.sentences,
      ...(order && also ? invoiceSentences(ended, also, scene.now) : []),
      ...(order && also ? subscriptionSentences(order, also, cancelsub === true) : []),
      'The order and everything in it become Fraud.',
      where(
        running.length > 0,
        `${counted(running.length, 'item')} of it ${running.length === 1 ? 'is' : 'are'} in use today.`,
      ),
      where(
        also?.invoice !== undefined,
        'The invoice is taken back with it: cancelled, or without the lines of this order.',
      ),
    ],
    irreversible: [
      where(order === undefined || Boolean(order.invoiceId), TAKEN_BACK),
      where(cancelsub === true, STUCK),
      'whmcs_pending_order sets the order back to Pending alone, whatever it was before.',
    ],
    gentler:
      cancelsub === true
        ? 'Mark it without cancelsub: the subscription stays, and a person can end it at the gateway later.'
        : order?.fields.status === 'Pending'
          ? 'Leave it Pending until it is checked: nothing is set up for a pending order.'
          : undefined,
    details: ended.details,
    snapshot: endingFacts(ended, also),
  };
};

export const deleteOrder: View = async (scene) => {
  const deleted = await orderedOf(scene, () => undefined);
  const { order, person } = deleted;
  const status = order?.fields.status;
  const isOver = status === 'Cancelled' || status === 'Fraud';
  return {
    title: `Delete ${deleted.named}`,
    sentences: [
      ...deleted.sentences,
      order?.invoiceId
        ? `Its invoice ${order.invoiceId} is ${word(order.fields.paymentstatus)}; WHMCS may delete it as well.`
        : undefined,
      'The order is deleted from WHMCS with everything in it.',
      where(
        status !== undefined && !isOver,
        `WHMCS deletes only Cancelled and Fraud orders and would refuse: this one is ${word(status)}.`,
      ),
    ],
    gentler: isOver
      ? `Leave it ${status}: it does nothing more, and what was ordered for ${money(order?.amount, person.currency)} stays on record.`
      : undefined,
    details: deleted.details,
    snapshot: { ...deleted.facts, 'invoice.status': order?.fields.paymentstatus },
  };
};
