import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANDMARKS, type Sandbox, type State, startSandbox } from '../src/sandbox/index.js';
import { type Agent, ALLOW_ALL, credentialsFor, done, policyFile, sandboxed, unmarked } from './harness.js';
import { spawnStdio } from './program.js';
import { catalogue, required } from './recorder.js';
import { cases } from './rows/cases.js';
import { samples } from './samples.js';

interface World {
  agent: Agent;
  state: State;
  sandbox: Sandbox;
}

// One server for all tests; each test has its own sandbox, at the address the server was given.
let agent: Agent;
let port = 0;

beforeAll(async () => {
  const first = await startSandbox();
  port = Number(new URL(first.url).port);
  const env = { ...credentialsFor(first), GUARD_POLICY: policyFile(ALLOW_ALL), LOG_LEVEL: 'error' };
  agent = await spawnStdio(env);
  await first.close();
});

afterAll(() => agent.client.close());

async function start(): Promise<World> {
  const sandbox = await sandboxed({ port });
  return { agent, state: sandbox.state, sandbox };
}

/** The record that fits, or a test that says it has none. */
function the<T>(records: readonly T[], fits: (record: T) => boolean = () => true): T {
  const found = records.find(fits);
  if (found === undefined) throw new Error('the sandbox has no such record');
  return found;
}

const at = (
  state: State,
  kind: 'services' | 'domains' | 'invoices' | 'tickets' | 'orders' | 'clients' | 'quotes',
  id: number,
) => (state[kind] as { id: number }[]).find((record) => record.id === id);

const HEALTHY = (state: State) =>
  the(
    state.services,
    (s) =>
      s.status === 'Active' &&
      s.id !== LANDMARKS.serviceOnDeadServer &&
      s.id !== LANDMARKS.serviceWithoutModule &&
      s.serverId > 0,
  );

const REGISTRABLE = (state: State, type: 'Register' | 'Transfer', status: string) =>
  the(
    state.domains,
    (d) => d.type === type && d.status === status && d.registrar !== '' && d.id !== LANDMARKS.domainByMail,
  );

type Check = (world: World) => Promise<void>;

const WRITES: Record<string, Check> = {
  async whmcs_add_client({ agent, state, sandbox }) {
    const before = state.clients.length;
    const { clientid } = done(
      await agent.call('whmcs_add_client', {
        firstname: 'Zoë',
        lastname: "O'Neill",
        email: 'zoe@example.org',
        address1: '1 Example Street',
        city: 'Exampletown',
        state: 'Example State',
        postcode: '12345',
        country: 'DE',
        phonenumber: '01632960123',
        noemail: true,
        customfields: { 1: 'Zürich €' },
      }),
    );
    expect(state.clients).toHaveLength(before + 1);
    expect(at(state, 'clients', Number(clientid))).toMatchObject({
      firstName: 'Zoë',
      lastName: "O'Neill",
      customFields: { 1: 'Zürich €' },
    });
    expect(sandbox.mails).toEqual([]);
  },

  async whmcs_update_client({ agent, state }) {
    const client = the(state.clients, (c) => c.status === 'Active');
    const { email } = client;
    done(
      await agent.call('whmcs_update_client', {
        clientid: client.id,
        city: 'Newtown',
        address2: '',
        taxexempt: true,
        disableautocc: false,
        email_preferences: { general: false, domain: true },
      }),
    );
    expect(client).toMatchObject({
      city: 'Newtown',
      address2: '',
      taxExempt: true,
      disableAutoCharge: false,
      email,
    });
    expect(client.emailPreferences).toMatchObject({ general: false, domain: true });
  },

  async whmcs_delete_client({ agent, state }) {
    const { id } = the(state.clients);
    done(await agent.call('whmcs_delete_client', { clientid: id }));
    expect(at(state, 'clients', id)).toBeUndefined();
    expect(state.services.filter((service) => service.clientId === id)).toEqual([]);
  },

  async whmcs_create_invoice({ agent, state, sandbox }) {
    const client = the(state.clients, (c) => c.status === 'Active');
    const { invoiceid } = done(
      await agent.call('whmcs_create_invoice', {
        userid: client.id,
        draft: true,
        duedate: '2026-04-03',
        items: [
          { description: 'Setup', amount: '10.10' },
          { description: 'Goodwill', amount: -0.2, taxed: true },
        ],
      }),
    );
    expect(at(state, 'invoices', Number(invoiceid))).toMatchObject({
      clientId: client.id,
      status: 'Draft',
      dueDate: '2026-04-03',
      lines: [
        { description: 'Setup', amount: 1010, taxed: false },
        { description: 'Goodwill', amount: -20, taxed: true },
      ],
    });
    expect(sandbox.mails).toEqual([]);
  },

  async whmcs_update_invoice({ agent, state }) {
    const invoice = the(state.invoices, (i) => i.status === 'Draft' && i.lines.length > 0);
    const first = the(invoice.lines);
    const count = invoice.lines.length;
    done(
      await agent.call('whmcs_update_invoice', {
        invoiceid: invoice.id,
        notes: 'Changed by hand',
        items: [{ id: first.id, description: 'Corrected', amount: '7.77', taxed: false }],
        newitems: [{ description: 'Added', amount: '1.00' }],
      }),
    );
    expect(invoice.notes).toBe('Changed by hand');
    expect(invoice.lines).toHaveLength(count + 1);
    expect(invoice.lines.find((line) => line.id === first.id)).toMatchObject({
      description: 'Corrected',
      amount: 777,
    });
    expect(invoice.lines.at(-1)).toMatchObject({ description: 'Added', amount: 100, taxed: false });
  },

  async whmcs_add_payment({ agent, state, sandbox }) {
    const invoice = the(state.invoices, (i) => i.status === 'Unpaid');
    const read = async () => done(await agent.call('whmcs_get_invoice', { invoiceid: invoice.id }));
    const { balance } = await read();
    const gateway = the(state.gateways).module;
    const part = { invoiceid: invoice.id, gateway, transid: 'T-part', amount: '0.01', noemail: true };
    done(await agent.call('whmcs_add_payment', part));
    expect(invoice.status).toBe('Unpaid');
    const cents = (text: unknown) => Math.round(Number(text) * 100);
    expect(cents((await read()).balance)).toBe(cents(balance) - 1);
    const rest = String((await read()).balance);
    done(await agent.call('whmcs_add_payment', { ...part, transid: 'T-rest', amount: rest }));
    expect(invoice.status).toBe('Paid');
    expect(sandbox.mails).toEqual([]);
    const again = await agent.call('whmcs_add_payment', { ...part, transid: 'T-rest', amount: rest });
    expect(again.code).toBe('duplicate_call');
    expect(state.transactions.filter((row) => row.transId === 'T-rest')).toHaveLength(1);
  },

  async whmcs_apply_credit({ agent, state }) {
    const client = the(state.clients, (c) => c.id === LANDMARKS.clientWithCredit);
    const invoice = the(state.invoices, (i) => i.clientId === client.id && i.status === 'Unpaid');
    const before = client.credit;
    done(await agent.call('whmcs_apply_credit', { invoiceid: invoice.id, amount: '1.00' }));
    expect(client.credit).toBe(before - 100);
    expect(invoice.credit).toBeGreaterThanOrEqual(100);
    const tooMuch = await agent.call('whmcs_apply_credit', { invoiceid: invoice.id, amount: '99999.00' });
    expect(tooMuch).toMatchObject({ code: 'invalid_arguments', text: expect.stringContaining(' open: ') });
    expect(client.credit).toBe(before - 100);
  },

  async whmcs_open_ticket({ agent, state, sandbox }) {
    const client = the(state.clients, (c) => c.status === 'Active');
    const { id } = done(
      await agent.call('whmcs_open_ticket', {
        deptid: the(state.departments).id,
        subject: 'Invoice question',
        message: 'Which <b>one</b> & why?',
        clientid: client.id,
        priority: 'High',
        noemail: true,
        attachments: [{ name: 'a.txt', data: 'aGVsbG8=' }],
      }),
    );
    expect(at(state, 'tickets', Number(id))).toMatchObject({
      subject: 'Invoice question',
      message: 'Which <b>one</b> & why?',
      clientId: client.id,
      priority: 'High',
      attachments: [{ name: 'a.txt', data: 'aGVsbG8=' }],
    });
    expect(sandbox.mails).toEqual([]);
  },

  async whmcs_add_ticket_reply({ agent, state, sandbox }) {
    const ticket = the(state.tickets, (t) => t.status === 'Open');
    const count = ticket.replies.length;
    done(await agent.call('whmcs_add_ticket_reply', { ticketid: ticket.id, message: 'On it.' }));
    expect(ticket.replies).toHaveLength(count + 1);
    expect(ticket.replies.at(-1)?.message).toBe('On it.');
    expect(ticket.replies.at(-1)?.admin).not.toBe('');
    expect(sandbox.mails).toHaveLength(1);
    done(
      await agent.call('whmcs_add_ticket_reply', { ticketid: ticket.id, message: 'Quietly.', noemail: true }),
    );
    expect(sandbox.mails).toHaveLength(1);
  },

  async whmcs_add_ticket_note({ agent, state, sandbox }) {
    const ticket = the(state.tickets);
    const count = ticket.notes.length;
    done(await agent.call('whmcs_add_ticket_note', { ticketnum: ticket.tid, message: 'Known customer.' }));
    expect(ticket.notes).toHaveLength(count + 1);
    expect(sandbox.mails).toEqual([]);
  },

  async whmcs_update_ticket({ agent, state }) {
    const ticket = the(state.tickets, (t) => t.priority !== 'High');
    const { status } = ticket;
    done(
      await agent.call('whmcs_update_ticket', {
        ticketid: ticket.id,
        priority: 'High',
        cc: ['x@example.com', 'y@example.com'],
      }),
    );
    expect(ticket).toMatchObject({ priority: 'High', status, cc: 'x@example.com,y@example.com' });
  },

  async whmcs_delete_ticket({ agent, state }) {
    const { id } = the(state.tickets);
    done(await agent.call('whmcs_delete_ticket', { ticketid: id }));
    expect(at(state, 'tickets', id)).toBeUndefined();
  },

  async whmcs_register_domain({ agent, state }) {
    const domain = REGISTRABLE(state, 'Register', 'Pending');
    done(await agent.call('whmcs_register_domain', { domainid: domain.id }));
    expect(domain.status).toBe('Active');
    expect(
      state.registrarCalls.filter((call) => call.domainId === domain.id).map((call) => call.command),
    ).toEqual(['Register']);
  },

  async whmcs_transfer_domain({ agent, state }) {
    const domain = the(
      state.domains,
      (d) => d.registrar !== '' && (d.type === 'Transfer' || d.status === 'Pending'),
    );
    done(await agent.call('whmcs_transfer_domain', { domainid: domain.id, eppcode: 'ab&c=1+2' }));
    expect(
      state.registrarCalls.filter((call) => call.domainId === domain.id).map((call) => call.command),
    ).toEqual(['Transfer']);
    expect(domain.eppCode).toBe('ab&c=1+2');
  },

  async whmcs_renew_domain({ agent, state }) {
    const domain = the(
      state.domains,
      (d) => d.status === 'Active' && d.registrar !== '' && d.id !== LANDMARKS.domainByMail,
    );
    const year = Number(domain.expiryDate.slice(0, 4));
    done(await agent.call('whmcs_renew_domain', { domain: domain.name, regperiod: 2 }));
    expect(Number(domain.expiryDate.slice(0, 4))).toBe(year + 2);
  },

  async whmcs_update_domain_nameservers({ agent, state }) {
    const domain = the(
      state.domains,
      (d) => d.status === 'Active' && d.registrar !== '' && d.id !== LANDMARKS.domainByMail,
    );
    const nameservers = ['ns1.example.net', 'ns2.example.net', 'ns3.example.net'];
    done(await agent.call('whmcs_update_domain_nameservers', { domainid: domain.id, nameservers }));
    expect(domain.nameservers.filter(Boolean)).toEqual(nameservers);
  },

  async whmcs_update_domain_lock_status({ agent, state }) {
    const domain = the(
      state.domains,
      (d) => d.status === 'Active' && d.registrar !== '' && d.id !== LANDMARKS.domainByMail,
    );
    for (const lockstatus of [false, true, false]) {
      done(await agent.call('whmcs_update_domain_lock_status', { domainid: domain.id, lockstatus }));
      expect(domain.locked).toBe(lockstatus);
    }
  },

  async whmcs_accept_order({ agent, state, sandbox }) {
    const order = the(state.orders, (o) => o.id === LANDMARKS.pendingOrder);
    done(await agent.call('whmcs_accept_order', { orderid: order.id }));
    expect(order.status).toBe('Active');
    // Nothing was asked for, so nothing was provisioned, registered or mailed.
    expect(state.moduleCalls).toEqual([]);
    expect(state.registrarCalls).toEqual([]);
    expect(sandbox.mails).toEqual([]);
    expect((await agent.call('whmcs_accept_order', { orderid: order.id })).code).toBe('whmcs_error');
  },

  async whmcs_cancel_order({ agent, state, sandbox }) {
    const order = the(state.orders, (o) => o.id === LANDMARKS.pendingOrder);
    const subscriptions = state.subscriptions.map((subscription) => ({ ...subscription }));
    done(await agent.call('whmcs_cancel_order', { orderid: order.id, noemail: true }));
    expect(order.status).toBe('Cancelled');
    expect(state.subscriptions).toEqual(subscriptions);
    expect(sandbox.mails).toEqual([]);
    const [read] = done(await agent.call('whmcs_get_orders', { id: order.id })).items;
    expect(read?.status).toBe('Cancelled');
  },

  async whmcs_delete_order({ agent, state }) {
    const order = the(state.orders, (o) => o.status === 'Cancelled' || o.status === 'Fraud');
    expect((await agent.call('whmcs_delete_order', { orderid: LANDMARKS.pendingOrder })).code).toBe(
      'whmcs_error',
    );
    done(await agent.call('whmcs_delete_order', { orderid: order.id }));
    expect(at(state, 'orders', order.id)).toBeUndefined();
    expect(at(state, 'orders', LANDMARKS.pendingOrder)).toBeDefined();
  },

  async whmcs_fraud_order({ agent, state }) {
    const order = the(state.orders, (o) => o.id === LANDMARKS.pendingOrder);
    done(await agent.call('whmcs_fraud_order', { orderid: order.id }));
    expect(order.status).toBe('Fraud');
  },

  async whmcs_pending_order({ agent, state }) {
    const order = the(state.orders, (o) => o.status === 'Active');
    done(await agent.call('whmcs_pending_order', { orderid: order.id }));
    expect(order.status).toBe('Pending');
  },

  async whmcs_module_create({ agent, state }) {
    const service = the(state.services, (s) => s.status === 'Pending');
    done(await agent.call('whmcs_module_create', { serviceid: service.id }));
    expect(service.status).toBe('Active');
    expect(state.moduleCalls.map((call) => call.command)).toEqual(['Create']);
  },

  async whmcs_module_suspend({ agent, state }) {
    const service = HEALTHY(state);
    done(
      await agent.call('whmcs_module_suspend', { serviceid: service.id, suspendreason: 'Overdue & unpaid' }),
    );
    expect(service).toMatchObject({ status: 'Suspended', suspendReason: 'Overdue & unpaid' });
    const failing = await agent.call('whmcs_module_suspend', { serviceid: LANDMARKS.serviceOnDeadServer });
    // Its server failed: whether it suspended the account before that, nobody here knows.
    expect(failing.code).toBe('outcome_unknown');
  },

  async whmcs_module_unsuspend({ agent, state }) {
    const service = the(state.services, (s) => s.status === 'Suspended' && s.serverId > 0);
    done(await agent.call('whmcs_module_unsuspend', { serviceid: service.id }));
    expect(service.status).toBe('Active');
  },

  async whmcs_module_terminate({ agent, state }) {
    const service = HEALTHY(state);
    done(await agent.call('whmcs_module_terminate', { serviceid: service.id }));
    expect(service.status).toBe('Terminated');
  },

  async whmcs_module_change_password({ agent, state }) {
    const service = HEALTHY(state);
    const answer = await agent.call('whmcs_module_change_password', {
      serviceid: service.id,
      servicepassword: 'n&w pass+word',
    });
    done(answer);
    expect(service.password).toBe('n&w pass+word');
    expect(answer.text).not.toContain('n&w pass+word');
  },

  async whmcs_log_activity({ agent, state }) {
    const client = the(state.clients);
    done(
      await agent.call('whmcs_log_activity', {
        description: 'Checked by hand: 100% ok',
        clientid: client.id,
      }),
    );
    expect(
      state.activity.find((entry) => entry.description.includes('Checked by hand: 100% ok')),
    ).toMatchObject({ clientId: client.id });
  },

  async whmcs_send_email({ agent, state, sandbox }) {
    const client = the(state.clients, (c) => c.status === 'Active');
    done(
      await agent.call('whmcs_send_email', {
        id: client.id,
        customtype: 'general',
        customsubject: 'Hello {$who}',
        custommessage: '<p>Good news</p>',
        customvars: { who: 'Ada' },
      }),
    );
    expect(sandbox.mails).toHaveLength(1);
    expect(sandbox.mails[0]?.to).toContain(client.email);
  },

  async whmcs_activate_affiliate({ agent, state }) {
    const client = the(
      state.clients,
      (c) => !state.affiliates.some((affiliate) => affiliate.clientId === c.id),
    );
    const { affiliateid } = done(await agent.call('whmcs_activate_affiliate', { userid: client.id }));
    expect(the(state.affiliates, (affiliate) => affiliate.clientId === client.id).id).toBe(affiliateid);
  },

  async whmcs_create_quote({ agent, state }) {
    const client = the(state.clients, (c) => c.status === 'Active');
    const { quoteid } = done(
      await agent.call('whmcs_create_quote', {
        subject: 'Move to a larger server',
        stage: 'Draft',
        validuntil: '2026-04-03',
        userid: client.id,
        lineitems: [{ desc: 'Zürich €', qty: 3, up: '10.10', discount: '5', taxable: true }],
      }),
    );
    expect(at(state, 'quotes', Number(quoteid))).toMatchObject({
      subject: 'Move to a larger server',
      validUntil: '2026-04-03',
      clientId: client.id,
      lines: [{ description: 'Zürich €', quantity: 3, unitPrice: 1010, taxable: true }],
    });
    const count = state.quotes.length;
    const nobody = await agent.call('whmcs_create_quote', {
      subject: 'x',
      stage: 'Draft',
      validuntil: '2026-04-03',
      userid: 999_999,
    });
    expect(nobody.code).toBe('whmcs_error');
    expect(state.quotes).toHaveLength(count);
  },

  async whmcs_accept_quote({ agent, state }) {
    const quote = the(state.quotes, (q) => q.stage === 'Delivered' && q.clientId > 0);
    const count = state.invoices.length;
    done(await agent.call('whmcs_accept_quote', { quoteid: quote.id }));
    expect(quote.stage).toBe('Accepted');
    expect(state.invoices.length).toBe(count + 1);
  },

  async whmcs_delete_quote({ agent, state }) {
    const { id } = the(state.quotes);
    done(await agent.call('whmcs_delete_quote', { quoteid: id }));
    expect(at(state, 'quotes', id)).toBeUndefined();
  },
};

const READS: Record<string, Check> = {
  async whmcs_get_clients({ agent }) {
    const seen = new Set<unknown>();
    let offset: number | null = 0;
    while (offset !== null) {
      const page: Record<string, unknown> & { items: Record<string, unknown>[] } = done(
        await agent.call('whmcs_get_clients', { limitstart: offset, limitnum: 15, fields: ['id'] }),
      );
      expect(page.total).toBe(40);
      for (const item of page.items) {
        expect(Object.keys(item)).toEqual(['id']);
        seen.add(item.id);
      }
      offset = page.next_offset as number | null;
    }
    expect(seen.size).toBe(40);
  },
  async whmcs_get_client_details({ agent, state }) {
    const client = the(state.clients, (c) => c.id === LANDMARKS.clientBeyondAscii);
    const read = done(await agent.call('whmcs_get_client_details', { clientid: client.id, stats: true }));
    expect(read).toMatchObject({ id: client.id, email: client.email, firstname: client.firstName });
    expect(read.stats).toBeDefined();
    const byMail = done(await agent.call('whmcs_get_client_details', { email: client.email }));
    expect(byMail.id).toBe(client.id);
    expect((await agent.call('whmcs_get_client_details', { clientid: 999_999 })).code).toBe('whmcs_error');
  },
  async whmcs_get_client_products({ agent, state }) {
    const service = HEALTHY(state);
    const answer = await agent.call('whmcs_get_client_products', { serviceid: service.id });
    const { items } = done(answer);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ id: service.id, password: '[withheld]' });
    expect(answer.text).not.toContain(service.password);
  },
  async whmcs_get_client_domains({ agent, state }) {
    const domain = the(state.domains);
    expect(
      done(await agent.call('whmcs_get_client_domains', { domainid: domain.id })).items[0],
    ).toMatchObject({ domainname: domain.name });
  },
  async whmcs_get_products({ agent, state }) {
    const result = done(await agent.call('whmcs_get_products', { limitnum: 2, limitstart: 1 }));
    expect(result).toMatchObject({ total: state.products.length, offset: 1, next_offset: 3 });
    expect(result.items).toHaveLength(2);
    expect(result.note).toMatch(/cut into pages here/);
    const two = state.products.slice(0, 2).map((product) => product.id);
    expect(done(await agent.call('whmcs_get_products', { pid: two })).items.map((item) => item.pid)).toEqual(
      two,
    );
  },
  async whmcs_get_product_groups({ agent, state }) {
    const { items } = done(await agent.call('whmcs_get_product_groups'));
    const used = new Set(state.products.map((product) => product.groupId));
    expect(items.map((item) => item.gid)).toEqual([...used].sort((a, b) => a - b));
    expect(items.some((item) => state.productGroups.some((group) => group.name === item.name))).toBe(true);
  },
  async whmcs_get_invoices({ agent, state }) {
    const { items } = done(await agent.call('whmcs_get_invoices', { status: 'Paid', limitnum: 5 }));
    expect(items).toHaveLength(5);
    for (const item of items)
      expect(at(state, 'invoices', Number(item.id))).toMatchObject({ status: 'Paid' });
  },
  async whmcs_get_invoice({ agent, state }) {
    const invoice = the(state.invoices, (i) => i.status === 'Unpaid');
    const read = done(await agent.call('whmcs_get_invoice', { invoiceid: invoice.id }));
    expect(read.items.map((item) => item.id)).toEqual(invoice.lines.map((line) => line.id));
    expect(read.transactions).toEqual([]);
    expect(read.balance).toMatch(/^\d+\.\d\d$/);
  },
  async whmcs_get_transactions({ agent, state }) {
    const row = the(state.transactions, (t) => t.transId !== '');
    const { items } = done(await agent.call('whmcs_get_transactions', { transid: row.transId }));
    expect(items[0]).toMatchObject({ transid: row.transId });
  },
  async whmcs_get_tickets({ agent, state }) {
    const answer = await agent.call('whmcs_get_tickets', { ignore_dept_assignments: true, limitnum: 50 });
    expect(done(answer).items).toHaveLength(state.tickets.length);
    for (const ticket of state.tickets) expect(answer.text).not.toContain(ticket.accessCode);
  },
  async whmcs_get_ticket({ agent, state }) {
    const ticket = the(state.tickets, (t) => t.replies.length > 0);
    const read = done(await agent.call('whmcs_get_ticket', { ticketid: ticket.id }));
    const replies = read.replies as Record<string, unknown>[];
    expect(replies[0]).toMatchObject({ replyid: '0' });
    expect(replies).toHaveLength(ticket.replies.length + 1);
    const byNumber = done(await agent.call('whmcs_get_ticket', { ticketnum: ticket.tid }));
    expect(unmarked(byNumber).subject).toBe(unmarked(read).subject);
  },
  async whmcs_get_support_departments({ agent, state }) {
    const all = done(await agent.call('whmcs_get_support_departments', { ignore_dept_assignments: true }));
    expect(all.items).toHaveLength(state.departments.length);
  },
  async whmcs_get_support_statuses({ agent, state }) {
    const { items } = done(await agent.call('whmcs_get_support_statuses'));
    expect(items.map((item) => item.title)).toEqual(state.ticketStatuses.map((status) => status.title));
  },
  async whmcs_get_domain_whois({ agent, state }) {
    const domain = the(
      state.domains,
      (d) => d.status === 'Active' && d.registrar !== '' && d.id !== LANDMARKS.domainByMail,
    );
    expect(done(await agent.call('whmcs_get_domain_whois', { domainid: domain.id }))).toHaveProperty(
      'Registrant',
    );
  },
  async whmcs_get_domain_nameservers({ agent, state }) {
    const domain = the(
      state.domains,
      (d) => d.status === 'Active' && d.registrar !== '' && d.id !== LANDMARKS.domainByMail,
    );
    const read = done(await agent.call('whmcs_get_domain_nameservers', { domainid: domain.id }));
    expect(read.ns1).toBe(domain.nameservers[0]);
    expect(
      (await agent.call('whmcs_get_domain_nameservers', { domainid: LANDMARKS.domainByMail })).code,
    ).toBe('whmcs_error');
  },
  async whmcs_get_domain_lock_status({ agent, state }) {
    const domain = the(
      state.domains,
      (d) => d.locked && d.registrar !== '' && d.id !== LANDMARKS.domainByMail,
    );
    expect(done(await agent.call('whmcs_get_domain_lock_status', { domainid: domain.id })).lockstatus).toBe(
      'locked',
    );
  },
  async whmcs_get_tld_pricing({ agent, state }) {
    const result = done(await agent.call('whmcs_get_tld_pricing'));
    expect(result.items.map((item) => item.tld).sort()).toEqual(
      state.tldPrices.map((price) => price.tld.replace(/^\./, '')).sort(),
    );
    expect(result.currency).toBeDefined();
  },
  async whmcs_get_orders({ agent, state }) {
    const answer = await agent.call('whmcs_get_orders', { limitnum: 100 });
    expect(done(answer).items).toHaveLength(state.orders.length);
    for (const { transferSecret } of state.orders)
      if (transferSecret !== '') expect(answer.text).not.toContain(transferSecret);
  },
  async whmcs_get_servers({ agent, state }) {
    expect(done(await agent.call('whmcs_get_servers')).items).toHaveLength(state.servers.length);
  },
  async whmcs_get_stats({ agent }) {
    const stats = done(await agent.call('whmcs_get_stats', { timeline_days: 7 }));
    expect(stats.income_today).toEqual(expect.any(String));
    expect(stats.timeline_data).toBeDefined();
  },
  async whmcs_get_admin_users({ agent, state }) {
    const { items } = done(await agent.call('whmcs_get_admin_users', { include_disabled: true }));
    expect(items).toHaveLength(state.staff.length);
  },
  async whmcs_get_payment_methods({ agent, state }) {
    const { items } = done(await agent.call('whmcs_get_payment_methods'));
    expect(items.map((item) => item.module)).toEqual(state.gateways.map((gateway) => gateway.module));
  },
  async whmcs_get_currencies({ agent, state }) {
    const { items } = done(await agent.call('whmcs_get_currencies'));
    expect(items.map((item) => item.code)).toEqual(state.currencies.map((currency) => currency.code));
  },
  async whmcs_get_activity_log({ agent, state }) {
    const entry = the(state.activity);
    const day = entry.date.slice(0, 10);
    const { items } = done(await agent.call('whmcs_get_activity_log', { date: day, limitnum: 100 }));
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) expect(String(item.date).startsWith(day)).toBe(true);
  },
  async whmcs_get_email_templates({ agent, state }) {
    const { items, total } = done(await agent.call('whmcs_get_email_templates', { limitnum: 250 }));
    expect(items.length).toBe(total);
    expect(items.length).toBeGreaterThan(0);
    expect(items.length).toBeLessThanOrEqual(state.templates.length);
  },
  async whmcs_get_todo_items({ agent, state }) {
    const item = the(state.todoItems);
    const { items } = unmarked(done(await agent.call('whmcs_get_todo_items')));
    expect(items.some((row) => row.title === item.title)).toBe(true);
  },
  async whmcs_get_affiliates({ agent, state }) {
    const affiliate = the(state.affiliates);
    const { items } = done(await agent.call('whmcs_get_affiliates', { userid: affiliate.clientId }));
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ id: affiliate.id, clientid: affiliate.clientId });
  },
  async whmcs_get_promotions({ agent, state }) {
    const promotion = the(state.promotions);
    const { items } = done(await agent.call('whmcs_get_promotions', { code: promotion.code }));
    expect(items.map((item) => item.code)).toEqual([promotion.code]);
  },
  async whmcs_get_quotes({ agent, state }) {
    const quote = the(state.quotes, (q) => q.lines.length > 0);
    const { items } = done(await agent.call('whmcs_get_quotes', { quoteid: quote.id }));
    expect(items[0]?.items).toHaveLength(quote.lines.length);
  },
};

const CHECKS: Record<string, Check> = { ...READS, ...WRITES };

/** What holds for a tool that has no check of its own: a call that fits the sandbox is answered, and only a write leaves a change. */
function bySample({ tool, action, riskClass }: (typeof catalogue.tools)[number]): Check {
  return async ({ agent, state, sandbox }) => {
    const before = JSON.stringify([state, sandbox.mails]);
    done(await agent.call(tool, cases[tool]?.call(state) ?? samples[tool]?.least));
    expect(JSON.stringify([state, sandbox.mails]) === before).toBe(riskClass === 'read');
    const effects = sandbox.requests.filter(({ effect }) => effect).map((request) => request.action);
    expect(effects).toEqual(riskClass === 'read' ? [] : [action]);
  };
}

test('every tool that was asked for has a check of its own, and every such write looks at what changed', () => {
  expect(Object.keys(CHECKS).sort()).toEqual(required.map((entry) => entry.tool).sort());
  const writes = required.filter((entry) => entry.riskClass !== 'read').map((entry) => entry.tool);
  expect(Object.keys(WRITES).sort()).toEqual(writes.sort());
});

describe('through the official client over stdio', () => {
  test.each(catalogue.tools)('$tool', async (entry) => {
    await (CHECKS[entry.tool] ?? bySample(entry))(await start());
  });
});
