import { readFileSync } from 'node:fs';
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
const allowed = (path: string, op: string, value: unknown) => ({
  ...ALLOW_ALL,
  tools: { whmcs_add_ticket_reply: { require: [{ conditions: [{ path, op, value }] }] } },
});

/** A program on a state of its own, a ticket of a client's, and one of somebody who is none. */
async function desk(policy: unknown) {
  const sandbox = await sandboxed();
  const state = join(temporaryFolder(), 'state.db');
  const env = { ...credentialsFor(sandbox), GUARD_POLICY: policyFile(policy), GUARD_STATE: state };
  const { tickets } = sandbox.state;
  const owned = tickets.find((ticket) => ticket.clientId > 0);
  const guest = tickets.find((ticket) => ticket.clientId === 0);
  if (owned === undefined || guest === undefined) throw new Error('the sandbox has no such tickets');
  const connect = () => openProgram(env).connectAs(sessionFor(LOCAL_CALLER));
  const reply = (ticketid: number, message = 'On it.') =>
    ['whmcs_add_ticket_reply', { ticketid, message }] as const;
  return { sandbox, env, owned, guest, connect, reply, agent: await connect() };
}

const AS_READ = allowed('mail.as_first_read', 'eq', true);

test('a reply is as first read only once the caller has read the ticket, over every connection', async () => {
  const { agent, owned, guest, reply, connect } = await desk(AS_READ);
  expect((await agent.call(...reply(owned.id))).code).toBe('policy_denied');
  for (const { id } of [owned, guest]) {
    done(await agent.call('whmcs_get_ticket', { ticketid: id }));
    done(await agent.call(...reply(id)));
  }
  done(await (await connect()).call(...reply(owned.id, 'Still on it.')));
});

test.each([
  ['its copies', { cc: [EVE] }],
  ['the address of a guest', { email: EVE }],
  ['its owner', { userid: 2 }],
])(
  'a reply is no longer as first read once the caller has changed %s, and setting it back heals nothing',
  async (_what, change) => {
    const { agent, owned, guest, reply, connect, sandbox } = await desk(AS_READ);
    const ticket = 'email' in change ? guest : owned;
    const was = { cc: ticket.cc, email: ticket.email, clientId: ticket.clientId };
    done(await agent.call('whmcs_get_ticket', { ticketid: ticket.id }));
    done(await agent.call('whmcs_update_ticket', { ticketid: ticket.id, ...change }));
    expect((await agent.call(...reply(ticket.id))).code).toBe('policy_denied');
    done(await agent.call('whmcs_get_ticket', { ticketid: ticket.id }));
    Object.assign(sandbox.state.tickets.find(({ id }) => id === ticket.id) ?? {}, was);
    expect((await (await connect()).call(...reply(ticket.id))).code).toBe('policy_denied');
  },
);

test('a reply is no longer as first read where somebody else has changed where it goes', async () => {
  const { agent, owned, reply, sandbox } = await desk(AS_READ);
  done(await agent.call('whmcs_get_ticket', { ticketid: owned.id }));
  Object.assign(sandbox.state.tickets.find(({ id }) => id === owned.id) ?? {}, { cc: EVE });
  expect((await agent.call(...reply(owned.id))).code).toBe('policy_denied');
});

test('a ticket that the caller opened is never as first read', async () => {
  const { agent, reply, connect } = await desk(AS_READ);
  const opened = { deptid: 1, subject: 'x', message: 'y', noemail: true };
  const forStranger = done(await agent.call('whmcs_open_ticket', { ...opened, name: 'Eve', email: EVE }));
  const forClient = done(await agent.call('whmcs_open_ticket', { ...opened, clientid: 2 }));
  const again = await connect();
  for (const { id } of [forStranger, forClient]) {
    done(await again.call('whmcs_get_ticket', { ticketid: Number(id) }));
    expect((await again.call(...reply(Number(id)))).code).toBe('policy_denied');
  }
});

test('recipients and outsiders are counted, letter case and what can not be seen aside', async () => {
  const { agent, owned, reply, sandbox } = await desk(allowed('mail.outsiders', 'lt', 2));
  const ticket = sandbox.state.tickets.find(({ id }) => id === owned.id);
  const client = sandbox.state.clients.find(({ id }) => id === owned.clientId);
  if (ticket === undefined || client === undefined) throw new Error('gone');
  ticket.cc = `${client.email.toUpperCase()},a@else.example,A\u200b@else.example`;
  done(await agent.call(...reply(owned.id)));
  ticket.cc = 'a@else.example,b@else.example';
  expect((await agent.call(...reply(owned.id, 'More.'))).code).toBe('policy_denied');
});

test('a limit per client counts recipients, and a guest by the address', async () => {
  const limits = [
    { counter: 'mails', window: 'day', max: 3, scope: 'client', increment_from: 'mail.recipients' },
  ];
  const { agent, owned, guest, reply, sandbox } = await desk({
    ...ALLOW_ALL,
    tools: { whmcs_add_ticket_reply: { limits } },
  });
  Object.assign(sandbox.state.tickets.find(({ id }) => id === owned.id) ?? {}, { cc: 'a@else.example' });
  done(await agent.call(...reply(owned.id, 'One.')));
  expect((await agent.call(...reply(owned.id, 'Two.'))).code).toBe('rate_limited');
  for (const message of ['One.', 'Two.', 'Three.']) done(await agent.call(...reply(guest.id, message)));
  expect((await agent.call(...reply(guest.id, 'Four.'))).code).toBe('rate_limited');
});

test('a reply without mail to a ticket that was not read asks once text of outsiders was read', async () => {
  const shipped = JSON.parse(readFileSync(join(import.meta.dirname, '../../policies/default.json'), 'utf8'));
  const { agent, owned, guest, sandbox } = await desk(shipped);
  done(await agent.call('whmcs_get_ticket', { ticketid: guest.id }));
  const quiet = { ticketid: owned.id, message: 'Seen in the client area.', noemail: true };
  expect((await agent.call('whmcs_add_ticket_reply', quiet)).code).toBe('approval_required');
  done(await agent.call('whmcs_get_ticket', { ticketid: owned.id }));
  const other = { ...quiet, message: 'Seen in the client area, after the ticket was read.' };
  done(await agent.call('whmcs_add_ticket_reply', other));
  expect(sandbox.mails).toEqual([]);
});
