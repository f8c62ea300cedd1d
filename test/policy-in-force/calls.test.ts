import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, done, openProgram, temporaryFolder, until } from '../harness.js';
import { heldAnswers, recorder } from '../recorder.js';

const DENYING = {
  ...ALLOW_ALL,
  tools: { whmcs_log_activity: { action: 'deny' }, whmcs_get_stats: { action: 'deny' } },
};
const CHANGED = { code: 'policy_denied', details: { rule: '(policy changed)' } };

/** Two servers on one state that follow what is published there, and somebody who publishes. */
async function following(env: Record<string, string> = {}) {
  const whmcs = await recorder();
  const settings = {
    ...whmcs.env,
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_POLICY: 'state',
    ...env,
  };
  const servers = [openProgram(settings), openProgram(settings)] as const;
  const { policies } = await servers[1].app.store();
  const publish = (policy: object) =>
    policies.publish(
      { name: '', document: JSON.stringify(policy), revision: '', who: 'anna', note: '' },
      new Date(),
    );
  return { whmcs, servers, publish, policies };
}

const log = (description: string) => ['whmcs_log_activity', { description }] as const;

test('a server lists and allows nothing before a policy is published, and says what to do', async () => {
  const { servers, publish, whmcs } = await following();
  const agent = await servers[0].connectAs(sessionFor(LOCAL_CALLER));
  expect(await agent.listed()).toEqual([]);
  const refused = await agent.call('whmcs_get_stats');
  expect(refused.text).toContain('whmcs-mcp policy publish FILE');
  expect(whmcs.received).toEqual([]);
  await publish(ALLOW_ALL);
  done(await agent.call(...log('one')));
  expect(await agent.listed()).toContain('whmcs_get_stats');
});

test('the next write in every server goes by what was published, and a read within 50 ms', async () => {
  const { servers, publish } = await following();
  await publish(ALLOW_ALL);
  const agents = await Promise.all(servers.map(({ connectAs }) => connectAs(sessionFor(LOCAL_CALLER))));
  for (const agent of agents) done(await agent.call(...log('one')));
  await publish(DENYING);
  for (const agent of agents)
    expect(await agent.call(...log('two'))).toMatchObject({ code: 'policy_denied' });
  await publish(ALLOW_ALL);
  for (const agent of agents) {
    await until(async () => !(await agent.call('whmcs_get_stats')).isError);
  }
  await publish(DENYING);
  for (const agent of agents) {
    await until(async () => (await agent.call('whmcs_get_stats')).code === 'policy_denied');
  }
});

test('a client is told that its tools have changed though it calls nothing', async () => {
  const { servers, publish } = await following();
  await publish(ALLOW_ALL);
  const agent = await servers[0].connectAs(sessionFor(LOCAL_CALLER));
  await until(async () => (await agent.listed()).includes('whmcs_log_activity'));
  const { app } = servers[0];
  const changed = new Promise<void>((tell) => app.onPolicyChange(tell));
  await publish(DENYING);
  await changed;
  expect(await agent.listed()).not.toContain('whmcs_log_activity');
});

test.each(['a write', 'a read'])(
  'what is published while %s waits for its place stops it before the first byte',
  async (kind) => {
    const { servers, publish, whmcs } = await following({ WHMCS_CONCURRENCY: '1' });
    await publish(ALLOW_ALL);
    const agent = await servers[0].connectAs(sessionFor(LOCAL_CALLER));
    done(await agent.call(...log('before')));
    whmcs.received.length = 0;
    const held = heldAnswers(whmcs, 'GetProducts');
    const ahead = agent.call('whmcs_get_products');
    await until(() => held.length === 1);
    const [tool, args] = kind === 'a write' ? log('one') : (['whmcs_get_stats', {}] as const);
    const waiting = agent.call(tool, args);
    const { journal } = await servers[1].app.store();
    if (kind === 'a write')
      await until(async () => (await journal.find({ kinds: ['intent'], limit: 2 })).length === 2);
    // Longer than a read may go by what it saw last.
    await new Promise((passed) => setTimeout(passed, 60));
    await publish(DENYING);
    held.shift()?.();
    done(await ahead);
    expect(await waiting).toMatchObject(CHANGED);
    expect(whmcs.received.map(({ action }) => action)).toEqual(['GetProducts']);
  },
);

test('a tool that is switched in the console is switched in all servers, and the journal says by whom', async () => {
  const { servers, publish, policies } = await following();
  await publish(ALLOW_ALL);
  const [first, second] = servers;
  const agent = await second.connectAs(sessionFor(LOCAL_CALLER));
  expect(await first.app.switchTool('whmcs_log_activity', false, 'Bea')).toBeUndefined();
  expect(await agent.call(...log('one'))).toMatchObject({ code: 'policy_denied' });
  expect(await policies.newest('')).toMatchObject({ number: 2, who: 'Bea' });
  expect(first.app.policy().path).toBe('published in the state, number 2');
  const [entry] = await (await first.app.store()).journal.find({ kinds: ['operator'], limit: 1 });
  expect(entry?.body).toMatchObject({ event: 'tool.switched', who: 'Bea', on: false });
});
