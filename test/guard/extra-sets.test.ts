import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LOCAL_CALLER } from '../../src/guard/index.js';
import { ALLOW_ALL, done, openProgram, policyFile, until } from '../harness.js';
import { catalogue, recorder } from '../recorder.js';

const CREDITS = 'whmcs_get_credits';
const NOT_ON =
  'Not switched on: GUARD_TOOLSETS=desk, or "toolsets" in the policy. The operator decides that, in the variable GUARD_TOOLSETS or the policy; tell your user.';

const DESK = catalogue.tools.filter(({ set }) => set === 'desk').map(({ tool }) => tool);
const USUAL = catalogue.tools.filter(({ set }) => set === undefined).map(({ tool }) => tool);

async function start(policy: object, toolsets = '') {
  const whmcs = await recorder();
  const file = policyFile(policy);
  const { app, connectAs } = openProgram({ ...whmcs.env, GUARD_POLICY: file, GUARD_TOOLSETS: toolsets });
  const agent = await connectAs({ id: 'one', caller: LOCAL_CALLER });
  const listed = async () => (await agent.client.listTools()).tools.map(({ name }) => name);
  return { app, agent, file, listed, asked: () => whmcs.received.map(({ action }) => action) };
}

test('a tool whose set is off is not listed, and a call of it is told how to switch it on and leaves nothing', async () => {
  const { agent, listed, asked } = await start(ALLOW_ALL);
  expect((await listed()).sort()).toEqual(USUAL.toSorted());
  const answer = await agent.call(CREDITS, { clientid: 1 });
  expect(answer.code).toBe('policy_denied');
  expect(answer.text).toContain(`[POLICY DENIED] ${CREDITS} is refused by rule (set): ${NOT_ON}`);
  // To have been asked for switches nothing on.
  expect((await listed()).sort()).toEqual(USUAL.toSorted());
  expect((await agent.call(CREDITS, { clientid: 1 })).code).toBe('policy_denied');
  expect(asked()).toEqual([]);
});

test.each([
  ['GUARD_TOOLSETS', ALLOW_ALL, 'desk'],
  ['the policy', { ...ALLOW_ALL, toolsets: ['desk'] }, ''],
])('switched on by %s, its tools come after the usual ones and work', async (_by, policy, toolsets) => {
  const { agent, listed, asked } = await start(policy, toolsets);
  const names = await listed();
  expect(names.slice(USUAL.length).sort()).toEqual(DESK.toSorted());
  expect(names.slice(0, USUAL.length).sort()).toEqual(USUAL.toSorted());
  expect(done(await agent.call(CREDITS, { clientid: 1 })).total).toBe(2);
  expect(asked()).toEqual(['GetCredits']);
});

test('a call without a listing before it finds the tool, too', async () => {
  const { agent } = await start(ALLOW_ALL, 'desk');
  done(await agent.call('whmcs_get_clients_addons', {}));
});

test('a policy that is changed switches a set on and off again, and clients are told', async () => {
  const { agent, file, listed, app } = await start(ALLOW_ALL);
  await listed();
  let told = 0;
  app.onPolicyChange(() => {
    told += 1;
  });
  writeFileSync(file, JSON.stringify({ ...ALLOW_ALL, toolsets: ['desk'] }));
  await until(async () => (await listed()).includes(CREDITS));
  expect(told).toBe(1);
  done(await agent.call(CREDITS, { clientid: 1 }));
  writeFileSync(file, JSON.stringify(ALLOW_ALL));
  await until(async () => !(await listed()).includes(CREDITS));
  expect((await agent.call(CREDITS, { clientid: 1 })).code).toBe('policy_denied');
});

test('a policy speaks of tools whose set is off, and rules for them hold once it is on', async () => {
  const rules = {
    tools: { [CREDITS]: { deny_if: [{ conditions: [{ path: 'args.clientid', op: 'eq', value: 1 }] }] } },
  };
  const { agent } = await start({ ...ALLOW_ALL, ...rules, toolsets: ['desk'] });
  const answer = await agent.call(CREDITS, { clientid: 1 });
  expect(answer.text).toContain(`/tools/${CREDITS}/deny_if/0`);
  done(await agent.call(CREDITS, { clientid: 2 }));
});

test('an argument that such a tool does not have is warned of, on or off', async () => {
  const rules = {
    tools: { [CREDITS]: { deny_if: [{ conditions: [{ path: 'args.cliendid', op: 'eq', value: 1 }] }] } },
  };
  const { agent } = await start({ ...ALLOW_ALL, ...rules });
  expect(agent.log()).toMatch(/policy\.warning.*cliendid/);
});

test('people are shown tools whose set is off, with the way to switch it on', async () => {
  const { app } = await start(ALLOW_ALL);
  const stateOf = () => app.guard.states({ caller: LOCAL_CALLER }).find(({ name }) => name === CREDITS);
  await app.loadEveryTool();
  expect(stateOf()).toMatchObject({
    name: CREDITS,
    toolset: 'billing',
    set: 'desk',
    class: 'read',
    state: 'hidden',
    listed: false,
    reason: '(set) Not switched on: GUARD_TOOLSETS=desk, or "toolsets" in the policy',
  });
  expect(await app.switchTool(CREDITS, true, 'operator')).toContain(
    'its set is not switched on (GUARD_TOOLSETS=desk, or "toolsets" in the policy)',
  );
});
