import { describe, expect, test } from 'vitest';
import type { Body, ReadAction } from '../../src/catalog/index.js';
import type { Sandbox, State } from '../../src/sandbox/index.js';
import { ALLOW_ALL, credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';
import { previewed, toolNamed } from '../preview/asking.js';
import { ask as askSandbox } from '../sandbox/caller.js';

type Ticket = State['tickets'][number];

/** Two tickets of one client, one of another client, and one of a guest. */
function someTickets({ state }: Sandbox): { first: Ticket; second: Ticket; other: Ticket; guests: Ticket } {
  const [first, second, other] = state.tickets.filter(({ clientId }) => clientId > 0);
  const guests = state.tickets.find(({ clientId }) => clientId === 0);
  if (!first || !second || !other || !guests) throw new Error('the sandbox has too few tickets');
  second.clientId = first.clientId;
  return { first, second, other, guests };
}

const merge = (into: Ticket, ...merged: Ticket[]) => ({
  ticketid: into.id,
  mergeticketids: merged.map(({ id }) => id),
});

describe('merging tickets', () => {
  async function effectsOf(sandbox: Sandbox, args: Body): Promise<readonly string[]> {
    const tool = toolNamed('whmcs_merge_ticket');
    const parsed = tool.parse(args);
    if ('problems' in parsed) throw new Error(parsed.problems.join('; '));
    const ask = (action: ReadAction, params: Body) =>
      askSandbox(sandbox, action, params as Record<string, string>);
    return tool.readEffects({ values: parsed.values, ask, now: new Date() });
  }

  test('of one client does not come back; of several, it hands the words of one to another', async () => {
    const sandbox = await sandboxed();
    const { first, second, other, guests } = someTickets(sandbox);
    const mixed = ['control', 'disclosure', 'irreversible'];
    expect(await effectsOf(sandbox, merge(first, second))).toEqual(['irreversible']);
    expect(await effectsOf(sandbox, merge(first, second, other))).toEqual(mixed);
    expect(await effectsOf(sandbox, merge(first, guests))).toEqual(mixed);
    expect(await effectsOf(sandbox, merge(guests, first))).toEqual(mixed);
    await expect(effectsOf(sandbox, { ticketid: first.id, mergeticketids: [987_654] })).rejects.toThrow();
  });

  test('shows each ticket with whose it is, and who can then read what', async () => {
    const sandbox = await sandboxed();
    const { first, second, other } = someTickets(sandbox);
    const { title, sentences } = await previewed(sandbox, 'whmcs_merge_ticket', merge(first, second, other));
    const text = sentences.join('\n');
    expect(title).toMatch(
      new RegExp(`^Merge tickets ${second.id} and ${other.id} into ticket ${first.id} of .+`),
    );
    expect(text).toMatch(
      new RegExp(`^Ticket ${second.id} of .+\\(client ${first.clientId}\\) ends in it`, 'm'),
    );
    expect(text).toMatch(
      new RegExp(`^Ticket ${other.id} of .+\\(client ${other.clientId}\\) ends in it`, 'm'),
    );
    expect(text).toMatch(
      new RegExp(
        `not all of one client: .+\\(client ${first.clientId}\\) can then read all that is in ticket ${other.id}`,
      ),
    );
    const own = await previewed(sandbox, 'whmcs_merge_ticket', merge(first, second));
    expect(own.sentences.join('\n')).not.toContain('not all of one client');
  });

  test('moves the posts, and ends the other ticket', async () => {
    const sandbox = await sandboxed();
    const { first, second } = someTickets(sandbox);
    const texts = [first, second].flatMap((one) => [
      one.message,
      ...one.replies.map(({ message }) => message),
    ]);
    const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) });
    done(await agent.call('whmcs_merge_ticket', merge(first, second)));
    expect([first.message, ...first.replies.map(({ message }) => message)].sort()).toEqual(texts.sort());
    expect(sandbox.state.tickets).not.toContain(second);
  });

  test.each([
    [{ ticketid: 1, mergeticketids: [1] }, 'can not be among'],
    [{ ticketid: 1, mergeticketids: [2, 2] }, 'each ticket once'],
    [{ ticketid: 1, mergeticketids: Array.from({ length: 21 }, (_, index) => index + 2) }, 'at most 20'],
  ])('%j is refused', async (args, says) => {
    const sandbox = await sandboxed();
    const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) });
    const { code, text } = await agent.call('whmcs_merge_ticket', args);
    expect([code, text]).toEqual(['invalid_arguments', expect.stringContaining(says)]);
    expect(sandbox.requests).toEqual([]);
  });

  test('nobody is asked about one that WHMCS does not have', async () => {
    const sandbox = await sandboxed();
    const { first, second } = someTickets(sandbox);
    const asks = { ...ALLOW_ALL, all_tools: { require_approval: true } };
    const agent = await inProcess({
      ...credentialsFor(sandbox),
      GUARD_POLICY: policyFile(asks),
      GUARD_APPROVAL_WAIT: '0',
    });
    const args = { ticketid: first.id, mergeticketids: [second.id, 987_654] };
    const { code, text } = await agent.call('whmcs_merge_ticket', args);
    expect([code, text]).toEqual([
      'invalid_arguments',
      expect.stringContaining('no ticket 987654 (mergeticketids)'),
    ]);
  });
});

describe('blocking a sender', () => {
  const asks = (sandbox: Sandbox, args: Body) => {
    const policy = policyFile({ ...ALLOW_ALL });
    const agent = inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policy, GUARD_APPROVAL_WAIT: '0' });
    return agent.then((desk) => desk.call('whmcs_block_ticket_sender', args));
  };

  test('keeps the ticket, or deletes it', async () => {
    const sandbox = await sandboxed();
    const { guests } = someTickets(sandbox);
    done(await asks(sandbox, { ticketid: guests.id }));
    expect(sandbox.state.blockedSenders).toEqual([guests.email]);
    expect(sandbox.state.tickets).toContain(guests);
    done(await asks(sandbox, { ticketid: guests.id, delete: true }));
    expect(sandbox.state.tickets).not.toContain(guests);
  });

  test('who is a client is told to whoever approves it', async () => {
    const sandbox = await sandboxed();
    const { first, guests } = someTickets(sandbox);
    const told = async ({ id }: Ticket) =>
      (await previewed(sandbox, 'whmcs_block_ticket_sender', { ticketid: id })).sentences.join(' ');
    expect(await told(first)).toContain('This one is a client, whose mails to the desk would get lost');
    expect(await told(guests)).not.toContain('This one is a client');
    expect(await told(guests)).toContain(`Mails from “${guests.email}” open and answer no tickets any more`);
  });
});

test('tickets are counted, and what staff keep ready is listed without marks', async () => {
  const sandbox = await sandboxed();
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) });
  const counts = done(
    await agent.call('whmcs_get_ticket_counts', {
      ignoreDepartmentAssignments: true,
      includeCountsByStatus: true,
    }),
  );
  const open = sandbox.state.tickets.filter(({ status }) => status === 'Open').length;
  expect(counts.status).toMatchObject({ open: { title: 'Open', count: open } });
  const { items } = done(await agent.call('whmcs_get_ticket_predefined_replies', { catid: 2 }));
  expect(items).toEqual(
    sandbox.state.predefinedReplies
      .filter(({ categoryId }) => categoryId === 2)
      .map(({ name, reply }) => ({ name, reply: reply.replaceAll('\r\n', '\n') })),
  );
});
