import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { callingTools, everyTool } from '../every-tool.js';
import { credentialsFor, inProcess, policyFile, sandboxed, temporaryFolder } from '../harness.js';

const NOBODY = 987_654;
const writing = [...callingTools().values()].filter(({ risk }) => risk !== 'read');
const ASKS = {
  version: '1',
  default: 'allow',
  tools: Object.fromEntries(writing.map(({ name }) => [name, { require_approval: true }])),
};

async function start() {
  const sandbox = await sandboxed();
  const agent = await inProcess({
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(ASKS),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_APPROVAL_WAIT: '0',
  });
  return { sandbox, agent, order: sandbox.state.orders[0] as (typeof sandbox.state.orders)[number] };
}

/** A call of the tool on a record that there is none of. */
function onNothing({ names, sample }: (typeof writing)[number]) {
  const args: Record<string, unknown> = { ...sample.least };
  const named = Object.values(names)
    .flat()
    .filter((argument) => typeof args[argument] === 'number');
  for (const argument of named) args[argument] = NOBODY;
  return named.length === 0 ? undefined : args;
}

test('nobody is asked about a record that WHMCS does not have', async () => {
  const { agent, sandbox } = await start();
  const calls = writing.flatMap((tool) => {
    const args = onNothing(tool);
    return args === undefined ? [] : [{ tool, args }];
  });
  expect(calls.length).toBeGreaterThan(20);
  for (const { tool, args } of calls) {
    const { code, text } = await agent.call(tool.name, args);
    expect(code, `${tool.name}: ${text}`).toBe('invalid_arguments');
    expect(text, tool.name).toMatch(
      /was not sent, and nobody was asked\. (?:WHMCS has no \w+ 987654|.*whmcs_get_ticket)/,
    );
    expect(sandbox.requests.map(({ action }) => action)).not.toContain(tool.action);
  }
});

type Seeded = Awaited<ReturnType<typeof start>>['sandbox']['state'];

const invoiceAs =
  (status: string) =>
  ({ invoices: [invoice] }: Seeded) => {
    if (invoice === undefined) throw new Error('no invoice');
    invoice.status = status as never;
    return invoice.id;
  };

const orderAs =
  (status: string) =>
  ({ orders: [order] }: Seeded) => {
    if (order === undefined) throw new Error('no order');
    order.status = status as never;
    return order.id;
  };

/** Errors that WHMCS documents of the state of a record, each with a call that it would answer so, and what is said instead. */
const TOLD_BEFORE: readonly {
  readonly error: string;
  readonly tool: string;
  /** Brings the record about; returns its id. */
  readonly make: (state: Seeded) => number;
  readonly args: (id: number) => Record<string, unknown>;
  readonly says: RegExp;
  /** Where it is no fault of the arguments. */
  readonly code?: string;
}[] = [
  ...(['cancel', 'accept'] as const).flatMap((verb) =>
    ['Active', 'Cancelled'].map((status) => ({
      error: 'Order ID not found or Status not Pending',
      tool: `whmcs_${verb}_order`,
      make: orderAs(status),
      args: (orderid: number) => ({ orderid }),
      says: new RegExp(`WHMCS ${verb}s only Pending orders, and order \\d+ is ${status}\\.`),
    })),
  ),
  {
    error: 'The order status must be in Cancelled or Fraud to be deleted',
    tool: 'whmcs_delete_order',
    make: orderAs('Active'),
    args: (orderid) => ({ orderid }),
    says: /WHMCS deletes only Cancelled and Fraud orders, and order \d+ is Active\./,
  },
  {
    error: 'It is not possible to add a payment to an invoice that is Cancelled',
    tool: 'whmcs_add_payment',
    make: invoiceAs('Cancelled'),
    args: (invoiceid) => ({ invoiceid, amount: '1.00', gateway: 'stripe' }),
    says: /Invoice \d+ is Cancelled, and WHMCS books no payment on it\./,
  },
  {
    error: 'Invoice Not in Unpaid Status',
    tool: 'whmcs_apply_credit',
    make: invoiceAs('Paid'),
    args: (invoiceid) => ({ invoiceid, amount: '1.00' }),
    says: /Invoice \d+ is Paid, and WHMCS pays only Unpaid invoices from credit\./,
  },
  {
    error: 'Amount Exceeds Invoice Balance',
    tool: 'whmcs_apply_credit',
    make: invoiceAs('Unpaid'),
    args: (invoiceid) => ({ invoiceid, amount: '900000.00' }),
    says: /takes no more than that from the credit\./,
  },
  {
    error: 'Amount exceeds customer credit balance',
    tool: 'whmcs_apply_credit',
    make(state) {
      const unpaid = state.invoices.find(({ status }) => status === 'Unpaid');
      for (const client of state.clients) if (client.id === unpaid?.clientId) client.credit = 0;
      return unpaid?.id ?? 0;
    },
    args: (invoiceid) => ({ invoiceid, amount: '1.00' }),
    says: /The client has 0\.00 of credit, which is less than 1\.00\./,
  },
  ...['publish', 'publishandsendemail'].map((how) => ({
    error: 'Invoice must be in Draft status to be published',
    tool: 'whmcs_update_invoice',
    make: invoiceAs('Unpaid'),
    args: (invoiceid: number) => ({ invoiceid, [how]: true }),
    says: /WHMCS publishes only Draft invoices, and invoice \d+ is Unpaid\./,
  })),
  {
    error: 'Unable to accept upgrade order. Previous upgrade invoice for service is still unpaid.',
    tool: 'whmcs_upgrade_product',
    make(state) {
      const of = { productId: 2, billingCycle: 'Monthly', recurring: 1195 };
      state.upgrades.push({ orderId: 1, invoiceId: 1, serviceId: 101, ...of });
      return 101;
    },
    args: (serviceid) => ({ serviceid, type: 'product', newproductid: 3, paymentmethod: 'paypal' }),
    says: /no upgrade of service 101 while the invoice of an earlier one is unpaid\./,
  },
  {
    error: 'Existing Cancellation Request Exists',
    tool: 'whmcs_add_cancel_request',
    make: (state) => state.cancelRequests[0]?.serviceId ?? 0,
    args: (serviceid) => ({ serviceid, type: 'Immediate' }),
    says: /Service \d+ has a cancellation request already\./,
  },
  {
    error: 'Unable to add order when client status is Closed',
    tool: 'whmcs_add_order',
    make(state) {
      const [client] = state.clients;
      if (client !== undefined) client.status = 'Closed';
      return client?.id ?? 0;
    },
    args: (clientid) => ({ clientid, paymentmethod: 'paypal', items: [{ pid: 1 }] }),
    says: /WHMCS takes orders only of Active and Inactive clients, and client \d+ is Closed\./,
  },
  {
    error: 'Invalid Payment Method. Valid options include…',
    tool: 'whmcs_add_order',
    make: (state) => state.clients[1]?.id ?? 0,
    args: (clientid) => ({ clientid, paymentmethod: 'pigeon', items: [{ pid: 1 }] }),
    says: /this WHMCS has no payment method of that name/,
  },
  {
    error: 'Addon ID Not Found',
    tool: 'whmcs_update_client_addon',
    make: (state) => state.addons[0]?.serviceId ?? 0,
    args: (serviceid) => ({ id: 999, serviceid, notes: 'x' }),
    says: /service \d+ has no addon 999/,
  },
  {
    error: 'The Registrar is not active',
    tool: 'whmcs_update_client_domain',
    make: ({ domains }) => domains[0]?.id ?? 0,
    args: (domainid) => ({ domainid, registrar: 'nobody' }),
    says: /no active registrar of that name; it has enom, opensrs, email/,
  },
  {
    error: 'Invoice Not Found or Not Unpaid',
    tool: 'whmcs_capture_payment',
    make: invoiceAs('Paid'),
    args: (invoiceid) => ({ invoiceid }),
    says: /WHMCS charges only Unpaid invoices, and invoice \d+ is Paid\./,
  },
  {
    error: 'User ID does not own the given Invoice ID',
    tool: 'whmcs_add_transaction',
    make: invoiceAs('Paid'),
    args: (invoiceid) => ({ userid: 38, invoiceid, amountout: '1.00', paymentmethod: 'stripe' }),
    says: /Invoice \d+ is not one of client 38\./,
  },
  {
    error: 'Transaction ID must be Unique',
    tool: 'whmcs_add_transaction',
    make: ({ transactions }) => transactions[0]?.clientId ?? 0,
    args: (userid) => ({ userid, amountout: '1.00', paymentmethod: 'stripe', transid: 'first-of-all' }),
    says: /transid: this transaction is already recorded on invoice \d+/,
    code: 'duplicate_call',
  },
  ...['whmcs_update_contact', 'whmcs_delete_contact'].map((tool) => ({
    error: 'Contact ID Not Found',
    tool,
    make: ({ contacts }: Seeded) => contacts[0]?.id ?? 0,
    args: (contactid: number) => ({
      contactid,
      clientid: LANDMARKS.clientWithCredit,
      ...(tool === 'whmcs_update_contact' && { city: 'Newtown' }),
    }),
    says: /contactid: client \d+ has no contact \d+\. Nothing was sent\./,
  })),
  {
    error: 'User Not Found',
    tool: 'whmcs_reset_password',
    make: ({ users }) => users[0]?.id ?? 0,
    args: (id) => ({ clientid: LANDMARKS.clientWithCredit, id }),
    says: /id: client \d+ has no login user with id \d+;/,
  },
];

/** Those that are not told before a person is asked, and why not. */
const LEFT_TO_WHMCS: Readonly<Record<string, string>> = {
  'Service not assigned to a module':
    'no read of a service shows its module, and few API roles may read products',
  'Email Template not found': 'names of templates are told apart in ways that nobody documents',
  'Email Template is disabled': 'no read shows it',
  'The custom variables you provided are invalid.': 'what a template takes is documented nowhere',
  'Duplicate Email Address': 'whether it stands for the same address is for WHMCS to say',
  'A user already exists with that email address': 'no read finds users by their address for certain',
  'The email address entered is not available for use.': 'what WHMCS bans is in no read',
  'You did not provide required custom field value for…': 'no read lists the fields',
  'Invalid Owner User ID': 'no read of users is among the tools',
  'The system cannot find the provided user ID.': 'no read of users is among the tools',
  'Contact ID Not Found': 'a contact is looked at where it matters, for whom it belongs to',
  'Department ID not found': 'departments are listed as far as the credential belongs to them',
  'Invalid Ticket Status…': 'WHMCS names those that there are',
  'Invalid Ticket Status': 'the same',
  'An invalid configuration was detected with the registrar module…': 'it is in the module',
  'You must have at least one email address enabled…': 'it hangs on the contacts, too',
  'Unable to generate ticket number': 'it is in WHMCS',
  'Addon ID invalid': 'no read lists the addons of the shop',
  'Service ID not owned by Client ID provided': 'the tool orders no addons alone, and renews nothing',
  "Domain status is set to '…": 'the same',
  'Domain not owned by Client ID provided': 'the same',
  'Service ID …': 'the same',
  'No items added to cart so order cannot proceed': 'the arguments have an item',
  'Expecting parameter …': 'the arguments are sent as lists',
  'Invalid Upgrade Type': 'the arguments have no other',
  'Nothing to Update': 'the arguments have something to change',
  'No Active Fraud Module': 'no read shows it',
  'Admin ID Not Found': 'no tool names one',
  'Currency ID Not Found': 'the same',
  'Currency ID does not match Client currency': 'the same',
};
/** What the arguments alone tell, and what is said of each record that a call names. */
const OF_ARGUMENTS =
  /required$|country required|^You did not enter|(?:was|is) not valid$|^Email Address Invalid$|^Invalid (?:Stage|Ticket Priority|Date|IDN|telephone|message|status)|is required|are required|in the future$|greater than zero$|must provide|^Cannot create and send|^Type can only be|^No Amount|decimal format|^Invalid (?:Invoice Action|Unit)|^Recurring must have|can not be empty$|^Please (?:provide|enter)/i;
const ABSENT =
  /^(?:Order|Quote|Invoice|Client|Service|Ticket|Domain)(?: ID)? not found$|^Ticket ID Invalid$|^Invalid Merge Ticket IDs/i;

test('each error of a state that WHMCS documents is told before, or left to WHMCS for a reason', () => {
  const told = new Set(TOLD_BEFORE.map(({ error }) => error));
  const known = (error: string) =>
    told.has(error) ||
    Object.keys(LEFT_TO_WHMCS).some((one) => one.toLowerCase() === error.toLowerCase()) ||
    ABSENT.test(error) ||
    OF_ARGUMENTS.test(error);
  const unknown = writing.flatMap(({ name, errors }) =>
    (errors?.nothingBegun ?? []).filter((error) => !known(error)).map((error) => `${name}: ${error}`),
  );
  expect(unknown).toEqual([]);
});

test.each(TOLD_BEFORE)(
  '$tool is refused before anybody is asked: $error',
  async ({ error, tool, make, args, says, code: wanted = 'invalid_arguments' }) => {
    const { agent, sandbox } = await start();
    for (const one of sandbox.state.transactions.slice(0, 1)) one.transId = 'first-of-all';
    const { code, text } = await agent.call(tool, args(make(sandbox.state)));
    expect(code, text).toBe(wanted);
    expect(text).toMatch(says);
    const row = everyTool().get(tool);
    expect(row?.errors?.nothingBegun).toContain(error);
    // To work out a price is no call of it.
    const calls = sandbox.requests.filter(({ params }) => params.calconly !== '1');
    expect(calls.map(({ action }) => action)).not.toContain(row?.action);
  },
);

test('nobody is asked about what the checks of a tool refuse', async () => {
  const { agent, sandbox } = await start();
  const invoice = sandbox.state.invoices.find(({ status }) => status === 'Unpaid');
  const { code, text } = await agent.call('whmcs_create_invoice', {
    userid: invoice?.clientId,
    items: [{ description: 'Work', amount: '5.00', taxed: false }],
    paymentmethod: 'pigeon',
  });
  expect(code, text).toBe('invalid_arguments');
  expect(text).toContain('this WHMCS has no payment method of that name');
});

describe('what WHMCS may take asks a person:', () => {
  test.each([
    ['whmcs_cancel_order', 'Pending'],
    ['whmcs_accept_order', 'Pending'],
    ['whmcs_delete_order', 'Fraud'],
    ['whmcs_cancel_order', 'Waiting for papers'],
    ['whmcs_delete_order', 'Waiting for papers'],
  ] as const)('%s on one that is %s, which WHMCS may take, asks a person', async (tool, status) => {
    const { agent, order } = await start();
    order.status = status as never;
    expect((await agent.call(tool, { orderid: order.id })).code).toBe('approval_required');
  });

  test.each([
    ['Draft', { publish: true }],
    ['Unpaid', { status: 'Draft', publish: true }],
    ['Seen by the boss', { publish: true }],
    ['Unpaid', { notes: 'Thank you' }],
  ])('whmcs_update_invoice on one that is %s, with %j', async (status, change) => {
    const { agent, sandbox } = await start();
    const invoiceid = invoiceAs(status)(sandbox.state);
    const { code, text } = await agent.call('whmcs_update_invoice', { invoiceid, ...change });
    expect(code, text).toBe('approval_required');
  });
});
