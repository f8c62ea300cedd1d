import type { Sample } from '../../src/catalog/index.js';
import { LANDMARKS, type State } from '../../src/sandbox/index.js';
import type { Case } from './case.js';
import { billingDeskCases } from './desk/billing.js';
import { clientsDeskCases } from './desk/clients.js';
import { domainsDeskCases } from './desk/domains.js';
import { servicesDeskCases } from './desk/services.js';
import { ticketsDeskCases } from './desk/tickets.js';
import { the, writes } from './stage.js';

const pendingOrder = { orderid: LANDMARKS.pendingOrder };

export const service = (state: State, status: string) =>
  the(
    state.services,
    (one) =>
      one.status === status &&
      one.id !== LANDMARKS.serviceOnDeadServer &&
      one.id !== LANDMARKS.serviceWithoutModule &&
      one.serverId > 0,
  );

export const domain = (state: State, status: string, type = 'Register') =>
  the(
    state.domains,
    (one) =>
      one.type === type && one.status === status && one.registrar !== '' && one.id !== LANDMARKS.domainByMail,
  );

export const invoice = (state: State, status = 'Unpaid') =>
  the(
    state.invoices,
    (one) =>
      one.status === status &&
      one.credit === 0 &&
      !state.transactions.some((paid) => paid.invoiceId === one.id),
  );

const invoiceWithCredit = (state: State) =>
  the(state.invoices, (one) => one.status === 'Unpaid' && one.clientId === LANDMARKS.clientWithCredit);

export const openTicket = (state: State) =>
  the(state.tickets, (one) => one.status === 'Open' && one.clientId > 0);

/** WHMCS stores what people type with entities, and ends lines as it likes. */
const TYPED = 'It\'s <b>"done"</b> & dusted.\n\nMore  in line 3: &amp;';

export const ownCases: Record<string, Case> = {
  whmcs_add_client: {
    call: () => ({
      firstname: 'Zoë',
      lastname: "O'Neill",
      email: 'zoe.oneill@example.org',
      address1: '1 Example Street',
      city: 'Exampletown',
      state: 'Example State',
      postcode: '12345',
      country: 'DE',
      phonenumber: '01632960123',
    }),
    before: false,
    after: true,
  },
  whmcs_update_client: {
    call: () => ({
      clientid: LANDMARKS.clientBeyondAscii,
      companyname: 'Smith & Sons "Ltd"',
      city: 'Newtown',
      phonenumber: '+49 30 901820',
      taxexempt: true,
      status: 'Inactive',
      customfields: { 1: 'new' },
      email_preferences: { general: false, domain: true },
    }),
    before: false,
    after: true,
  },
  whmcs_delete_client: { call: (state) => ({ clientid: the(state.clients).id }), before: false, after: true },
  whmcs_create_invoice: {
    call: (state) => ({
      userid: the(state.clients, (one) => one.status === 'Active').id,
      items: [
        { description: 'Setup', amount: '123.45', taxed: true },
        { description: 'Goodwill', amount: '-3.40' },
      ],
    }),
    before: false,
    after: true,
  },
  whmcs_update_invoice: {
    call(state) {
      const one = invoice(state, 'Draft');
      return {
        invoiceid: one.id,
        notes: 'Paid & "late"',
        taxrate: '7.5',
        duedate: '2027-01-02',
        items: [{ id: the(one.lines).id, description: 'New <text>', amount: '77.77', taxed: true }],
        newitems: [{ description: 'A new line', amount: '1.5' }],
        publish: true,
      };
    },
    before: false,
    after: true,
  },
  whmcs_add_payment: {
    call: (state) => ({
      invoiceid: invoice(state).id,
      transid: 'ABC-1.2',
      gateway: 'paypal',
      amount: '2.00',
    }),
    before: false,
    after: true,
  },
  whmcs_apply_credit: {
    call: (state) => ({ invoiceid: invoiceWithCredit(state).id, amount: '1.00' }),
    before: false,
    after: true,
  },
  whmcs_accept_order: { call: () => pendingOrder, before: false, after: true },
  whmcs_cancel_order: { call: () => pendingOrder, before: false, after: true },
  whmcs_delete_order: {
    call: (state) => ({ orderid: the(state.orders, (one) => one.status === 'Cancelled').id }),
    before: false,
    after: true,
  },
  whmcs_fraud_order: { call: () => pendingOrder, before: false, after: true },
  whmcs_pending_order: {
    call: (state) => ({ orderid: the(state.orders, (one) => one.status === 'Active').id }),
    before: false,
    after: true,
  },
  whmcs_module_create: { call: (state) => ({ serviceid: service(state, 'Pending').id }), after: true },
  whmcs_module_suspend: {
    call: (state) => ({ serviceid: service(state, 'Active').id, suspendreason: 'Abuse & "spam"' }),
    before: false,
    after: true,
  },
  whmcs_module_unsuspend: {
    call: (state) => ({ serviceid: service(state, 'Suspended').id }),
    before: false,
    after: true,
  },
  whmcs_module_terminate: { call: (state) => ({ serviceid: service(state, 'Active').id }), after: true },
  whmcs_module_change_password: {
    call: (state) => ({ serviceid: service(state, 'Active').id, servicepassword: 'another-not-real-one' }),
    after: true,
  },
  whmcs_register_domain: { call: (state) => ({ domainid: domain(state, 'Pending').id }), after: true },
  whmcs_transfer_domain: {
    call: (state) => ({ domain: domain(state, 'Pending', 'Transfer').name, eppcode: 'a&b' }),
    after: true,
  },
  whmcs_renew_domain: { call: (state) => ({ domainid: domain(state, 'Active').id }), after: undefined },
  whmcs_update_domain_nameservers: {
    call: (state) => ({
      domainid: domain(state, 'Active').id,
      nameservers: ['NS1.example.net', 'ns2.example.net'],
    }),
    before: false,
    after: true,
  },
  whmcs_update_domain_lock_status: {
    call(state) {
      const { id, locked } = domain(state, 'Active');
      return { domainid: id, lockstatus: !locked };
    },
    before: false,
    after: true,
  },
  whmcs_open_ticket: {
    call: () => ({
      deptid: 2,
      clientid: LANDMARKS.clientWithApostrophe,
      subject: "Where's <it>?",
      message: TYPED,
    }),
    before: false,
    after: true,
  },
  whmcs_add_ticket_reply: {
    call: (state) => ({ ticketid: openTicket(state).id, message: TYPED }),
    before: false,
    after: true,
  },
  whmcs_add_ticket_note: {
    call: (state) => ({ ticketnum: openTicket(state).tid, message: TYPED }),
    before: false,
    after: true,
  },
  whmcs_update_ticket: {
    call(state) {
      const one = openTicket(state);
      return {
        ticketid: one.id,
        status: 'On Hold',
        subject: 'A "new" subject',
        priority: one.priority === 'High' ? 'Low' : 'High',
        deptid: one.departmentId === 1 ? 2 : 1,
        cc: ['b@example.com', 'a@example.com'],
        flag: one.flag + 1,
        message: TYPED,
        created: '2026-01-02 03:04:05',
      };
    },
    before: false,
    after: true,
  },
  whmcs_delete_ticket: { call: (state) => ({ ticketid: openTicket(state).id }), before: false, after: true },
  whmcs_log_activity: {
    call: () => ({ description: TYPED, clientid: LANDMARKS.clientWithApostrophe }),
    before: false,
    after: true,
  },
  whmcs_send_email: {
    call: () => ({
      id: LANDMARKS.clientWithApostrophe,
      customtype: 'general',
      customsubject: "It's <new>",
      custommessage: 'x',
    }),
    after: true,
  },
  whmcs_activate_affiliate: {
    call: (state) => ({
      userid: the(state.clients, (one) => !state.affiliates.some(({ clientId }) => clientId === one.id)).id,
    }),
    before: false,
    after: true,
  },
  whmcs_create_quote: {
    call: () => ({
      subject: 'An "offer" & more',
      stage: 'Draft',
      validuntil: '2026-04-03',
      userid: LANDMARKS.clientWithApostrophe,
    }),
    before: false,
    after: true,
  },
  whmcs_accept_quote: {
    call: (state) => ({ quoteid: the(state.quotes, (one) => one.stage === 'Delivered').id }),
    before: false,
    after: true,
  },
  whmcs_delete_quote: { call: (state) => ({ quoteid: the(state.quotes).id }), before: false, after: true },
};

/** Those of the tools that are off unless switched on. */
const deskCases: Readonly<Record<string, Case>> = {
  ...billingDeskCases,
  ...clientsDeskCases,
  ...domainsDeskCases,
  ...servicesDeskCases,
  ...ticketsDeskCases,
};

/** A write without a case of its own is tried by its sample. */
const bySample = (sample: Sample): Case => ({ call: () => sample.least, before: false, after: true });

export const cases: Record<string, Case> = Object.fromEntries(
  writes.map(({ name, sample }) => [name, ownCases[name] ?? deskCases[name] ?? bySample(sample)]),
);
