import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, credentialsFor, openProgram, policyFile, sandboxed } from '../harness.js';

const TICKET = 404;
const NOTE = ['whmcs_add_ticket_note', { ticketid: TICKET, message: 'Asked for the order number.' }] as const;

const DENY_NOTES_ONCE_TAINTED = {
  ...ALLOW_ALL,
  tools: {
    whmcs_add_ticket_note: {
      deny_if: [{ conditions: [{ path: 'session.tainted', op: 'eq', value: true }] }],
    },
  },
};

test('each client has the session that it was served with: what one of them read binds no other', async () => {
  const sandbox = await sandboxed();
  const program = openProgram({
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(DENY_NOTES_ONCE_TAINTED),
  });
  const [one, other] = [sessionFor(LOCAL_CALLER), sessionFor(LOCAL_CALLER)];
  const [reader, writer] = [await program.connectAs(one), await program.connectAs(other)];
  expect((await reader.call('whmcs_get_ticket', { ticketid: TICKET })).isError).toBe(false);
  expect([one.tainted, other.tainted]).toEqual([true, false]);
  expect((await reader.call(...NOTE)).code).toBe('policy_denied');
  expect((await writer.call(...NOTE)).isError).toBe(false);
});

test('a session that was tainted before it is served stays so', async () => {
  const sandbox = await sandboxed();
  const program = openProgram({
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(DENY_NOTES_ONCE_TAINTED),
  });
  const agent = await program.connectAs(Object.assign(sessionFor(LOCAL_CALLER), { tainted: true }));
  expect((await agent.call(...NOTE)).code).toBe('policy_denied');
  expect(sandbox.requests.filter(({ action }) => action === 'AddTicketNote')).toEqual([]);
});

test('the journal names the caller of the session that made the call', async () => {
  const sandbox = await sandboxed();
  const program = openProgram({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) });
  const session = sessionFor({ name: 'night-shift', channel: 'stdio' });
  const agent = await program.connectAs(session);
  expect((await agent.call(...NOTE)).isError).toBe(false);
  const { calls } = await program.app.journal.calls({ limit: 10 });
  expect(calls).toMatchObject([
    { tool: 'whmcs_add_ticket_note', caller: 'night-shift', session: session.id },
  ]);
});
