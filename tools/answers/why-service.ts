import { type Body, type Calls, composed, need } from '../../src/catalog/index.js';
import { digits } from '../../src/prose/index.js';
import { amountIn, daysAgo, isForMoney, itemsOf, newestFirst, picked, textIn } from './rows.js';

const SERVICE = [
  ...['id', 'clientid', 'orderid', 'name', 'domain', 'status', 'suspensionreason', 'servername'],
  ...['regdate', 'billingcycle', 'recurringamount', 'nextduedate', 'overidesuspenduntil'],
];

/** Invoices that are read for their lines: each is a call. */
const MOST_READ = 5;
const MOST_ENTRIES = 8;

/** Unpaid invoices of the client that bill the service, and whether all that could were looked at. */
async function unpaidFor({ list, part, missing }: Calls, service: Body): Promise<Bills> {
  const { rows, isWhole } = await list(
    'unpaid invoices',
    'whmcs_get_invoices',
    { userid: service.clientid, status: 'Unpaid', orderby: 'duedate', order: 'asc' },
    { fields: ['id', 'invoicenum', 'duedate', 'total', 'currencycode'] },
  );
  const unpaid: Body[] = [];
  let isRead = isWhole && rows.length <= MOST_READ;
  if (rows.length > MOST_READ)
    missing('unpaid invoices', `the lines of ${MOST_READ} of ${rows.length} were looked at`);
  for (const row of rows.slice(0, MOST_READ)) {
    const invoice = await part(`invoice ${row.id}`, 'whmcs_get_invoice', { invoiceid: row.id });
    const lines = Array.isArray(invoice?.items) ? (invoice.items as Body[]) : [];
    const isBilled = lines.some(
      ({ type, relid }) => type === 'Hosting' && Number(relid) === Number(service.id),
    );
    if (isBilled) unpaid.push({ ...row, balance: invoice?.balance });
    isRead &&= invoice !== undefined;
  }
  return { unpaid, isWhole: isRead };
}

interface Bills {
  readonly unpaid: readonly Body[];
  readonly isWhole: boolean;
}

/** What was found. From what could not be read, nothing is concluded. */
interface Seen {
  /** Undefined where it can't be read. */
  readonly queue: readonly Body[] | undefined;
  readonly bills: Bills;
  readonly order: Body | undefined;
  readonly today: string;
}

/** What is told of the service by each part, the likeliest cause first. */
function findings(service: Body, { queue, bills, order, today }: Seen): string[] {
  const { unpaid, isWhole } = bills;
  const told: string[] = [];
  const status = textIn(service, 'status');
  const reason = textIn(service, 'suspensionreason');
  if (status === 'Suspended') {
    told.push(
      reason === ''
        ? 'It is suspended, and WHMCS holds no reason.'
        : 'It is suspended; suspensionreason has the reason that WHMCS holds.',
    );
  }
  for (const row of queue ?? [])
    told.push(`The module command ${textIn(row, 'moduleAction')} failed and waits in the module queue.`);
  for (const row of unpaid) {
    const age = daysAgo(row, 'duedate', today) ?? 0;
    const due = age > 0 ? `overdue for ${age} days` : `due ${textIn(row, 'duedate')}`;
    told.push(
      `Invoice ${row.id} bills it and is unpaid: ${digits(amountIn(row, 'balance'))} ${textIn(row, 'currencycode')}, ${due}.`,
    );
  }
  const isOverdue = unpaid.some((row) => (daysAgo(row, 'duedate', today) ?? 0) > 0);
  const isForDebts = status === 'Suspended' && isForMoney(service) && isWhole;
  if (isForDebts && unpaid.length > 0 && !isOverdue)
    told.push('None of these is overdue yet: the suspension may be out of date.');
  if (isForDebts && unpaid.length === 0)
    told.push('No unpaid invoice bills it: the suspension may be out of date.');
  const orderStatus = textIn(order ?? {}, 'status');
  if (status === 'Pending' && order !== undefined) {
    told.push(
      `Its order ${order.id} is ${orderStatus}, paid: ${textIn(order, 'paymentstatus') || 'no invoice'}.`,
    );
  }
  if (status === 'Pending' && queue?.length === 0)
    told.push('Nothing of it failed at a server: nobody has set it up yet.');
  if (Number(service.serverid ?? 0) === 0) told.push('No server is assigned to it.');
  if (/^(?:terminated|cancelled|fraud)$/i.test(status)) told.push(`It has ended: ${status}.`);
  if (status === 'Active' && told.length === 0)
    told.push('It is active, and nothing that speaks against that was found.');
  return told;
}

export const whyService = composed('whmcs_why_service', {
  title: 'Say why a service does not run',
  about:
    'One service: its status and reason, failed module commands, unpaid invoices that bill it, its order, the activity log, and what agents last did to it through this server.',
  names: { service: ['serviceid'] },
  args: { serviceid: need.id() },
  ours: ['findings', 'acts', 'acts.tool', 'acts.state', 'unpaid_invoices.balance'],
  async compose(calls) {
    const { values, need, part, acts, step, today: dayThere } = calls;
    const { serviceid } = values;
    const [service] = itemsOf(await need('whmcs_get_client_products', { serviceid }));
    if (service === undefined) return { found: false };
    const today = dayThere();
    step('read the service; the module queue, invoices and the log are next');
    const queued = await part('failed module commands', 'whmcs_get_module_queue', {
      serviceType: 'service',
      relatedId: serviceid,
    });
    const queue = queued && itemsOf(queued);
    const bills = await unpaidFor(calls, service);
    const orderid = Number(service.orderid ?? 0);
    const [order] =
      orderid === 0 ? [] : itemsOf(await part('its order', 'whmcs_get_orders', { id: orderid }));
    const log = await part('activity log', 'whmcs_get_activity_log', {
      clientid: service.clientid,
      description: `Service ID: ${serviceid}`,
      limitnum: MOST_ENTRIES,
    });
    return {
      service: picked(SERVICE)(service),
      findings: findings(service, { queue, bills, order, today }),
      module_queue: (queue ?? []).map(
        picked(['moduleName', 'moduleAction', 'lastAttempt', 'lastAttemptError']),
      ),
      unpaid_invoices: bills.unpaid,
      ...(order === undefined
        ? {}
        : { order: picked(['id', 'date', 'status', 'paymentstatus', 'invoiceid'])(order) }),
      log: newestFirst(itemsOf(log), 'date').map(picked(['date', 'description', 'username'])),
      acts: await acts('acts of agents', 'serviceid', Number(serviceid)),
    };
  },
  sample: { least: { serviceid: 101 } },
});
