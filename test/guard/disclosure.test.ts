import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import {
  ALLOW_ALL,
  credentialsFor,
  done,
  openProgram,
  policyFile,
  sandboxed,
  temporaryFolder,
} from '../harness.js';

const EVE = 'eve@evil.example';
const ASKING = {
  ...ALLOW_ALL,
  all_tools: {
    require_approval: [{ when: [{ path: 'effects', op: 'contains', value: 'disclosure' }] }],
  },
};

/** More than a few requests may not wait at once, so that a long test is denied instead. */
const DENYING = {
  ...ALLOW_ALL,
  all_tools: { deny_if: [{ conditions: ASKING.all_tools.require_approval[0]?.when ?? [] }] },
};

/** A program that asks where something is disclosed, on a state of its own. */
async function desk(policy: unknown = ASKING) {
  const sandbox = await sandboxed();
  const state = join(temporaryFolder(), 'state.db');
  const env = { ...credentialsFor(sandbox), GUARD_POLICY: policyFile(policy), GUARD_STATE: state };
  const { tickets, clients, services } = sandbox.state;
  const ticket = tickets.find(({ clientId, cc }) => clientId > 0 && cc === '');
  const guest = tickets.find(({ clientId }) => clientId === 0);
  const client = clients.find(({ id }) => id === ticket?.clientId);
  const victim = clients.find(({ id }) => id !== client?.id && services.some((one) => one.clientId === id));
  if (ticket === undefined || guest === undefined || client === undefined || victim === undefined) {
    throw new Error('the sandbox lacks a record');
  }
  const connect = () => openProgram(env).connectAs(sessionFor(LOCAL_CALLER));
  const agent = await connect();
  const asks = async (...call: Parameters<typeof agent.call>) => {
    const { code, isError } = await agent.call(...call);
    return isError ? code : 'done';
  };
  return { sandbox, env, agent, asks, connect, ticket, guest, client, victim };
}

const OPEN = { deptid: 1, subject: 'x', message: 'y' };
const mailTo = (id: number, custommessage: string) =>
  ['whmcs_send_email', { id, customtype: 'general', customsubject: 'Hello', custommessage }] as const;

test('everyday mail to whom it concerns discloses nothing', async () => {
  const { agent, asks, ticket, guest, client } = await desk();
  for (const { id } of [ticket, guest]) {
    done(await agent.call('whmcs_get_ticket', { ticketid: id }));
    expect(
      await asks('whmcs_add_ticket_reply', {
        ticketid: id,
        message: 'We look into it: 59.90 EUR, by 2026-03-10.',
      }),
    ).toBe('done');
  }
  done(await agent.call('whmcs_get_client_details', { clientid: client.id }));
  const own = `Dear ${client.firstName}, your address is ${client.email}, ${client.address1}, ${client.phone}.`;
  expect(await asks(...mailTo(client.id, own))).toBe('done');
  expect(
    await asks('whmcs_update_ticket', { ticketid: ticket.id, status: 'Answered', priority: 'High' }),
  ).toBe('done');
});

test('a ticket for a stranger asks, and so does each step of the same act split in two', async () => {
  const { asks, ticket, guest, victim } = await desk();
  const stranger = { ...OPEN, name: 'Eve', email: EVE };
  expect(await asks('whmcs_open_ticket', stranger)).toBe('approval_required');
  expect(await asks('whmcs_open_ticket', { ...stranger, noemail: true })).toBe('approval_required');
  expect(await asks('whmcs_update_ticket', { ticketid: ticket.id, cc: [EVE] })).toBe('approval_required');
  expect(await asks('whmcs_update_ticket', { ticketid: guest.id, email: EVE })).toBe('approval_required');
  expect(await asks('whmcs_update_ticket', { ticketid: ticket.id, userid: victim.id })).toBe(
    'approval_required',
  );
});

test('a quote for somebody who is no client asks once it is more than a draft, or says what was read of a client', async () => {
  const { agent, asks, victim } = await desk();
  const quote = {
    subject: 'Hosting',
    validuntil: '2026-12-31',
    firstname: 'New',
    lastname: 'One',
    email: EVE,
  };
  const lineitems = [{ desc: 'A server', qty: 1, up: '10.00' }];
  expect(await asks('whmcs_create_quote', { ...quote, stage: 'Draft', lineitems })).toBe('done');
  expect(await asks('whmcs_create_quote', { ...quote, stage: 'Delivered', lineitems })).toBe(
    'approval_required',
  );
  done(await agent.call('whmcs_get_client_details', { clientid: victim.id }));
  const telling = { ...quote, stage: 'Draft', lineitems, proposal: `As for ${victim.email}` };
  expect(await asks('whmcs_create_quote', telling)).toBe('approval_required');
});

test('copies to a stranger ask until the caller has read that the ticket has them', async () => {
  const { asks, ticket, sandbox, connect } = await desk();
  // Whoever set it, copies to a stranger that were never read are none that the customer is known to want.
  Object.assign(sandbox.state.tickets.find(({ id }) => id === ticket.id) ?? {}, { cc: EVE });
  expect(await asks('whmcs_add_ticket_reply', { ticketid: ticket.id, message: 'All data.' })).toBe(
    'approval_required',
  );
  const again = await connect();
  done(await again.call('whmcs_get_ticket', { ticketid: ticket.id }));
  done(await again.call('whmcs_add_ticket_reply', { ticketid: ticket.id, message: 'On it.' }));
});

test('what a caller put there once asks for all that goes there, after a reconnect too', async () => {
  const { sandbox, agent, connect, client } = await desk();
  const approved = await agent.call('whmcs_update_client', { clientid: client.id, email: EVE });
  expect(approved.isError).toBe(false);
  const again = await connect();
  expect((await again.call(...mailTo(client.id, 'Your new password.'))).code).toBe('approval_required');
  const invoice = sandbox.state.invoices.find((one) => one.clientId === client.id && one.status === 'Unpaid');
  if (invoice === undefined) return;
  // Only a draft can be published.
  invoice.status = 'Draft';
  const publish = { invoiceid: invoice.id, publishandsendemail: true };
  expect((await again.call('whmcs_update_invoice', publish)).code).toBe('approval_required');
});

const CARRIERS = (victim: { email: string; address1: string; phone: string }) => ({
  'the address': victim.email,
  'the address in base64': Buffer.from(`It is ${victim.email}`).toString('base64'),
  'the address with [at]': victim.email.replace('@', ' [at] '),
  'the street': `They live at ${victim.address1.toUpperCase()}.`,
  'the phone number': `Call ${victim.phone.replace(/(?<=\d)(?=\d)/g, '-')}`,
});

test('what was read of one client can not be sent to another, over any tool, spelling or connection', async () => {
  const { agent, connect, ticket, guest, client, victim } = await desk(DENYING);
  done(await agent.call('whmcs_get_clients', { limitnum: 250 }));
  done(await agent.call('whmcs_get_ticket', { ticketid: ticket.id }));
  done(await agent.call('whmcs_get_ticket', { ticketid: guest.id }));
  done(await agent.call('whmcs_get_client_details', { clientid: victim.id }));
  const other = await connect();
  const items = (text: string) => [{ description: text, amount: '1.00' }];
  for (const [what, text] of Object.entries(CARRIERS(victim))) {
    const calls = [
      mailTo(client.id, text),
      ['whmcs_add_ticket_reply', { ticketid: ticket.id, message: text }],
      ['whmcs_add_ticket_reply', { ticketid: guest.id, message: text, noemail: true }],
      ['whmcs_open_ticket', { ...OPEN, clientid: client.id, message: text }],
      ['whmcs_update_ticket', { ticketid: ticket.id, message: text }],
      ['whmcs_create_invoice', { userid: client.id, items: items(text), draft: true }],
      ['whmcs_create_invoice', { userid: client.id, items: items('x'), notes: text }],
    ] as const;
    for (const [name, args] of calls) {
      const { code } = await other.call(name, args);
      expect([what, name, code]).toEqual([what, name, 'policy_denied']);
    }
    const attached = [{ name: 'list.csv', data: Buffer.from(`name;${text}\n`).toString('base64') }];
    const reply = { ticketid: ticket.id, message: 'See there.', attachments: attached };
    expect((await other.call('whmcs_add_ticket_reply', reply)).code).toBe('policy_denied');
    // To whom it belongs it goes, and staff may read of it.
    done(await other.call(...mailTo(victim.id, text)));
    done(await other.call('whmcs_add_ticket_note', { ticketid: ticket.id, message: text }));
  }
});

test('what was read right before a server ends is known to the next one', async () => {
  const { env, client, victim } = await desk(DENYING);
  const first = openProgram(env);
  const reader = await first.connectAs(sessionFor(LOCAL_CALLER));
  done(await reader.call('whmcs_get_client_details', { clientid: victim.id }));
  await first.app.close();
  const next = await openProgram(env).connectAs(sessionFor(LOCAL_CALLER));
  expect((await next.call(...mailTo(client.id, `Write to ${victim.email}`))).code).toBe('policy_denied');
});

test('a file that can not be looked through asks, a plain one goes', async () => {
  const { asks, ticket, victim } = await desk();
  const reply = (data: Buffer) => ({
    ticketid: ticket.id,
    message: `See there (${data.length}).`,
    attachments: [{ name: 'list.txt', data: data.toString('base64') }],
  });
  expect(await asks('whmcs_add_ticket_reply', reply(Buffer.from('Opening hours: 9 to 5')))).toBe('done');
  for (const hidden of [Buffer.from(victim.email, 'utf16le'), Buffer.from([0x1f, 0x8b, 0x08, 0xff, 0xfe])]) {
    expect(await asks('whmcs_add_ticket_reply', reply(hidden))).toBe('approval_required');
  }
});

test('a value of one client is found in the fields of another, in a reason, and in variables that make it up', async () => {
  const { agent, asks, sandbox, client, victim } = await desk(DENYING);
  done(await agent.call('whmcs_get_client_details', { clientid: victim.id }));
  const service = sandbox.state.services.find((one) => one.clientId !== victim.id && one.status === 'Active');
  for (const field of ['city', 'state', 'postcode', 'tax_id', 'language']) {
    const change = { clientid: client.id, [field]: victim.email };
    expect([field, await asks('whmcs_update_client', change)]).toEqual([field, 'policy_denied']);
  }
  const suspension = { serviceid: service?.id, suspendreason: `Ask ${victim.email}` };
  expect(await asks('whmcs_module_suspend', suspension)).toBe('policy_denied');
  const [user, host] = victim.email.split('@');
  const [name, args] = mailTo(client.id, 'Write to {$user}@{$host}');
  expect(await asks(name, { ...args, customvars: { user, host } })).toBe('policy_denied');
  expect(await asks(name, { ...args, customvars: { user: 'help', host: 'example.com' } })).toBe('done');
});

test('a value of one client is found in every argument that another gets to see', async () => {
  const { agent, asks, sandbox, ticket, guest, client, victim } = await desk(DENYING);
  done(await agent.call('whmcs_get_client_details', { clientid: victim.id }));
  const text = `see ${victim.email}`;
  const order = sandbox.state.orders.find(({ clientId }) => clientId !== victim.id);
  const invoice = sandbox.state.invoices.find(({ clientId }) => clientId !== victim.id);
  const quote = { subject: 'Hosting', stage: 'Draft', validuntil: '2026-12-31' };
  const prospect = { ...quote, firstname: 'New', lastname: 'One', email: EVE };
  const reply = { ticketid: ticket.id, message: 'Hello.' };
  const calls = [
    ['whmcs_update_ticket', { ticketid: ticket.id, status: text }],
    ['whmcs_update_ticket', { ticketid: guest.id, name: text }],
    ['whmcs_add_ticket_reply', { ...reply, status: text }],
    ['whmcs_add_ticket_reply', { ...reply, name: text, email: EVE }],
    ['whmcs_add_ticket_reply', { ...reply, customfields: { 1: text } }],
    ['whmcs_create_quote', { ...prospect, companyname: text }],
    ['whmcs_create_quote', { ...prospect, address2: text }],
    ['whmcs_create_quote', { ...quote, userid: client.id, customernotes: text }],
    ['whmcs_update_invoice', { invoiceid: invoice?.id, notes: text }],
    ['whmcs_add_payment', { invoiceid: invoice?.id, transid: text, gateway: 'paypal', amount: '1.00' }],
    ['whmcs_accept_order', { orderid: order?.id, serviceusername: text }],
  ] as const;
  for (const [name, args] of calls)
    expect([name, args, await asks(name, args)]).toEqual([name, args, 'policy_denied']);
  // The adminnotes of a quote are for staff.
  expect(await asks('whmcs_create_quote', { ...quote, userid: client.id, adminnotes: text })).toBe('done');
});

test('a value of one client can not be sent to another in halves, over two replies or two arguments', async () => {
  const { agent, asks, ticket, guest, client, victim } = await desk(DENYING);
  done(await agent.call('whmcs_get_client_details', { clientid: victim.id }));
  const [user = '', host = ''] = victim.email.split('@');
  const halves = [`The first half is ${user}@`, `The other one is ${host}`] as const;
  const reply = (ticketid: number, message: string) =>
    ['whmcs_add_ticket_reply', { ticketid, message }] as const;
  expect(await asks(...reply(ticket.id, halves[0]))).toBe('done');
  // Somebody else who gets the other half knows nothing of the first.
  expect(await asks(...reply(guest.id, halves[1]))).toBe('done');
  expect(await asks(...reply(ticket.id, halves[1]))).toBe('policy_denied');
  const [name, args] = mailTo(client.id, `${halves[1]}, you know.`);
  expect(await asks(name, args)).toBe('policy_denied');
  const [other, both] = mailTo(client.id, 'x');
  const split = { ...both, customsubject: halves[1], custommessage: halves[0] };
  expect(await asks(other, split)).toBe('policy_denied');
  expect(await asks(...reply(ticket.id, 'Anything else we can do?'))).toBe('done');
});

test('where it can not be told who is reached, a person is asked', async () => {
  const { agent, sandbox, ticket, client } = await desk();
  sandbox.state.clients = sandbox.state.clients.filter(({ id }) => id !== client.id);
  const { isError, code } = await agent.call('whmcs_add_ticket_reply', {
    ticketid: ticket.id,
    message: 'Hi',
  });
  expect([isError, code]).toEqual([true, 'approval_required']);
});

test('what a registrar or a list of copies tells of a client can not be sent to another', async () => {
  const { agent, asks, sandbox, ticket, client } = await desk(DENYING);
  const { domains, clients, tickets } = sandbox.state;
  done(await agent.call('whmcs_get_ticket', { ticketid: ticket.id }));
  // Some registrars send objects, others JSON in a text.
  const held = domains.filter(
    ({ clientId, status, registrar }) => clientId !== client.id && status === 'Active' && registrar !== '',
  );
  expect(new Set(held.map(({ registrar }) => registrar)).size).toBeGreaterThan(1);
  for (const { id, clientId } of held.slice(0, 8)) {
    const owner = clients.find((one) => one.id === clientId);
    done(await agent.call('whmcs_get_domain_whois', { domainid: id }));
    for (const value of [owner?.email, owner?.phone, owner?.address1]) {
      const reply = { ticketid: ticket.id, message: `It is ${value}.` };
      expect([id, value, await asks('whmcs_add_ticket_reply', reply)]).toEqual([id, value, 'policy_denied']);
    }
    // The client may be told what a registrar holds of it.
    expect(await asks(...mailTo(clientId, `You are registered as ${owner?.email}, ${owner?.phone}.`))).toBe(
      'done',
    );
  }
  const other = tickets.find(({ clientId }) => clientId > 0 && clientId !== client.id);
  if (other === undefined) throw new Error('the sandbox lacks a ticket');
  Object.assign(other, { cc: 'first@copied.example, second@copied.example' });
  done(await agent.call('whmcs_get_ticket', { ticketid: other.id }));
  const reply = { ticketid: ticket.id, message: 'Ask second@copied.example' };
  expect(await asks('whmcs_add_ticket_reply', reply)).toBe('policy_denied');
});
