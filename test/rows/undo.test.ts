import { expect, test } from 'vitest';
import type { CallView } from '../../src/audit/index.js';
import type { CallOf } from '../../src/catalog/index.js';
import { createUndo } from '../../src/guard/undo.js';
import { LANDMARKS, type State } from '../../src/sandbox/index.js';
import { openStore } from '../../src/store/index.js';
import { required } from '../recorder.js';
import { cases, domain, invoice, openTicket, service } from './cases.js';
import { catalog, reversal, staged, the, toolNamed } from './stage.js';
import { callView } from './views.js';

type Part = 'clients' | 'invoices' | 'tickets' | 'services' | 'domains' | 'orders' | 'quotes' | 'users';

/** What a record is, without the traces that any change leaves. */
function stateOf(state: State, part: Part): unknown[] {
  return (structuredClone(state[part]) as unknown as Record<string, unknown>[]).map((record) => {
    const { updatedAt: _at, ...rest } = record;
    return rest;
  });
}

async function undone(tool: string, argsOf: (state: State) => CallOf['args'], parts: readonly Part[]) {
  const stage = await staged();
  const call = { tool, args: argsOf(stage.sandbox.state) };
  const former = parts.map((part) => stateOf(stage.sandbox.state, part));
  const kept = await stage.keep(call);
  const result = await stage.make(call);
  const changed = parts.map((part) => stateOf(stage.sandbox.state, part));
  expect(changed).not.toEqual(former);
  const back = reversal(call, kept, result);
  if (typeof back === 'string') throw new Error(back);
  await stage.make(back);
  return { stage, former, back, now: parts.map((part) => stateOf(stage.sandbox.state, part)) };
}

const argsOf = (tool: string) => (state: State) => cases[tool]?.call(state) ?? {};

test.each<[string, Part[], ((state: State) => CallOf['args'])?]>([
  ['whmcs_add_client', ['clients', 'users']],
  ['whmcs_cancel_order', ['services', 'domains', 'orders']],
  ['whmcs_fraud_order', ['services', 'domains', 'orders']],
  ['whmcs_module_suspend', ['services']],
  ['whmcs_module_unsuspend', ['services']],
  ['whmcs_update_domain_nameservers', ['domains']],
  ['whmcs_update_domain_lock_status', ['domains']],
  ['whmcs_open_ticket', ['tickets']],
  ['whmcs_update_ticket', ['tickets']],
  ['whmcs_create_quote', ['quotes']],
  [
    'whmcs_update_client',
    ['clients'],
    (state) => ({
      clientemail: the(state.clients, (one) => one.id === LANDMARKS.clientWithApostrophe).email,
      lastname: 'Changed',
      companyname: 'Changed & "Co"',
      email: 'changed@example.org',
      address1: 'Changed',
      city: 'Changed',
      state: 'Changed',
      postcode: 'Changed',
      country: 'PL',
      phonenumber: '+48 22 000000',
      currency: 2,
      groupid: 1,
      status: 'Closed',
      notes: '',
      email_preferences: { general: false, invoice: false },
      marketingoptin: true,
      taxexempt: true,
      overrideautoclose: true,
    }),
  ],
  [
    'whmcs_update_invoice',
    ['invoices'],
    (state) => {
      const one = invoice(state, 'Draft');
      return {
        invoiceid: one.id,
        paymentmethod: one.gateway === 'paypal' ? 'banktransfer' : 'paypal',
        taxrate: '3.25',
        taxrate2: '1',
        credit: '0.10',
        date: '2020-01-02',
        duedate: '2020-01-03',
        notes: 'x',
        items: [{ id: the(one.lines).id, description: 'x', amount: '0.01', taxed: true }],
        publish: true,
      };
    },
  ],
])('%s: what was before comes back', async (tool, parts, own) => {
  const { former, now, back } = await undone(tool, own ?? argsOf(tool), parts);
  expect(now).toEqual(former);
  expect(back.leaves).toBe(undefined);
});

test('an invoice that was made ends as Cancelled, and an account that was set up as Terminated', async () => {
  const made = await undone('whmcs_create_invoice', argsOf('whmcs_create_invoice'), ['invoices']);
  expect(made.stage.sandbox.state.invoices.at(-1)?.status).toBe('Cancelled');
  const set = await undone('whmcs_module_create', argsOf('whmcs_module_create'), ['services']);
  const found = set.stage.sandbox.state.services.find((one) => one.id === set.back.args.serviceid);
  expect(found?.status).toBe('Terminated');
});

test('a user who was there before the client stays when the client goes', async () => {
  const { former, now } = await undone(
    'whmcs_add_client',
    (state) => ({ ...argsOf('whmcs_add_client')(state), owner_user_id: the(state.users).id }),
    ['clients', 'users'],
  );
  expect(now).toEqual(former);
});

test('a flag that was not there is taken off, and one that was is put back', async () => {
  const flagOf = async (flag: number, args: Record<string, unknown>) => {
    const { former, now } = await undone(
      'whmcs_update_ticket',
      (state) => {
        const ticket = openTicket(state);
        ticket.flag = flag;
        return { ticketid: ticket.id, ...args };
      },
      ['tickets'],
    );
    expect(now).toEqual(former);
  };
  await flagOf(0, { flag: 2 });
  await flagOf(1, { flag: 2 });
  await flagOf(2, { removeFlag: true });
});

test('what no call sets back is named', async () => {
  const stage = await staged();
  const one = invoice(stage.sandbox.state);
  const call = {
    tool: 'whmcs_update_invoice',
    args: {
      invoiceid: one.id,
      datepaid: '2026-01-01',
      notes: 'x',
      newitems: [{ description: 'x', amount: '1.00' }],
      deletelineids: [the(one.lines).id],
    },
  };
  const kept = await stage.keep(call);
  const result = await stage.make(call);
  expect(reversal(call, kept, result)).toEqual({
    tool: 'whmcs_update_invoice',
    args: { invoiceid: one.id, notes: '' },
    leaves: 'It does not set back datepaid, newitems, deletelineids.',
  });
});

test('a status that only a payment makes is not set back by hand', async () => {
  const stage = await staged();
  const paid = the(stage.sandbox.state.invoices, (one) => one.status === 'Paid');
  const call = { tool: 'whmcs_update_invoice', args: { invoiceid: paid.id, status: 'Collections' } };
  const kept = await stage.keep(call);
  expect(kept).toEqual({ invoiceid: paid.id });
  expect(reversal(call, kept, await stage.make(call))).toMatch(/a person can edit the invoice/);
});

test('a service is set back to what it was, which need not be the opposite', async () => {
  const stage = await staged();
  const suspended = service(stage.sandbox.state, 'Suspended');
  const reason = suspended.suspendReason;
  const again = {
    tool: 'whmcs_module_suspend',
    args: { serviceid: suspended.id, suspendreason: 'Another reason' },
  };
  const kept = await stage.keep(again);
  const back = reversal(again, kept, await stage.make(again));
  expect(back).toMatchObject({ tool: 'whmcs_module_suspend' });
  await stage.make(back as CallOf);
  expect(suspended).toMatchObject({ status: 'Suspended', suspendReason: reason });

  const active = service(stage.sandbox.state, 'Active');
  const needless = { tool: 'whmcs_module_unsuspend', args: { serviceid: active.id } };
  const needlessKept = await stage.keep(needless);
  expect(reversal(needless, needlessKept, await stage.make(needless))).toMatch(/was Active before/);
});

test('an order that was not Pending is told what it was', async () => {
  const stage = await staged();
  const orderid = the(stage.sandbox.state.orders, (one) => one.status === 'Active').id;
  for (const [tool, says] of [
    ['whmcs_pending_order', /was Active before/],
    ['whmcs_fraud_order', undefined],
  ] as const) {
    const call = { tool, args: { orderid } };
    const back = reversal(call, await stage.keep(call), await stage.make(call));
    if (says !== undefined) expect(back).toMatch(says);
    else expect(back).toMatchObject({ tool: 'whmcs_pending_order', args: { orderid } });
    the(stage.sandbox.state.orders, (one) => one.id === orderid).status = 'Active';
  }
  const call = { tool: 'whmcs_fraud_order', args: { orderid } };
  const back = reversal(call, await stage.keep(call), await stage.make(call));
  expect(back).toMatchObject({ leaves: expect.stringContaining('was Active before') });
});

test('without what was kept, or without an id in the answer, no call is made up', async () => {
  for (const [tool, says] of [
    ['whmcs_update_client', /nothing was kept/],
    ['whmcs_update_invoice', /a person/],
    ['whmcs_update_ticket', /nothing was kept/],
    ['whmcs_update_domain_nameservers', /were not kept/],
    ['whmcs_update_domain_lock_status', /nothing was kept/],
    ['whmcs_pending_order', /not kept/],
    ['whmcs_add_client', /does not name the client/],
    ['whmcs_create_invoice', /does not name the invoice/],
    ['whmcs_open_ticket', /does not name the ticket/],
    ['whmcs_create_quote', /does not name the quote/],
  ] as const) {
    const stage = await staged();
    const call = { tool, args: cases[tool]?.call(stage.sandbox.state) ?? {} };
    expect(reversal(call, {}, {}), tool).toMatch(says);
  }
  const stage = await staged();
  const { name, id } = domain(stage.sandbox.state, 'Active');
  const byName = { domain: name, nameservers: ['ns1.example.net', 'ns2.example.net'] };
  expect(await stage.keep({ tool: 'whmcs_update_domain_nameservers', args: byName })).toEqual({});
  const byId = { domainid: id, nameservers: byName.nameservers };
  expect(await stage.keep({ tool: 'whmcs_update_domain_nameservers', args: byId })).toHaveProperty(
    'nameservers',
  );
});

test('where nothing undoes it, a sentence says so and what a person can do', async () => {
  const sentences = Object.keys(cases).flatMap((name) => {
    const { undo } = toolNamed(name);
    return typeof undo === 'string' ? [[name, undo] as const] : [];
  });
  const known = new Set(required.map(({ tool }) => tool));
  const named = sentences.map(([name]) => name).filter((name) => known.has(name));
  expect(new Set(named)).toEqual(
    new Set([
      'whmcs_delete_client',
      'whmcs_add_payment',
      'whmcs_apply_credit',
      'whmcs_accept_order',
      'whmcs_delete_order',
      'whmcs_module_terminate',
      'whmcs_module_change_password',
      'whmcs_register_domain',
      'whmcs_transfer_domain',
      'whmcs_renew_domain',
      'whmcs_add_ticket_reply',
      'whmcs_add_ticket_note',
      'whmcs_delete_ticket',
      'whmcs_log_activity',
      'whmcs_send_email',
      'whmcs_activate_affiliate',
      'whmcs_accept_quote',
      'whmcs_delete_quote',
    ]),
  );
  for (const [name, text] of sentences) expect(text, name).toMatch(/^[A-Z].{10,}(can|done)\b.*\.$/);
});

test('no credential is kept', async () => {
  for (const [tool, it] of Object.entries(cases)) {
    const stage = await staged();
    const call = { tool, args: it.call(stage.sandbox.state) };
    const kept = JSON.stringify(await stage.keep(call));
    for (const name of toolNamed(tool).secretArgs) expect(kept).not.toContain(`"${name}"`);
    for (const { password } of stage.sandbox.state.services)
      if (password !== '') expect(kept).not.toContain(password);
    for (const { accessCode } of stage.sandbox.state.tickets) expect(kept).not.toContain(accessCode);
  }
});

test('damaged text is not kept for writing back, and what is left of the change is named', () => {
  const { undo } = toolNamed('whmcs_update_client');
  if (typeof undo !== 'object' || undo.before === undefined) throw new Error('it keeps nothing');
  const values = { clientid: 7, lastname: 'Schmidt', city: 'Ulm' };
  const former = { id: 7, lastname: 'M\uFFFDller', city: 'Bonn' };
  const kept = undo.before.keep({ result: 'success', client: former, ...former }, values);
  expect(kept).toEqual({ clientid: 7, city: 'Bonn' });
  expect(undo.call(values, kept ?? {}, {})).toMatchObject({
    args: { clientid: 7, city: 'Bonn' },
    leaves: expect.stringContaining('lastname'),
  });
});

test('a change whose former text was kept damaged is not undone', () => {
  const made: unknown[] = [];
  const undo = createUndo({
    extras: { actions: new Map() },
    catalog,
    call: async (...call) => {
      made.push(call);
      return { ok: true, text: '{}' };
    },
    journal: { note: async () => {}, calls: async () => ({ calls: [], next: undefined }) },
    installation: 'here',
    store: () => openStore('memory'),
    log: () => {},
  });
  const call = (before: Record<string, unknown>): CallView => ({
    call: 'c1',
    session: 's',
    caller: 'local',
    channel: 'stdio',
    tool: 'whmcs_update_client',
    risk: 'write',
    args: { clientid: 7, lastname: 'Schmidt' },
    before,
    at: new Date(),
    state: 'done',
    entries: [],
  });
  expect(undo.of(call({ clientid: 7, lastname: 'Müller' }))).toMatchObject({ args: { lastname: 'Müller' } });
  expect(undo.of(call({ clientid: 7, lastname: 'M\uFFFDller' }))).toMatch(/damaged/);
  expect(made).toEqual([]);
});

test('a call that was undone is not undone again: somebody may have changed the record since', async () => {
  let made = 0;
  let others: CallView[] = [];
  const undo = createUndo({
    extras: { actions: new Map() },
    catalog,
    call: async () => {
      made += 1;
      return { ok: true, text: '{}' };
    },
    journal: { note: async () => {}, calls: async () => ({ calls: others, next: undefined }) },
    installation: 'here',
    store: () => openStore('memory'),
    log: () => {},
  });
  const first = callView('c1', 's', 'done');
  others = [
    callView('u1', 'undo:c1:x', 'refused'),
    callView('u2', 'undo:c10:x', 'done'),
    callView('u3', 's', 'done'),
  ];
  expect(await undo.perform(first, 'anna')).toMatchObject({ done: true });
  others = [callView('u4', 'undo:c1:y', 'done')];
  const says = expect.stringContaining('undone already, by call u4');
  expect(await undo.perform(first, 'anna')).toEqual({ done: false, says });
  expect(made).toBe(1);
});
