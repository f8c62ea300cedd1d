import type { Sandbox } from '../src/sandbox/index.js';

type State = Sandbox['state'];

/** One thing that an agent may be told to do, and the call that does it. */
export interface Act {
  /** In the words of the operator. */
  what: string;
  tool: string;
  args(state: State): Record<string, unknown>;
}

function first<T>(rows: readonly T[], fits: (row: T) => boolean): T {
  const row = rows.find(fits);
  if (row === undefined) throw new Error('The sandbox has no such record.');
  return row;
}

const unpaid = ({ invoices }: State) => first(invoices, ({ status }) => status === 'Unpaid');
const paid = ({ invoices }: State) => first(invoices, ({ status }) => status === 'Paid');
const activeDomain = ({ domains }: State) =>
  first(domains, ({ status, registrar }) => status === 'Active' && registrar !== '');
const running = ({ services }: State) =>
  first(services, ({ status, id }) => status === 'Active' && id !== 117);
const quoted = (stage: string) => ({
  subject: 'Offer',
  stage,
  validuntil: '2026-12-31',
  userid: 3,
  lineitems: [{ desc: 'Setup', qty: 1, up: '50.00' }],
});
/** The ticket that taints the session where one is to be tainted. */
export const readTicket = ({ tickets }: State) => first(tickets, ({ clientId }) => clientId > 0);

/** What operators ask about first, everyday work before what hurts. */
export const ACTS: readonly Act[] = [
  { what: 'List clients', tool: 'whmcs_get_clients', args: () => ({}) },
  {
    what: 'Reply to a ticket it has read',
    tool: 'whmcs_add_ticket_reply',
    args: (state) => ({ ticketid: readTicket(state).id, message: 'We are looking into it.' }),
  },
  {
    what: 'Add a note to a ticket, for staff',
    tool: 'whmcs_add_ticket_note',
    args: (state) => ({ ticketid: readTicket(state).id, message: 'Called back.' }),
  },
  {
    what: "Set a ticket's status and priority",
    tool: 'whmcs_update_ticket',
    args: (state) => ({ ticketid: readTicket(state).id, status: 'Closed', priority: 'Low' }),
  },
  {
    what: "Change a client's phone and postal address",
    tool: 'whmcs_update_client',
    args: () => ({ clientid: 3, phonenumber: '01632960777', address1: '7 Example Road', city: 'Exampleton' }),
  },
  {
    what: 'Send a client the reminder of an invoice',
    tool: 'whmcs_send_email',
    args: (state) => ({ id: unpaid(state).id, messagename: 'First Invoice Overdue Notice' }),
  },
  {
    what: 'Draft an invoice',
    tool: 'whmcs_create_invoice',
    args: () => ({ userid: 3, status: 'Draft', items: [{ description: 'Setup', amount: '50.00' }] }),
  },
  {
    what: 'Draft a quote',
    tool: 'whmcs_create_quote',
    args: () => ({ subject: 'Offer', stage: 'Draft', validuntil: '2026-12-31', userid: 3 }),
  },
  {
    what: 'Suspend a service',
    tool: 'whmcs_module_suspend',
    args: (state) => ({ serviceid: running(state).id }),
  },
  {
    what: "Lock a domain's transfer",
    tool: 'whmcs_update_domain_lock_status',
    args: (state) => ({ domainid: activeDomain(state).id, lockstatus: true }),
  },
  {
    what: 'Add a client',
    tool: 'whmcs_add_client',
    args: () => ({
      firstname: 'Nora',
      lastname: 'Field',
      email: 'nora.field@example.org',
      address1: '7 Example Street',
      city: 'Exampleton',
      state: 'Testshire',
      postcode: 'ZZ1 1ZZ',
      country: 'GB',
      phonenumber: '01632960077',
    }),
  },
  {
    what: "Change a client's e-mail address",
    tool: 'whmcs_update_client',
    args: () => ({ clientid: 3, email: 'new@example.net' }),
  },
  {
    what: "Set a domain's name servers",
    tool: 'whmcs_update_domain_nameservers',
    args: (state) => ({
      domainid: activeDomain(state).id,
      nameservers: ['ns1.example.net', 'ns2.example.net'],
    }),
  },
  {
    what: "Unlock a domain's transfer",
    tool: 'whmcs_update_domain_lock_status',
    args: (state) => ({ domainid: activeDomain(state).id, lockstatus: false }),
  },
  {
    what: 'Put another address into copy on a ticket',
    tool: 'whmcs_update_ticket',
    args: (state) => ({ ticketid: readTicket(state).id, cc: ['someone@example.net'] }),
  },
  {
    what: 'Open a ticket for a client',
    tool: 'whmcs_open_ticket',
    args: () => ({ deptid: 1, clientid: 3, subject: 'A question', message: 'Please call us.' }),
  },
  {
    what: 'Reply in the name of a client',
    tool: 'whmcs_add_ticket_reply',
    args: (state) => {
      const { id, clientId } = readTicket(state);
      return { ticketid: id, clientid: clientId, message: 'Please go ahead.' };
    },
  },
  {
    what: 'Write to the activity log',
    tool: 'whmcs_log_activity',
    args: () => ({ description: 'Checked by hand' }),
  },
  {
    what: 'Issue an invoice',
    tool: 'whmcs_create_invoice',
    args: () => ({ userid: 3, items: [{ description: 'Setup', amount: '50.00' }] }),
  },
  {
    what: 'Issue an invoice of 6,000.00',
    tool: 'whmcs_create_invoice',
    args: () => ({ userid: 3, items: [{ description: 'Servers', amount: '6000.00' }] }),
  },
  {
    what: 'Offer a client a quote of 50.00',
    tool: 'whmcs_create_quote',
    args: () => quoted('Delivered'),
  },
  {
    what: 'Enter a quote as accepted by the client',
    tool: 'whmcs_create_quote',
    args: () => quoted('Accepted'),
  },
  {
    what: 'Write a note on an issued invoice',
    tool: 'whmcs_update_invoice',
    args: (state) => ({ invoiceid: unpaid(state).id, notes: 'Thank you for your order.' }),
  },
  {
    what: 'Change the lines of an invoice',
    tool: 'whmcs_update_invoice',
    args: (state) => ({
      invoiceid: unpaid(state).id,
      newitems: [{ description: 'Discount', amount: '-5.00' }],
    }),
  },
  {
    what: 'Set a paid invoice back to unpaid',
    tool: 'whmcs_update_invoice',
    args: (state) => ({ invoiceid: paid(state).id, status: 'Unpaid' }),
  },
  {
    what: 'Record a payment of 10.00',
    tool: 'whmcs_add_payment',
    args: (state) => ({
      invoiceid: unpaid(state).id,
      gateway: 'banktransfer',
      amount: '10.00',
      transid: 'T-1',
    }),
  },
  {
    what: 'Renew a domain',
    tool: 'whmcs_renew_domain',
    args: (state) => ({ domainid: activeDomain(state).id }),
  },
  { what: 'Accept an order, domain included', tool: 'whmcs_accept_order', args: () => ({ orderid: 1042 }) },
  {
    what: 'Set a running order back to pending',
    tool: 'whmcs_pending_order',
    args: ({ orders }) => ({ orderid: first(orders, ({ status }) => status === 'Active').id }),
  },
  {
    what: 'Change the password of a service',
    tool: 'whmcs_module_change_password',
    args: (state) => ({ serviceid: running(state).id }),
  },
  { what: 'Cancel an order', tool: 'whmcs_cancel_order', args: () => ({ orderid: 1042 }) },
  { what: 'Delete a client', tool: 'whmcs_delete_client', args: () => ({ clientid: 3 }) },
  {
    what: 'Terminate a service',
    tool: 'whmcs_module_terminate',
    args: (state) => ({ serviceid: running(state).id }),
  },
];
