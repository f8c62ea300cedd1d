import { expect, test } from 'vitest';
import type { Moment } from '../../src/catalog/index.js';
import { LANDMARKS, SANDBOX_NOW } from '../../src/sandbox/index.js';
import { cases, domain, invoice, openTicket, service } from './cases.js';
import { staged, the, toolNamed } from './stage.js';

const at: Moment = { left: SANDBOX_NOW, now: SANDBOX_NOW, timezone: 'UTC' };
const reply = (message: string, date: string) => ({
  result: 'success',
  ticketid: '5',
  replies: {
    reply: [
      { replyid: '0', message, date },
      { replyid: '7', message, date },
    ],
  },
});
const tells = (tool: string, body: Record<string, unknown>, args: Record<string, unknown>, moment = at) =>
  toolNamed(tool).readBack?.tells(body, args, moment).done;

test('a reply counts within ten minutes of the call, and on a wrong clock proves nothing', () => {
  const told = (date: string, moment = at) =>
    tells('whmcs_add_ticket_reply', reply('Hi', date), { ticketid: 5, message: 'Hi' }, moment);
  expect(told('2026-03-02 09:21:00')).toBe(true);
  expect(told('2026-03-02 09:39:00')).toBe(true);
  expect(told('2026-03-02 09:41:00')).toBe(undefined);
  expect(told('2026-03-01 19:30:00')).toBe(undefined);
  expect(told('2026-02-01 09:30:00')).toBe(false);
  expect(told('yesterday')).toBe(undefined);
  expect(told('2026-03-02 04:30:00', { ...at, timezone: 'America/New_York' })).toBe(true);
  expect(told('2026-03-02 09:30:00', { ...at, timezone: 'America/New_York' })).toBe(undefined);
});

test('a call long under way counts from when it left to now', () => {
  const later = { ...at, now: new Date(SANDBOX_NOW.getTime() + 3_600_000) };
  const told = (date: string) =>
    tells('whmcs_add_ticket_reply', reply('Hi', date), { ticketid: 5, message: 'Hi' }, later);
  expect(told('2026-03-02 10:10:00')).toBe(true);
});

test('another reply of the same minute leaves it open, and another ticket is no answer', () => {
  const now = '2026-03-02 09:30:00';
  expect(tells('whmcs_add_ticket_reply', reply('Bye', now), { ticketid: 5, message: 'Hi' })).toBe(undefined);
  expect(tells('whmcs_add_ticket_reply', reply('Bye', now), { ticketid: 6, message: 'Hi' })).toBe(undefined);
  expect(tells('whmcs_add_ticket_reply', reply('Hi', now), { ticketid: 6, message: 'Hi' })).toBe(undefined);
  // The opening message is no reply.
  const opening = { ...reply('Hi', now), replies: { reply: [{ replyid: '0', message: 'Hi', date: now }] } };
  expect(tells('whmcs_add_ticket_reply', opening, { ticketid: 5, message: 'Hi' })).toBe(false);
});

test('a backdated reply is looked for at its own time', () => {
  const args = { ticketid: 5, message: 'Hi', created: '2026-01-02T03:04:05+02:00' };
  expect(tells('whmcs_add_ticket_reply', reply('Hi', '2026-01-02 01:04:05'), args)).toBe(true);
  expect(tells('whmcs_add_ticket_reply', reply('Hi', '2026-01-02 03:04:05'), args)).toBe(undefined);
  expect(tells('whmcs_add_ticket_reply', reply('Hi', '2026-01-02 01:07:09'), args)).toBe(false);
});

// What is made by content can't be told from what the earlier call made.
const MADE = [
  'whmcs_create_invoice',
  'whmcs_apply_credit',
  'whmcs_open_ticket',
  'whmcs_add_ticket_reply',
  'whmcs_add_ticket_note',
  'whmcs_log_activity',
  'whmcs_send_email',
  'whmcs_create_quote',
];
test.each(MADE)('%s on purpose again is not told by what the first call left', async (tool) => {
  const { sandbox, make, lookUp } = await staged();
  const call = { tool, args: cases[tool]?.call(sandbox.state) ?? {} };
  await make(call);
  const again = await lookUp({ tool, args: { ...call.args, repeat_of: 'call-1' } });
  expect(again?.done, again?.says).toBe(undefined);
});

test('lines added again are not told by the lines of the first call', async () => {
  const { sandbox, make, lookUp } = await staged();
  const args = {
    invoiceid: invoice(sandbox.state).id,
    newitems: [{ description: 'Extra', amount: '1.00' }],
  };
  await make({ tool: 'whmcs_update_invoice', args });
  expect((await lookUp({ tool: 'whmcs_update_invoice', args }))?.done).toBe(true);
  const again = await lookUp({ tool: 'whmcs_update_invoice', args: { ...args, repeat_of: 'call-1' } });
  expect(again?.done).toBe(undefined);
});

test('a filter that WHMCS ignores shows other records, and proves nothing', () => {
  const others = (list: string, inner: string, row: Record<string, unknown>) => ({
    result: 'success',
    totalresults: 1,
    [list]: { [inner]: [row] },
  });
  const order = others('orders', 'order', { id: 9, status: 'Cancelled' });
  expect(tells('whmcs_delete_order', order, { orderid: 8 })).toBe(undefined);
  expect(tells('whmcs_cancel_order', order, { orderid: 8 })).toBe(undefined);
  expect(
    tells('whmcs_delete_quote', others('quotes', 'quote', { id: 9, stage: 'Lost' }), { quoteid: 8 }),
  ).toBe(undefined);
  const affiliate = others('affiliates', 'affiliate', { id: 1, clientid: 9 });
  expect(tells('whmcs_activate_affiliate', affiliate, { userid: 8 })).toBe(undefined);
  expect(tells('whmcs_delete_ticket', { ticketid: '9' }, { ticketid: 8 })).toBe(undefined);
  expect(tells('whmcs_delete_client', { client: { id: 9 }, id: 9 }, { clientid: 8 })).toBe(undefined);
});

test('an answer without data proves nothing', async () => {
  const { sandbox } = await staged();
  for (const [name, it] of Object.entries(cases)) {
    const tool = toolNamed(name);
    const parsed = tool.parse(it.call(sandbox.state));
    if ('problems' in parsed) throw new Error(parsed.problems.join());
    const { invoiceid, ticketid, clientid } = parsed.values;
    const named = { invoiceid, ticketid, id: clientid, client: null };
    const lists = ['orders', 'products', 'domains', 'quotes', 'tickets', 'replies', 'activity', 'clients'];
    const spoiled = Object.fromEntries([...lists, 'items', 'transactions'].map((list) => [list, 'none']));
    for (const body of [
      {},
      { totalresults: 3 },
      named,
      { ...named, ...spoiled },
      { ...named, totalresults: 2 },
    ]) {
      const told = tool.readBack?.tells({ result: 'success', ...body }, parsed.values, at);
      // That the record is there is all that these say.
      if (/still there/.test(told?.says ?? '')) expect(told?.done).toBe(false);
      else expect(told?.done, `${name} ${JSON.stringify(body)} ${told?.says}`).toBe(undefined);
    }
  }
});

test('what servers, registrars and gateways may have done first is not told by a status that comes last', async () => {
  const { sandbox, lookUp } = await staged();
  const { state } = sandbox;
  const told = async (tool: string, args: Record<string, unknown>) => (await lookUp({ tool, args }))?.done;
  const orderid = LANDMARKS.pendingOrder;
  expect(await told('whmcs_accept_order', { orderid })).toBe(false);
  expect(await told('whmcs_accept_order', { orderid, autosetup: true })).toBe(undefined);
  expect(await told('whmcs_accept_order', { orderid, sendregistrar: true })).toBe(undefined);
  expect(await told('whmcs_cancel_order', { orderid, cancelsub: true })).toBe(undefined);
  expect(await told('whmcs_fraud_order', { orderid, cancelsub: true })).toBe(undefined);
  expect(await told('whmcs_module_terminate', { serviceid: service(state, 'Active').id })).toBe(undefined);
  expect(await told('whmcs_register_domain', { domainid: domain(state, 'Pending').id })).toBe(undefined);
});

test('a state that held before reads as done, and another reason or part of the values as open', async () => {
  const { sandbox, lookUp } = await staged();
  const { state } = sandbox;
  const told = async (tool: string, args: Record<string, unknown>) => (await lookUp({ tool, args }))?.done;
  const closed = the(state.tickets, (one) => one.status === 'Closed');
  expect(await told('whmcs_update_ticket', { ticketid: closed.id, status: 'Closed' })).toBe(true);
  const half = { ticketid: closed.id, status: 'Closed', subject: 'quite another' };
  expect(await told('whmcs_update_ticket', half)).toBe(undefined);
  const serviceid = service(state, 'Suspended').id;
  expect(await told('whmcs_module_suspend', { serviceid })).toBe(true);
  expect(await told('whmcs_module_suspend', { serviceid, suspendreason: 'another' })).toBe(undefined);
  const unshown = { ticketid: openTicket(state).id, preventClientClosure: true };
  expect(await told('whmcs_update_ticket', unshown)).toBe(undefined);
});

test('a client found by the address that the call replaces is looked for under the new one', async () => {
  const { sandbox, make, lookUp } = await staged();
  const client = the(sandbox.state.clients, (one) => one.status === 'Active');
  const args = { clientemail: client.email, email: 'moved@example.org', city: 'Newtown' };
  expect((await lookUp({ tool: 'whmcs_update_client', args }))?.done).toBe(false);
  await make({ tool: 'whmcs_update_client', args });
  expect((await lookUp({ tool: 'whmcs_update_client', args }))?.done).toBe(true);
  // Somebody else may have had that address before.
  const { city: _city, ...address } = args;
  expect((await lookUp({ tool: 'whmcs_update_client', args: address }))?.done).toBe(undefined);
});

test('credit that was on the invoice before, or a payment beside it, leaves credit open', async () => {
  const { sandbox, make, lookUp } = await staged();
  const { id } = the(
    sandbox.state.invoices,
    (one) => one.status === 'Unpaid' && one.clientId === LANDMARKS.clientWithCredit,
  );
  const call = { tool: 'whmcs_apply_credit', args: { invoiceid: id, amount: '1.00' } };
  await make(call);
  expect((await lookUp({ ...call, args: { ...call.args, amount: '2.00' } }))?.done).toBe(undefined);
  const paid = the(
    sandbox.state.invoices,
    (one) => one.status === 'Unpaid' && one.credit === 0 && one.id !== id,
  );
  const payment = { invoiceid: paid.id, transid: 'T-1', gateway: 'paypal', amount: '0.50' };
  await make({ tool: 'whmcs_add_payment', args: payment });
  const beside = { tool: 'whmcs_apply_credit', args: { invoiceid: paid.id, amount: '1.00' } };
  expect((await lookUp(beside))?.done).toBe(undefined);
});

test('mail that names no client is not looked for', async () => {
  const { sandbox, lookUp } = await staged();
  const { id } = the(sandbox.state.clients);
  expect(
    await lookUp({ tool: 'whmcs_send_email', args: { id, messagename: 'Client Signup Email' } }),
  ).toBeUndefined();
});

test('a mail counts for its own client, its own subject and its own time', () => {
  const args = { id: 7, customtype: 'general', customsubject: 'Hello' };
  const entry = { clientId: 7, date: '2026-03-02 09:30:00', description: 'Email Sent to A B (Hello)' };
  const told = (changed: Record<string, unknown>) =>
    tells('whmcs_send_email', { activity: { entry: [{ ...entry, ...changed }] } }, args);
  expect(told({})).toBe(true);
  expect(told({ clientId: 8 })).toBe(undefined);
  expect(told({ date: '2026-03-02 08:30:00' })).toBe(undefined);
  expect(told({ description: 'Email Sent to A B (Hello again)' })).toBe(undefined);
  expect(told({ description: 'Email failed to A B (Hello)' })).toBe(undefined);
});

test('an invoice is told by its sum, with taxes inside or outside, of its own client and day', () => {
  const args = { userid: 7, items: [{ amount: '10.00' }, { amount: '9.99' }] };
  const row = {
    id: 9,
    userid: 7,
    date: '2026-03-02',
    created_at: '2026-03-02 09:30:00',
    subtotal: '19.99',
    tax: '3.80',
    tax2: '0.00',
  };
  const told = (changed: Record<string, unknown>, more = {}) =>
    tells(
      'whmcs_create_invoice',
      { totalresults: 1, invoices: { invoice: [{ ...row, ...changed }] } },
      { ...args, ...more },
    );
  expect(told({})).toBe(true);
  expect(told({ subtotal: '16.80', tax: '3.19' })).toBe(true);
  expect(told({ subtotal: '20.00' })).toBe(undefined);
  expect(told({ userid: 8 })).toBe(false);
  expect(told({}, { date: '2026-03-01' })).toBe(undefined);
  expect(told({ created_at: '2026-01-01 09:30:00' })).toBe(false);
  expect(told({ created_at: undefined })).toBe(undefined);
});

test('an amount counts for its value, to the last place, in whatever digits WHMCS writes it', () => {
  const held = (credit: unknown) =>
    tells(
      'whmcs_update_invoice',
      { invoiceid: 7, status: 'Unpaid', credit },
      { invoiceid: 7, credit: '12.30' },
    );
  expect(['12.30', '12.3', '12.3000', 12.3].map(held)).toEqual([true, true, true, true]);
  expect(['12.31', '12.2999', '0.00'].map(held)).toEqual([false, false, false]);
  expect(['', 'n/a', undefined].map(held)).toEqual([undefined, undefined, undefined]);
});

test('an invoice with other lines, or without a subtotal, is not the one that was made', () => {
  const items = [
    { description: 'a', amount: '0.10', taxed: true },
    { description: 'b', amount: '0.20', taxed: false },
  ];
  const made = (sums: Record<string, unknown>) =>
    tells(
      'whmcs_create_invoice',
      {
        totalresults: 1,
        invoices: { invoice: [{ id: 9, userid: 7, created_at: '2026-03-02 09:30:00', ...sums }] },
      },
      { userid: 7, items },
    );
  expect(made({ subtotal: '0.30', tax: '0.02', tax2: '0.00' })).toBe(true);
  // Prices include taxes.
  expect(made({ subtotal: '0.28', tax: '0.02', tax2: '0.00' })).toBe(true);
  expect(made({ subtotal: '0.29', tax: '0.02', tax2: '0.00' })).not.toBe(true);
  expect(made({ subtotal: '0.20', tax: '0.00', tax2: '0.00' })).not.toBe(true);
  expect(made({ tax: '0.30', tax2: '0.00' })).not.toBe(true);
});

test('lines of an invoice that changed in part are not taken for unchanged', () => {
  const { readBack } = toolNamed('whmcs_update_invoice');
  const there = [
    { id: 1, description: 'Hosting', amount: '5.00' },
    { id: 2, description: 'Setup', amount: '9.00' },
  ];
  const lines = (...rows: object[]) => ({ invoiceid: 7, status: 'Draft', items: { item: rows } });
  const told = (args: object, reply: Record<string, unknown>, more = {}) =>
    readBack?.tells(reply, { invoiceid: 7, ...args }, { ...at, ...more }).done;
  const added = {
    newitems: [
      { description: 'Setup', amount: '9.00' },
      { description: 'Move', amount: '1.00' },
    ],
  };
  expect(told(added, lines(there[0] ?? {}))).toBe(false);
  expect(told(added, lines(...there))).toBeUndefined();
  const gone = { deletelineids: [1, 2] };
  expect(told(gone, lines(...there))).toBe(false);
  expect(told(gone, lines(there[1] ?? {}))).toBeUndefined();
  expect(told(gone, lines())).toBe(true);
  // What is not shown may have been changed before the error.
  const both = { status: 'Unpaid', notes: 'Ask first' };
  expect(told(both, { ...lines(), notes: 'Old' })).toBe(false);
  expect(told(both, { ...lines(), notes: 'Old' }, { toldError: true })).toBeUndefined();
  expect(told({ status: 'Unpaid' }, lines(), { toldError: true })).toBe(false);
});

test('a quote whose acceptance ended in an error may have its invoice without being Accepted', () => {
  const { readBack } = toolNamed('whmcs_accept_quote');
  const quote = { totalresults: 1, quotes: { quote: [{ id: 7, stage: 'Delivered' }] } };
  expect(readBack?.tells(quote, { quoteid: 7 }, at).done).toBe(false);
  expect(readBack?.tells(quote, { quoteid: 7 }, { ...at, toldError: true }).done).toBeUndefined();
});
