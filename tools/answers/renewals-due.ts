import { type Body, composed, may } from '../../src/catalog/index.js';
import { currencies, currencyOfClients } from './currencies.js';
import { amountIn, daysAfter, daysAgo, inOrder, Sums, textIn } from './rows.js';

/** What is billed again. */
const RENEWS = /^(?:active|suspended|grace|redemption)$/i;
const ONCE = /^(?:one time|free account|free|onetime)$/i;

const MOST_SHOWN = 150;

function renewing(kind: string, rows: readonly Body[], client: string, name: string): Body[] {
  return rows
    .filter((row) => RENEWS.test(textIn(row, 'status')) && !ONCE.test(textIn(row, 'billingcycle')))
    .map((row) => ({
      kind,
      id: row.id,
      clientid: row[client],
      name: row[name],
      ...(row.domain === undefined ? {} : { domain: row.domain }),
      nextduedate: row.nextduedate,
      recurringamount: row.recurringamount ?? row.recurring,
      paymentmethod: row.paymentmethod,
      status: row.status,
      ...(Number(row.donotrenew ?? 0) === 1 ? { donotrenew: true } : {}),
    }));
}

export const renewalsDue = composed('whmcs_renewals_due', {
  title: 'List renewals that are due',
  about:
    'Services, addons and domains whose next due date is within so many days, the soonest first, with totals per currency. past_due counts those whose date has passed.',
  names: { client: ['clientid'] },
  args: { days: may.int({ min: 1, max: 366 }, '30 when left out'), clientid: may.id() },
  ours: ['renewals.kind', 'renewals.days', 'until', 'totals', 'past_due', 'shown_of'],
  async compose(calls) {
    const { values, today: dayThere, list, step } = calls;
    const { clientid } = values;
    const whose = clientid === undefined ? {} : { clientid };
    const services = await list('services', 'whmcs_get_client_products', whose, {
      fields: [
        ...['id', 'clientid', 'name', 'domain', 'status', 'billingcycle'],
        ...['recurringamount', 'nextduedate', 'paymentmethod'],
      ],
      most: 2_250,
    });
    const today = dayThere();
    const until = daysAfter(today, Number(values.days ?? 30));
    step(`read ${services.rows.length} services`);
    const domains = await list('domains', 'whmcs_get_client_domains', whose, {
      fields: [
        ...['id', 'userid', 'domainname', 'status', 'recurringamount', 'nextduedate'],
        ...['paymentmethod', 'donotrenew'],
      ],
      most: 2_000,
    });
    step(`read ${domains.rows.length} domains`);
    const addons = await list('addons', 'whmcs_get_clients_addons', whose);
    const all = [
      ...renewing('service', services.rows, 'clientid', 'name'),
      ...renewing('addon', addons.rows, 'userid', 'name'),
      ...renewing('domain', domains.rows, 'userid', 'domainname'),
    ];
    const due = all.filter(
      (row) => textIn(row, 'nextduedate') >= today && textIn(row, 'nextduedate') <= until,
    );
    const past = all.filter((row) => (daysAgo(row, 'nextduedate', today) ?? 0) > 0);
    const clients = due.map(({ clientid }) => clientid);
    const currencyOf = await currencyOfClients(calls, await currencies(calls), clients);
    const totals = new Sums();
    for (const row of due)
      totals.add(currencyOf(row.clientid) ?? 'unknown', amountIn(row, 'recurringamount'));
    const shown = inOrder(due, 'nextduedate').slice(0, MOST_SHOWN);
    return {
      until,
      count: due.length,
      totals: totals.told(),
      past_due: past.length,
      renewals: shown.map((row) => ({ ...row, days: -(daysAgo(row, 'nextduedate', today) ?? 0) })),
      ...(shown.length < due.length ? { shown_of: due.length } : {}),
    };
  },
  sample: { least: {}, most: { days: 14, clientid: 1 } },
});
