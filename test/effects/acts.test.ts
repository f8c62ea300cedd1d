import { describe, expect, test } from 'vitest';
import type { ReadAction } from '../../src/catalog/index.js';
import { LANDMARKS, type Sandbox } from '../../src/sandbox/index.js';
import type { Effect } from '../../src/terms.js';
import { everyTool } from '../every-tool.js';
import { sandboxed } from '../harness.js';
import { ask as askSandbox } from '../sandbox/caller.js';

type Args = Record<string, unknown>;
type Act = readonly [tool: string, args: Args, effects: readonly Effect[]];

function asking(sandbox: Sandbox) {
  const asked: string[] = [];
  const ask = async (action: ReadAction, params: Args) => {
    asked.push(action);
    return (await askSandbox(sandbox, action, params as Record<string, string>)) as Record<string, unknown>;
  };
  return { ask, asked };
}

async function effectsOf(sandbox: Sandbox, tool: string, args: Args) {
  const found = everyTool().get(tool);
  const parsed = found?.parse(args);
  if (found === undefined || parsed === undefined || 'problems' in parsed)
    throw new Error(`${tool}: ${JSON.stringify(parsed)}`);
  const { ask, asked } = asking(sandbox);
  const effects = await found.readEffects({ values: parsed.values, ask, now: new Date() });
  return { effects, asked };
}

const line = [{ description: 'x', amount: '5.00' }];
const quote = { subject: 'x', validuntil: '2027-01-01', userid: 2 };

const EVERYDAY: readonly Act[] = [
  ['whmcs_add_ticket_note', { ticketid: 1, message: 'x' }, []],
  ['whmcs_update_ticket', { ticketid: 1, status: 'Closed', priority: 'High', deptid: 1, flag: 1 }, []],
  ['whmcs_update_client', { clientid: 2, phonenumber: '1', address1: 'x', city: 'y', postcode: 'z' }, []],
  ['whmcs_update_client', { clientid: 2, notes: 'x', language: 'english', marketingoptin: true }, []],
  ['whmcs_add_ticket_reply', { ticketid: 1, message: 'x', status: 'Answered' }, ['mail']],
  ['whmcs_send_email', { id: 1, messagename: 'Invoice Payment Reminder' }, ['mail']],
  ['whmcs_create_invoice', { userid: 2, items: line, draft: true }, []],
  ['whmcs_create_invoice', { userid: 2, items: line, status: 'Draft' }, []],
  ['whmcs_update_invoice', { invoiceid: 1, notes: '' }, []],
  ['whmcs_update_domain_lock_status', { domainid: 201, lockstatus: true }, ['registrar']],
  ['whmcs_create_quote', { ...quote, stage: 'Draft' }, []],
];

const BILLING: readonly Act[] = [
  ['whmcs_create_invoice', { userid: 2, items: line }, ['money']],
  ['whmcs_create_invoice', { userid: 2, items: line, status: 'Cancelled' }, ['money']],
  [
    'whmcs_create_invoice',
    { userid: 2, items: line, draft: true, autoapplycredit: true },
    ['mail', 'money', 'provisioning', 'irreversible'],
  ],
  ...(
    [
      { status: 'Unpaid' },
      { status: 'Cancelled' },
      { newitems: line },
      { newitems: [{ description: 'x', amount: '-50.00' }] },
      { deletelineids: [1] },
      { items: [{ id: 1, description: 'x', amount: '1.00', taxed: false }] },
      { taxrate: '0' },
      { taxrate2: '5' },
      { credit: '0' },
      { duedate: '2027-01-01' },
      { date: '2020-01-01' },
      { datepaid: '2020-01-01' },
      { paymentmethod: 'paypal' },
      { publish: true },
    ] as const
  ).map((args): Act => ['whmcs_update_invoice', { invoiceid: 1, ...args }, ['money']]),
  ['whmcs_update_invoice', { invoiceid: 1, publishandsendemail: true }, ['mail', 'money']],
  ['whmcs_create_quote', { ...quote, stage: 'Lost' }, ['mail']],
  ['whmcs_create_quote', { ...quote, stage: 'Delivered' }, ['mail', 'money']],
  ['whmcs_create_quote', { ...quote, stage: 'On Hold' }, ['mail', 'money']],
  ['whmcs_create_quote', { ...quote, stage: 'Accepted' }, ['mail', 'money']],
  ['whmcs_accept_quote', { quoteid: 1 }, ['mail', 'money', 'irreversible']],
];

const work = { clientid: 2, description: 'x', amount: '5.00', unit: 'hours', invoiceaction: 'noinvoice' };
const newLine = [{ desc: 'x', up: '5.00' }];

const BOOKS: readonly Act[] = [
  ['whmcs_add_credit', { clientid: 2, type: 'add', amount: '5.00', description: 'x' }, ['money']],
  ['whmcs_add_transaction', { userid: 2, paymentmethod: 'x', amountout: '5.00' }, ['money', 'irreversible']],
  ['whmcs_update_transaction', { transactionid: 5001, userid: 2, description: 'x' }, ['money']],
  ['whmcs_capture_payment', { invoiceid: 1 }, ['mail', 'money', 'provisioning', 'irreversible']],
  ['whmcs_add_billable_item', work, ['money', 'irreversible']],
  ['whmcs_generate_invoices', { clientid: 2 }, ['mail', 'money', 'irreversible']],
  ['whmcs_generate_invoices', { clientid: 2, noemails: true }, ['money', 'irreversible']],
  // 501 is a draft, 502 was mailed.
  ['whmcs_send_quote', { quoteid: 501 }, ['mail', 'money']],
  ['whmcs_send_quote', { quoteid: 502 }, ['mail']],
  ['whmcs_update_quote', { quoteid: 501, lineitems: newLine, validuntil: '2027-01-01', subject: 'x' }, []],
  ['whmcs_update_quote', { quoteid: 502, adminnotes: 'x' }, []],
  ['whmcs_update_quote', { quoteid: 502, proposal: 'x' }, ['mail']],
  ['whmcs_update_quote', { quoteid: 502, lineitems: newLine }, ['mail', 'money']],
  ['whmcs_update_quote', { quoteid: 501, stage: 'Delivered' }, ['mail', 'money']],
  ['whmcs_update_quote', { quoteid: 502, stage: 'Draft' }, ['money']],
  // 503 was accepted.
  ['whmcs_update_quote', { quoteid: 503, adminnotes: 'x' }, []],
  ['whmcs_update_quote', { quoteid: 503, proposal: 'x' }, ['mail', 'impersonation']],
  ['whmcs_update_quote', { quoteid: 503, lineitems: newLine }, ['mail', 'money', 'impersonation']],
];

/** Who gets invoices and support mails. */
const contact = { contactid: 31, clientid: 14 };

const CLIENTS: readonly Act[] = [
  ['whmcs_update_client', { clientid: 2, email: 'thief@example.net' }, ['control']],
  ['whmcs_update_client', { clientid: 2, status: 'Closed' }, ['control']],
  ['whmcs_update_client', { clientid: 2, email_preferences: { general: false } }, ['control']],
  ['whmcs_update_client', { clientid: 2, clearcreditcard: true }, ['money', 'irreversible']],
  ['whmcs_update_client', { clientid: 2, currency: 2 }, ['money']],
  ['whmcs_update_client', { clientid: 2, taxexempt: true }, ['money']],
  ['whmcs_update_client', { clientid: 2, country: 'US' }, ['money']],
  ['whmcs_update_client', { clientid: 2, latefeeoveride: true }, ['money']],
  ['whmcs_update_client', { clientid: 2, overideduenotices: true }, ['money']],
  ['whmcs_update_client', { clientid: 2, disableautocc: true }, ['money']],
  ['whmcs_delete_client', { clientid: 2 }, ['money', 'irreversible']],
  ['whmcs_add_contact', { clientid: 2, firstname: 'x' }, ['control']],
  ['whmcs_update_contact', { ...contact, city: 'x' }, []],
  ['whmcs_update_contact', { ...contact, email_preferences: { invoice: true, domain: false } }, []],
  ['whmcs_update_contact', { ...contact, email_preferences: { domain: true } }, ['control']],
  ['whmcs_update_contact', { ...contact, email: 'thief@example.net' }, ['control']],
  ['whmcs_delete_contact', contact, ['control', 'irreversible']],
  ['whmcs_reset_password', { clientid: 2, id: 602 }, ['mail', 'control', 'irreversible', 'secret']],
  ['whmcs_add_client_note', { userid: 2, notes: 'x' }, ['irreversible']],
  ['whmcs_close_client', { clientid: 2 }, ['money', 'control', 'irreversible']],
];

const SUPPORT: readonly Act[] = [
  [
    'whmcs_open_ticket',
    { deptid: 1, subject: 'x', message: 'x', clientid: 2, noemail: true },
    ['impersonation'],
  ],
  [
    'whmcs_add_ticket_reply',
    { ticketid: 1, message: 'x', clientid: 2, noemail: true },
    ['mail', 'impersonation'],
  ],
  [
    'whmcs_add_ticket_reply',
    { ticketid: 1, message: 'x', name: 'A', email: 'a@example.com' },
    ['mail', 'impersonation'],
  ],
  [
    'whmcs_add_ticket_reply',
    { ticketid: 1, message: 'x', created: '2020-01-01 10:00:00' },
    ['mail', 'impersonation'],
  ],
  ['whmcs_add_ticket_note', { ticketid: 1, message: 'x', created: '2020-01-01 10:00:00' }, ['impersonation']],
  ['whmcs_update_ticket', { ticketid: 404, userid: 99_999 }, ['control']],
  ['whmcs_update_ticket', { ticketid: 404, cc: ['thief@example.net'] }, ['control']],
  ['whmcs_update_ticket', { ticketid: 404, email: 'thief@example.net' }, ['control']],
  ['whmcs_update_ticket', { ticketid: 1, message: 'x' }, ['impersonation']],
  ['whmcs_log_activity', { description: 'x' }, ['impersonation', 'irreversible']],
  ['whmcs_send_email', { id: 1, messagename: 'Hosting Account Welcome Email' }, ['mail', 'secret']],
];

const HOSTING: readonly Act[] = [
  ['whmcs_update_domain_lock_status', { domainid: 201, lockstatus: false }, ['control', 'registrar']],
  [
    'whmcs_update_domain_nameservers',
    { domainid: 201, nameservers: ['a.example.net', 'b.example.net'] },
    ['control', 'registrar'],
  ],
  ['whmcs_transfer_domain', { domainid: 201 }, ['mail', 'money', 'registrar', 'irreversible']],
  ['whmcs_accept_order', { orderid: 1, sendregistrar: true }, ['money', 'registrar', 'irreversible']],
  ['whmcs_accept_order', { orderid: 1, serviceusername: 'x' }, ['irreversible', 'secret']],
  ['whmcs_module_change_password', { serviceid: 1 }, ['control', 'provisioning', 'irreversible', 'secret']],
];

describe.each([
  ['everyday work', EVERYDAY],
  ['billing', BILLING],
  ['books', BOOKS],
  ['clients', CLIENTS],
  ['support', SUPPORT],
  ['hosting', HOSTING],
])('%s', (_area, acts) => {
  test.each(acts)('%s %j: %j', async (tool, args, effects) => {
    expect((await effectsOf(await sandboxed(), tool, args)).effects).toEqual(effects);
  });
});

test('everyday work reads nothing for its effects', async () => {
  const sandbox = await sandboxed();
  for (const [tool, args] of EVERYDAY) expect((await effectsOf(sandbox, tool, args)).asked, tool).toEqual([]);
});

test('an address given as it is changes nothing; in other letters it does', async () => {
  const sandbox = await sandboxed();
  const email = sandbox.state.clients.find(({ id }) => id === 2)?.email ?? '';
  const told = async (address: string) =>
    (await effectsOf(sandbox, 'whmcs_update_client', { clientid: 2, email: address })).effects;
  expect(await told(email)).toEqual([]);
  expect(await told(email.toUpperCase())).toEqual(['control']);
  expect(await told(`${email}.`)).toEqual(['control']);
  const unseen = { clientid: 2, email: `\u200b${email}` };
  expect(everyTool().get('whmcs_update_client')?.parse(unseen)).toHaveProperty('problems');
});

describe('an order', () => {
  const orderWhere = (sandbox: Sandbox, fits: (statuses: readonly string[]) => boolean) =>
    sandbox.state.orders.find(({ id }) =>
      fits(sandbox.state.services.filter(({ orderId }) => orderId === id).map(({ status }) => status)),
    )?.id;

  test('with a running service can not be set back', async () => {
    const sandbox = await sandboxed();
    const orderid = orderWhere(sandbox, (statuses) => statuses.includes('Active'));
    const { effects } = await effectsOf(sandbox, 'whmcs_pending_order', { orderid });
    expect(effects).toEqual(['irreversible']);
  });

  test('of which nothing is in use can', async () => {
    const { effects } = await effectsOf(await sandboxed(), 'whmcs_pending_order', {
      orderid: LANDMARKS.pendingOrder,
    });
    expect(effects).toEqual([]);
  });
});
