import { type Body, composed, need } from '../../src/catalog/index.js';
import { inOrder, newestFirst, picked } from './rows.js';

const CLIENT = ['id', 'firstname', 'lastname', 'companyname', 'email', 'status', 'currency_code', 'credit'];
const MOST_SHOWN = 20;

const isEnded = ({ status }: Body) =>
  /^(?:terminated|cancelled|fraud|expired|transferred away)$/i.test(String(status));

/** What is still there of a list, the soonest due first, and how much of it has ended. */
function standing(rows: readonly Body[], columns: readonly string[]) {
  const open = rows.filter((row) => !isEnded(row));
  return {
    shown: inOrder(open, 'nextduedate').slice(0, MOST_SHOWN).map(picked(columns)),
    counts: { open: open.length, ended: rows.length - open.length },
  };
}

export const accountOverview = composed('whmcs_account_overview', {
  title: 'Read an account at a glance',
  about:
    'One client at a glance: what they have and owe, open tickets and orders, last payments. A few calls of other tools; partial names what is missing.',
  names: { client: ['clientid'] },
  args: { clientid: need.id() },
  ours: ['counts'],
  async compose({ values, need, list, part, step }) {
    const { clientid } = values;
    const details = await need('whmcs_get_client_details', { clientid, stats: true });
    step('read the client; services, domains and invoices are next');
    const [services, domains, unpaid, tickets, orders, payments] = await Promise.all([
      list('services', 'whmcs_get_client_products', { clientid }),
      list('domains', 'whmcs_get_client_domains', { clientid }),
      list('unpaid invoices', 'whmcs_get_invoices', { userid: clientid, status: 'Unpaid' }),
      list('tickets', 'whmcs_get_tickets', {
        clientid,
        status: 'All Active Tickets',
        ignore_dept_assignments: true,
      }),
      list('pending orders', 'whmcs_get_orders', { userid: clientid, status: 'Pending' }),
      part('payments', 'whmcs_get_transactions', { clientid }),
    ]);
    const stats = (details.stats ?? {}) as Body;
    const held = standing(services.rows, [
      'id',
      'name',
      'domain',
      'status',
      'billingcycle',
      'recurringamount',
      'nextduedate',
    ]);
    const named = standing(domains.rows, [
      'id',
      'domainname',
      'status',
      'recurringamount',
      'nextduedate',
      'expirydate',
    ]);
    return {
      client: picked(CLIENT)(details),
      owed: picked(['numdueinvoices', 'dueinvoicesbalance', 'numoverdueinvoices', 'overdueinvoicesbalance'])(
        stats,
      ),
      counts: {
        services: held.counts,
        domains: named.counts,
        unpaid_invoices: unpaid.total,
        open_tickets: tickets.total,
        pending_orders: orders.total,
      },
      services: held.shown,
      domains: named.shown,
      unpaid_invoices: inOrder(unpaid.rows, 'duedate')
        .slice(0, MOST_SHOWN)
        .map(picked(['id', 'invoicenum', 'date', 'duedate', 'total', 'paymentmethod'])),
      open_tickets: newestFirst(tickets.rows, 'lastreply')
        .slice(0, MOST_SHOWN)
        .map(picked(['id', 'tid', 'subject', 'status', 'priority', 'lastreply'])),
      pending_orders: newestFirst(orders.rows, 'date')
        .slice(0, MOST_SHOWN)
        .map(picked(['id', 'date', 'amount', 'paymentstatus', 'invoiceid'])),
      last_payments: newestFirst(Array.isArray(payments?.items) ? payments.items : [], 'date')
        .slice(0, 5)
        .map(picked(['date', 'amountin', 'amountout', 'gateway', 'invoiceid'])),
    };
  },
  sample: { least: { clientid: 1 } },
});
