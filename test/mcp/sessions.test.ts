import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { typed } from '../commands/terminal.js';
import {
  ALLOW_ALL,
  credentialsFor,
  done,
  openProgram,
  policyFile,
  sandboxed,
  temporaryFolder,
} from '../harness.js';

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

const RULED = { ...DENY_NOTES_ONCE_TAINTED, taint: { ends_after: '2h' } };
const HOUR = 3_600_000;

/** A program on one state, whose clock can be put forward. */
async function onState(policy: unknown = RULED) {
  const sandbox = await sandboxed();
  const state = join(temporaryFolder(), 'state.db');
  const env = { ...credentialsFor(sandbox), GUARD_POLICY: policyFile(policy), GUARD_STATE: state };
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  return {
    env,
    start: () => openProgram(env, {}, undefined, now),
    pass: (ms: number) => {
      ahead += ms;
    },
  };
}

const READ = ['whmcs_get_ticket', { ticketid: TICKET }] as const;
const agentNamed = (name: string) => sessionFor({ name, channel: 'stdio' });

test('what one connection of a caller read binds its others, and binds no other caller', async () => {
  const { start } = await onState();
  const program = start();
  const reader = await program.connectAs(agentNamed('a'));
  const [again, other] = [await program.connectAs(agentNamed('a')), await program.connectAs(agentNamed('b'))];
  expect((await reader.call(...READ)).isError).toBe(false);
  expect((await again.call(...NOTE)).code).toBe('policy_denied');
  expect((await other.call(...NOTE)).isError).toBe(false);
});

test('a restart cleans nobody; the time that the policy names does, counted from the last text', async () => {
  const { start, pass } = await onState();
  const first = start();
  const before = await first.connectAs(sessionFor(LOCAL_CALLER));
  done(await before.call(...READ));
  await before.client.close();
  await first.app.close();
  pass(HOUR);
  const reader = await start().connectAs(sessionFor(LOCAL_CALLER));
  expect((await reader.call(...NOTE)).code).toBe('policy_denied');
  done(await reader.call(...READ));
  pass(1.9 * HOUR);
  const later = await start().connectAs(sessionFor(LOCAL_CALLER));
  expect((await later.call(...NOTE)).code).toBe('policy_denied');
  pass(0.2 * HOUR);
  expect((await later.call(...NOTE)).isError).toBe(false);
});

test('people see who is tainted, since when and by what, and end it by command line', async () => {
  const { start, env } = await onState();
  const program = start();
  const agent = await program.connectAs(sessionFor(LOCAL_CALLER));
  expect((await typed(['taint'], env)).out).toBe('No caller is tainted.\n');
  done(await agent.call(...READ));
  const [call] = (await program.app.journal.calls({ limit: 1 })).calls;
  expect((await typed(['taint', 'list'], env)).out).toMatch(
    new RegExp(
      `^local  since \\S+ \\S+ UTC  by whmcs_get_ticket \\(call ${call?.call}\\)  last .*  ends in 2 h\\n$`,
    ),
  );
  expect((await typed(['taint', 'clear', 'nobody'], env)).code).toBe(1);
  expect((await agent.call(...NOTE)).code).toBe('policy_denied');
  expect((await typed(['taint', 'clear', 'local'], env)).code).toBe(0);
  expect((await agent.call(...NOTE)).isError).toBe(false);
  const [entry] = await (await program.app.store()).journal.find({ kinds: ['operator'], limit: 1 });
  expect(entry?.body).toMatchObject({ event: 'taint.cleared', caller: 'local' });
  done(await agent.call(...READ));
  expect((await agent.call(...NOTE)).code).toBe('policy_denied');
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

test('a person is asked for the caller of the session, and one caller has nothing of what another was given', async () => {
  const sandbox = await sandboxed();
  const asking = { ...ALLOW_ALL, tools: { whmcs_add_ticket_note: { require_approval: true } } };
  const program = openProgram({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(asking) });
  const { approvals } = program.app;
  const [ann, bob] = [
    await program.connectAs(sessionFor({ name: 'ann', channel: 'stdio' })),
    await program.connectAs(sessionFor({ name: 'bob', channel: 'stdio' })),
  ];
  expect((await ann.call(...NOTE)).code).toBe('approval_required');
  const [request] = await approvals.list({ limit: 5 });
  expect(request?.caller).toBe('ann');
  await approvals.vote(request?.id ?? '', { who: 'somebody', channel: 'cli', yes: true, reason: '' });
  expect((await bob.call(...NOTE)).code).toBe('approval_required');
  expect((await ann.call(...NOTE)).isError).toBe(false);
});
