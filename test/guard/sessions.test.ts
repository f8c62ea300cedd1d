import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { credentialsFor, done, openProgram, policyFile, sandboxed } from '../harness.js';

const settled = () => new Promise((next) => setImmediate(next));

const NIGHT = { name: 'night-shift', channel: 'stdio' };

/** Notes are for the day: a rule about the caller decides without arguments. */
const POLICY = {
  version: '1',
  default: 'allow',
  tools: {
    whmcs_add_ticket_note: {
      deny_if: [{ conditions: [{ path: 'caller.name', op: 'eq', value: 'night-shift' }] }],
    },
  },
};

async function program() {
  return openProgram({ ...credentialsFor(await sandboxed()), GUARD_POLICY: policyFile(POLICY) });
}

test('each caller is listed, told of and suggested the tools that it may be allowed', async () => {
  const { app, connectAs } = await program();
  const [day, night] = [await connectAs(sessionFor(LOCAL_CALLER)), await connectAs(sessionFor(NIGHT))];
  // In turn and again, so that neither is shown what was kept for the other.
  for (let round = 0; round < 2; round += 1) {
    expect(await day.listed()).toContain('whmcs_add_ticket_note');
    expect(await night.listed()).not.toContain('whmcs_add_ticket_note');
  }
  expect((await day.call('whmcs_add_ticket_notes')).text).toContain('"whmcs_add_ticket_note"?');
  expect((await night.call('whmcs_add_ticket_notes')).text).not.toContain('"whmcs_add_ticket_note"?');
  const stateOf = (caller: typeof NIGHT) =>
    app.guard.states({ caller }).find(({ name }) => name === 'whmcs_add_ticket_note');
  expect(stateOf(LOCAL_CALLER)).toMatchObject({ listed: true, state: 'allow' });
  expect(stateOf(NIGHT)).toMatchObject({ listed: false, state: 'deny' });
});

test('the listing of one caller is the same array until the policy changes', async () => {
  const { app } = await program();
  const first = app.guard.list({ caller: NIGHT });
  expect(app.guard.list(sessionFor({ ...NIGHT }))).toBe(first);
  expect(app.guard.list(sessionFor(LOCAL_CALLER))).not.toBe(first);
});

test('the grant of a caller is a fact for rules, and stands in the journal', async () => {
  const rule = { deny_if: [{ conditions: [{ path: 'caller.grant', op: 'eq', value: 'support' }] }] };
  const grants = { support: {}, billing: {} };
  const policy = { version: '1', default: 'allow', grants, tools: { whmcs_get_stats: rule } };
  const { app, connectAs } = openProgram({
    ...credentialsFor(await sandboxed()),
    GUARD_POLICY: policyFile(policy),
  });
  const named = { name: 'night-shift', channel: 'http' };
  const granted = await connectAs(sessionFor({ ...named, grant: 'support' }));
  expect(await granted.call('whmcs_get_stats')).toMatchObject({ code: 'policy_denied' });
  const other = await connectAs(sessionFor({ ...named, grant: 'billing' }));
  done(await other.call('whmcs_get_stats'));
  const { calls } = await app.journal.calls({ limit: 5 });
  expect(calls.map(({ caller, grant }) => [caller, grant])).toEqual([
    ['night-shift', 'billing'],
    ['night-shift', 'support'],
  ]);
});

test('a grant holds in shadow mode, where the rules of the policy only speak', async () => {
  const grants = { support: { hide: ['whmcs_get_stats'] } };
  const policy = { version: '1', default: 'deny', mode: 'shadow', grants };
  const { connectAs } = openProgram({
    ...credentialsFor(await sandboxed()),
    GUARD_POLICY: policyFile(policy),
  });
  const agent = await connectAs(sessionFor({ ...NIGHT, grant: 'support' }));
  expect(await agent.listed()).not.toContain('whmcs_get_stats');
  expect((await agent.call('whmcs_get_stats')).details).toMatchObject({ rule: '(not granted)' });
  done(await agent.call('whmcs_get_clients'));
  const lost = await connectAs(sessionFor({ ...NIGHT, grant: 'gone' }));
  expect(await lost.listed()).toEqual([]);
  expect((await lost.call('whmcs_get_clients')).details).toMatchObject({ rule: '(no grant)' });
});

test('a read that a person approved is judged by what the session has met meanwhile', async () => {
  const tool = 'whmcs_get_clients';
  const policy = {
    version: '1',
    default: 'allow',
    tools: {
      [tool]: {
        require_approval: true,
        deny_if: [{ conditions: [{ path: 'session.tainted', op: 'eq', value: true }] }],
      },
    },
  };
  const sandbox = await sandboxed();
  const { app, connectAs } = openProgram({
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(policy),
    GUARD_APPROVAL_WAIT: '60',
  });
  const agent = await connectAs(sessionFor(LOCAL_CALLER));
  const answer = agent.call(tool);
  const pending = async () => (await app.approvals.list({ states: ['pending'], limit: 5 }))[0];
  let request = await pending();
  for (; request === undefined; request = await pending()) await settled();
  done(await agent.call('whmcs_get_ticket', { ticketid: sandbox.state.tickets[0]?.id }));
  await app.approvals.vote(request.id, { who: 'ada', channel: 'cli', yes: true, reason: '' });
  expect(await answer).toMatchObject({
    code: 'policy_denied',
    details: { rule: `/tools/${tool}/deny_if/0` },
  });
});

test('no id of a call or a session could be taken for a flag of a command', () => {
  const ids = Array.from({ length: 2_000 }, () => sessionFor(LOCAL_CALLER).id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[A-Za-z0-9][\w-]{11}$/.test(id))).toEqual([]);
});
