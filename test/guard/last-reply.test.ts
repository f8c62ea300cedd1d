import { describe, expect, test } from 'vitest';
import type { State } from '../../src/sandbox/index.js';
import { credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';
import { ask } from '../sandbox/caller.js';

const PATH = 'context.ticket.last_reply_by';
const REPLY = 'whmcs_add_ticket_reply';

/** Notes are let through where somebody wrote last; each answers with who it was. */
const TELLING = {
  version: '1',
  default: 'allow',
  tools: {
    whmcs_add_ticket_note: {
      deny_if: ['staff', 'client', 'outsider', 'agent'].map((value) => ({
        conditions: [{ path: PATH, op: 'eq', value }],
        on_deny: `wrote last: ${value}`,
      })),
    },
  },
};

async function desk(policy: Record<string, unknown> = TELLING) {
  const sandbox = await sandboxed();
  const { tickets } = sandbox.state;
  const fits = (test: (one: State['tickets'][number]) => boolean) => {
    const found = tickets.find(test);
    if (found === undefined) throw new Error('the sandbox has no such ticket');
    return found;
  };
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(policy) });
  let notes = 0;
  return {
    sandbox,
    agent,
    ticket: fits(({ clientId, replies }) => clientId > 0 && replies.length === 0),
    guests: fits(({ clientId }) => clientId === 0),
    staffLogin: sandbox.state.staff[0]?.username ?? '',
    /** Who wrote last, as a rule finds it. */
    async lastIn({ id }: { id: number }): Promise<string | undefined> {
      notes += 1;
      const { text } = await agent.call('whmcs_add_ticket_note', { ticketid: id, message: `note ${notes}` });
      return /wrote last: (\w+)/.exec(text)?.[1];
    },
    post: (ticketid: number, fields: Record<string, string | number>) =>
      ask(sandbox, 'AddTicketReply', { ticketid, ...fields }),
  };
}

describe('who wrote the last post of a ticket', () => {
  test('is the client, staff, or somebody else', async () => {
    const { ticket, guests, staffLogin, lastIn, post } = await desk();
    const { id, clientId } = ticket;
    expect(await lastIn(ticket)).toBe('client');
    await post(id, { message: 'Looking into it.', adminusername: staffLogin });
    expect(await lastIn(ticket)).toBe('staff');
    await post(id, { message: 'Thank you.', clientid: clientId });
    expect(await lastIn(ticket)).toBe('client');
    await post(id, { message: 'Send it to me.', name: 'Pat', email: 'pat@example.net' });
    expect(await lastIn(ticket)).toBe('outsider');
    await post(id, { message: 'And to me.', clientid: clientId === 2 ? 5 : 2 });
    expect(await lastIn(ticket)).toBe('outsider');
    expect(await lastIn(guests)).toBe('client');
    await post(guests.id, { message: 'I am the guest.', name: guests.name, email: 'other@example.net' });
    expect(await lastIn(guests)).toBe('outsider');
  });

  test('is the agent where the journal says so, under whatever name', async () => {
    const { agent, ticket, lastIn, post, staffLogin } = await desk();
    const { id, clientId } = ticket;
    done(await agent.call(REPLY, { ticketid: id, message: 'It\'s "done" & dusted.\n\nBye' }));
    expect(await lastIn(ticket)).toBe('agent');
    await post(id, { message: 'No, it is not.', clientid: clientId });
    expect(await lastIn(ticket)).toBe('client');
    done(await agent.call(REPLY, { ticketid: id, message: 'On behalf of them.', clientid: clientId }));
    expect(await lastIn(ticket)).toBe('agent');
    await post(id, { message: 'I take over.', adminusername: staffLogin });
    expect(await lastIn(ticket)).toBe('staff');
  });

  test('is staff where they say what an agent said before', async () => {
    const { agent, ticket, lastIn, post, staffLogin } = await desk();
    done(await agent.call(REPLY, { ticketid: ticket.id, message: 'Thank you, we close this.' }));
    await post(ticket.id, { message: 'Thank you, we close this.', adminusername: staffLogin });
    expect(await lastIn(ticket)).toBe('staff');
  });

  test('is not the agent for a text that it put into another ticket', async () => {
    const { agent, ticket, guests, lastIn, post, staffLogin } = await desk();
    done(await agent.call(REPLY, { ticketid: guests.id, message: 'We look into it.' }));
    await post(ticket.id, { message: 'We look into it.', adminusername: staffLogin });
    expect(await lastIn(ticket)).toBe('staff');
    expect(await lastIn(guests)).toBe('agent');
  });

  test('is the agent who opened it, or who rewrote how it opens', async () => {
    const { agent, ticket, lastIn } = await desk();
    const fields = { deptid: 1, subject: 'Your move', message: 'We move you on Monday.', clientid: 2 };
    const { id } = done(await agent.call('whmcs_open_ticket', fields));
    expect(await lastIn({ id: Number(id) })).toBe('agent');
    done(await agent.call('whmcs_update_ticket', { ticketid: ticket.id, message: 'Rewritten.' }));
    expect(await lastIn(ticket)).toBe('agent');
  });

  test('is told of a ticket by the number that the customer sees', async () => {
    const { agent, ticket } = await desk();
    const { text } = await agent.call('whmcs_add_ticket_note', { ticketnum: ticket.tid, message: 'x' });
    expect(text).toContain('wrote last: client');
  });

  test('counts against the call where the posts are not dated', async () => {
    const { ticket, agent } = await desk();
    ticket.date = '';
    const { code, text } = await agent.call('whmcs_add_ticket_note', { ticketid: ticket.id, message: 'x' });
    expect(code).toBe('policy_denied');
    expect(text).not.toContain('wrote last: client');
  });
});

test('an agent steps back from a ticket that staff answer while its reply waits for a person', async () => {
  const { agent, sandbox, ticket, post, staffLogin } = await desk({
    version: '1',
    default: 'allow',
    tools: {
      [REPLY]: {
        require_approval: true,
        deny_if: [
          { conditions: [{ path: PATH, op: 'eq', value: 'staff' }], on_deny: 'Staff have answered.' },
        ],
      },
    },
  });
  const args = { ticketid: ticket.id, message: 'My answer.' };
  expect((await agent.call(REPLY, args)).code).toBe('approval_required');
  await post(ticket.id, { message: 'I do this one.', adminusername: staffLogin });
  const { text } = await agent.call(REPLY, args);
  expect(text).toContain('Staff have answered.');
  expect(sandbox.state.tickets.find(({ id }) => id === ticket.id)?.replies).toHaveLength(1);
});
