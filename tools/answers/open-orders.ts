import { type Body, composed, may } from '../../src/catalog/index.js';
import { daysAgo, inOrder, itemsOf, picked, textIn } from './rows.js';

const COLUMNS = [
  'id',
  'ordernum',
  'userid',
  'name',
  'date',
  'amount',
  'paymentmethod',
  'paymentstatus',
  'invoiceid',
  'status',
];
const MOST_SHOWN = 100;

/** Why an order is still open, as far as it tells by itself. */
function waitsFor(order: Body): string {
  if (textIn(order, 'status') === 'Fraud') return 'taken for fraud';
  const payment = textIn(order, 'paymentstatus');
  if (payment === 'Paid') return 'paid, waits to be accepted';
  if (payment === '' || Number(order.invoiceid ?? 0) === 0) return 'has no invoice, waits to be accepted';
  return `its invoice is ${payment}`;
}

export const openOrders = composed('whmcs_open_orders', {
  title: 'List open and failed orders',
  about:
    'Orders that are pending or taken for fraud, the oldest first, with what each waits for; and provisioning that failed, from the module queue.',
  names: { client: ['clientid'] },
  args: {
    clientid: may.id(),
    fraud_days: may.int({ min: 0, max: 365 }, 'Fraud orders of so many days; 30 when left out'),
  },
  ours: ['orders.waits_for', 'orders.age_days', 'shown_of'],
  async compose({ values, today: dayThere, list, part, step }) {
    const { clientid, fraud_days: fraudDays = 30 } = values;
    const whose = clientid === undefined ? {} : { userid: clientid };
    const options = { fields: COLUMNS, most: 1_000 };
    const pending = await list(
      'pending orders',
      'whmcs_get_orders',
      { ...whose, status: 'Pending' },
      options,
    );
    const today = dayThere();
    step(`read ${pending.rows.length} pending orders`);
    const fraud = await list('fraud orders', 'whmcs_get_orders', { ...whose, status: 'Fraud' }, options);
    const lately = fraud.rows.filter((row) => (daysAgo(row, 'date', today) ?? 0) <= Number(fraudDays));
    const queue = itemsOf(await part('failed provisioning', 'whmcs_get_module_queue', {}));
    const failed = clientid === undefined ? queue : await onlyOf(queue);

    /** Entries of the queue about what the client has. */
    async function onlyOf(entries: readonly Body[]): Promise<Body[]> {
      if (entries.length === 0) return [];
      const services = await list('services', 'whmcs_get_client_products', { clientid }, { fields: ['id'] });
      const domains = await list('domains', 'whmcs_get_client_domains', { clientid }, { fields: ['id'] });
      const isOwn = ({ serviceType, serviceId }: Body) =>
        (serviceType === 'domain' ? domains : services).rows.some(
          ({ id }) => Number(id) === Number(serviceId),
        );
      return entries.filter(isOwn);
    }

    const open = inOrder([...pending.rows, ...lately], 'date');
    const shown = open.slice(0, MOST_SHOWN);
    return {
      pending: pending.rows.length,
      fraud: lately.length,
      orders: shown.map((row) => ({
        ...picked(COLUMNS)(row),
        age_days: daysAgo(row, 'date', today),
        waits_for: waitsFor(row),
      })),
      failed_provisioning: failed
        .slice(0, MOST_SHOWN)
        .map(
          picked([
            'serviceType',
            'serviceId',
            'moduleName',
            'moduleAction',
            'lastAttempt',
            'lastAttemptError',
            'numRetries',
          ]),
        ),
      ...(shown.length < open.length ? { shown_of: open.length } : {}),
    };
  },
  sample: { least: {}, most: { clientid: 1, fraud_days: 7 } },
});
