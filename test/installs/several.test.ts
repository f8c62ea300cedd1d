import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { allTools } from '../../src/app.js';
import { exportTable } from '../../src/audit/index.js';
import { readNotify, startNotifier } from '../../src/notify/index.js';
import { everyTool } from '../every-tool.js';
import { type Agent, ALLOW_ALL, done, temporaryFolder, until } from '../harness.js';
import { dataOf, openReceiver } from '../notify/receiver.js';
import { toldByWebhook } from '../notify/samples.js';
import { heldAnswers, type Recorder, recorder } from '../recorder.js';
import { openSeveral, type Place } from './several-program.js';

const STATS = 'whmcs_get_stats';
const LOG = 'whmcs_log_activity';
const urlOf = ({ env }: Recorder) => env.WHMCS_API_URL ?? '';
const actions = ({ received }: Recorder) => received.map(({ action }) => action);

/** Two WHMCS, `eu` and `us`, and an agent that works on both. */
async function two(
  more: { eu?: Partial<Place>; us?: Partial<Place> } = {},
  env: Record<string, string> = {},
) {
  const [eu, us] = [await recorder(), await recorder()];
  const program = openSeveral(
    [
      { name: 'eu', url: urlOf(eu), ...more.eu },
      { name: 'us', url: urlOf(us), ...more.us },
    ],
    env,
  );
  return { eu, us, ...program, agent: await program.agentOf() };
}

interface Schema {
  properties: Record<string, { enum?: string[]; type?: string }>;
  required: string[];
}

test('no tool has an argument of its own that says which WHMCS', () => {
  const named = [...everyTool().values()].filter(({ args }) => args.some((one) => /^install$/i.test(one)));
  expect(named).toEqual([]);
});

test('each tool lists those WHMCS whose policies show it, and one that none shows is not listed', async () => {
  const { agent } = await two({
    eu: { policy: { ...ALLOW_ALL, hide: ['whmcs_add_client', LOG] } },
    us: { policy: { ...ALLOW_ALL, hide: ['whmcs_add_client'] } },
  });
  const { tools } = await agent.client.listTools();
  const schemaOf = (name: string) =>
    tools.find((tool) => tool.name === name)?.inputSchema as Schema | undefined;
  expect(schemaOf('whmcs_add_client')).toBeUndefined();
  expect(schemaOf(LOG)?.properties.install).toMatchObject({ type: 'string', enum: ['us'] });
  expect(schemaOf(LOG)?.required).toEqual(['install', 'description']);
  for (const tool of tools.filter(({ name }) => name !== LOG)) {
    expect((tool.inputSchema as Schema).properties.install?.enum, tool.name).toEqual(['eu', 'us']);
    expect((tool.inputSchema as Schema).required[0]).toBe('install');
  }
  expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
});

test('a call goes to the WHMCS that it names, with the credential of that one, and the argument goes nowhere', async () => {
  const { agent, eu, us } = await two();
  done(await agent.call(LOG, { install: 'us', description: 'one' }));
  done(await agent.call(LOG, { install: ' EU ', description: 'two' }));
  expect(actions(eu)).toEqual(['LogActivity']);
  expect(actions(us)).toEqual(['LogActivity']);
  for (const [whmcs, name] of [
    [eu, 'eu'],
    [us, 'us'],
  ] as const) {
    const sent = new URLSearchParams(whmcs.received[0]?.raw);
    expect(sent.get('identifier')).toBe(`identifier of ${name}`);
    expect(sent.get('secret')).toBe(`secret of ${name}`);
    expect([...sent.keys()]).not.toContain('install');
  }
});

test.each([
  ['none', {}],
  ['one that there is not', { install: 'uk' }],
  ['two at once', { install: 'eu,us' }],
  ['a list', { install: ['eu'] }],
  ['null', { install: null }],
  ['an object', { install: { name: 'eu' } }],
  ['a name of JavaScript', { install: '__proto__' }],
  ['another spelling of the argument', { Install: 'eu' }],
  ['one within another argument', { description: { install: 'eu' } }],
])('a call that names %s reaches no WHMCS, and is told which there are', async (_what, args) => {
  const { agent, app, eu, us } = await two();
  const answer = await agent.call(LOG, { description: 'one', ...args });
  expect(answer.code).toBe('invalid_arguments');
  expect(answer.text).toContain('say which WHMCS is meant: eu, us.');
  expect([...actions(eu), ...actions(us)]).toEqual([]);
  const { calls } = await app.journal.calls({ limit: 5 });
  expect(calls).toMatchObject([{ tool: LOG, state: 'refused', installation: '' }]);
});

test('an argument of that name that stands beside the right one is refused like any unknown one', async () => {
  const { agent, eu, us } = await two();
  const answer = await agent.call(LOG, { install: 'eu', description: 'one', Install: 'us' });
  expect(answer.code).toBe('invalid_arguments');
  expect(answer.text).toContain('Install');
  expect([...actions(eu), ...actions(us)]).toEqual([]);
});

test('whom one of them shows nothing is told nothing of it, not even that it is there', async () => {
  const { agent, eu } = await two({ eu: { policy: { version: '1', default: 'deny' } } });
  expect(JSON.stringify((await agent.client.listTools()).tools)).not.toMatch(/"eu"/);
  const [hidden, unknown] = [
    await agent.call(STATS, { install: 'eu' }),
    await agent.call(STATS, { install: 'uk' }),
  ];
  expect(hidden.text.replace(/call: \S+/, '').replaceAll('"eu"', '"uk"')).toBe(
    unknown.text.replace(/call: \S+/, ''),
  );
  expect(actions(eu)).toEqual([]);
});

test('a caller whose grant is held to some of them is offered those, and told nothing of the others', async () => {
  const policy = { ...ALLOW_ALL, grants: { desk: { installs: ['us'] } } };
  const { agentOf, app, eu, us } = await two({ eu: { policy }, us: { policy } });
  const agent = await agentOf({ name: 'ann', channel: 'http', grant: 'desk' });
  const { tools } = await agent.client.listTools();
  expect(tools).toHaveLength(allTools().size);
  for (const { name, inputSchema } of tools)
    expect((inputSchema as Schema).properties.install?.enum, name).toEqual(['us']);
  const said = async (install: string) => {
    const { text } = await agent.call(LOG, { install, description: 'one' });
    return text.replace(/call: \S+/, '').replaceAll(`"${install}"`, '');
  };
  expect(await said('eu')).toBe(await said('uk'));
  expect(await said('eu')).toContain('say which WHMCS is meant: us.');
  done(await agent.call(LOG, { install: 'us', description: 'one' }));
  expect([actions(eu), actions(us)]).toEqual([[], ['LogActivity']]);
  const anybody = await agentOf({ name: 'ben', channel: 'http' });
  done(await anybody.call(LOG, { install: 'eu', description: 'one' }));
  expect(app.policy('eu').grants).toEqual(['desk']);
});

test('a tool that its WHMCS hides is refused there, and named nowhere where all hide it', async () => {
  const { agent } = await two({
    eu: { policy: { ...ALLOW_ALL, hide: [LOG, 'whmcs_add_client'] } },
    us: { policy: { ...ALLOW_ALL, hide: ['whmcs_add_client'] } },
  });
  const refused = await agent.call(LOG, { install: 'eu', description: 'x' });
  expect(refused.code).toBe('policy_denied');
  const missing = await agent.call('whmcs_add_client', { firstname: 'A' });
  expect(missing.text).toContain('There is no tool "whmcs_add_client"');
  const unknown = await agent.call('whmcs_none', {});
  expect(unknown.text).toContain('There is no tool "whmcs_none"');
});

test('limits are counted by each for itself', async () => {
  const limited = { ...ALLOW_ALL, tools: { [LOG]: { limits: [{ counter: 'log', window: 'day', max: 1 }] } } };
  const { agent, app } = await two({ eu: { policy: limited }, us: { policy: limited } });
  done(await agent.call(LOG, { install: 'eu', description: 'one' }));
  expect((await agent.call(LOG, { install: 'eu', description: 'two' })).code).toBe('rate_limited');
  done(await agent.call(LOG, { install: 'us', description: 'one' }));
  const limits = await app.guard.limits();
  expect(limits.map(({ install, used }) => [install, used])).toEqual([
    ['eu', '1'],
    ['us', '1'],
  ]);
});

test('a yes is good for the WHMCS that people were shown, and for no other', async () => {
  const asking = { ...ALLOW_ALL, tools: { [LOG]: { require_approval: true } } };
  const { agent, app, eu, us } = await two({ eu: { policy: asking }, us: { policy: asking } });
  const call = (install: string) => agent.call(LOG, { install, description: 'one' });
  const [first, second] = [await call('eu'), await call('us')];
  expect(first.code).toBe('approval_required');
  expect(second.details.approval).not.toBe(first.details.approval);
  const { textOf } = await import('../../src/approvals/index.js');
  const request = await app.approvals.get(String(first.details.approval));
  expect(textOf(request ?? expect.fail())).toContain('In the WHMCS eu.');
  await app.approvals.vote(String(first.details.approval), {
    who: 'Anna',
    channel: 'cli',
    yes: true,
    reason: '',
  });
  expect((await call('us')).code).toBe('approval_required');
  expect(actions(us)).not.toContain('LogActivity');
  done(await call('eu'));
  expect(actions(eu)).toContain('LogActivity');
});

test('who is told of requests is told of which WHMCS they are, and the journal and its exports are, too', async () => {
  const receiver = await openReceiver();
  const asking = { ...ALLOW_ALL, tools: { [LOG]: { require_approval: true } } };
  const { agent, app } = await two({ eu: { policy: asking }, us: { policy: asking } });
  for (const install of ['us', 'eu']) await agent.call(LOG, { install, description: 'one' });
  const { GUARD_NOTIFY = '', ...secrets } = toldByWebhook(receiver.url, 'kind');
  const settings = readNotify(GUARD_NOTIFY, secrets);
  if ('problems' in settings) throw new Error(settings.problems.join());
  const notifier = startNotifier(settings, {
    store: app.store,
    consoleUrl: async () => undefined,
    log: () => {},
  });
  onTestFinished(() => notifier.close());
  notifier.announce({} as Parameters<typeof notifier.announce>[0]);
  await receiver.until(2);
  const told = receiver.received.map((one) => [one.body.type, dataOf(one).install]);
  expect(told.toSorted()).toEqual([
    ['approval.asked', 'eu'],
    ['approval.asked', 'us'],
  ]);
  let table = '';
  for await (const rows of exportTable((await app.store()).journal)) table += rows;
  const [head = [], ...lines] = table.split('\r\n').map((line) => line.split(','));
  const cell = (line: readonly string[], column: string) => line[head.indexOf(`"${column}"`)];
  const ofRequests = lines.filter((line) => cell(line, 'kind') === '"approval"');
  expect(ofRequests.map((line) => cell(line, 'install'))).toEqual(['"us"', '"eu"']);
});

test('a write waits for no write to the same id in another WHMCS, and is no duplicate of it', async () => {
  const { agent, eu, us } = await two();
  const held = heldAnswers(eu, 'UpdateClient');
  const call = (install: string) => agent.call('whmcs_update_client', { install, clientid: 1, city: 'Bonn' });
  const first = call('eu');
  await until(() => held.length === 1);
  done(await call('us'));
  held.shift()?.();
  done(await first);
  expect(actions(us)).toContain('UpdateClient');
});

test('what one answers is kept or shared for calls to that one alone', async () => {
  const { agent, eu, us } = await two({}, { WHMCS_MEMORY_S: '60' });
  us.answers.set('GetProducts', { result: 'success', totalresults: 0, products: { product: [] } });
  const products = async (install: string) =>
    done(await agent.call('whmcs_get_products', { install })).items.length;
  expect(await products('eu')).toBe(1);
  expect(await products('us')).toBe(0);
  expect(await products('eu')).toBe(1);
  const both = await Promise.all(['eu', 'us'].map((install) => agent.call(STATS, { install })));
  for (const answer of both) done(answer);
  expect(actions(eu)).toEqual(['GetProducts', 'GetStats']);
  expect(actions(us)).toEqual(['GetProducts', 'GetStats']);
});

test('one that is down keeps no call from another', async () => {
  const { agent, app, eu } = await two();
  eu.answers.set('GetStats', '<html>down</html>');
  for (let n = 0; n < 8; n += 1) expect((await agent.call(STATS, { install: 'eu' })).isError).toBe(true);
  done(await agent.call(STATS, { install: 'us' }));
  expect(app.whmcsRestsFor()).toBeUndefined();
});

test('a halt stops the writes to all of them', async () => {
  const { agent, app, eu, us } = await two();
  await app.halt('Anna', 'stop');
  for (const install of ['eu', 'us'])
    expect(await agent.call(LOG, { install, description: 'x' })).toMatchObject({
      details: { rule: '(halted)' },
    });
  expect([...actions(eu), ...actions(us)]).toEqual([]);
});

test('what outsiders wrote in one counts in all: the agent takes it along', async () => {
  const wary = {
    ...ALLOW_ALL,
    tools: {
      [LOG]: {
        deny_if: [{ conditions: [{ path: 'session.tainted', op: 'eq', value: true }], on_deny: 'Tainted.' }],
      },
    },
  };
  const { agent, app, eu } = await two({ us: { policy: wary } });
  const [reply] = [{ ...(await sampleTicket()) }];
  eu.answers.set('GetTicket', reply);
  done(await agent.call(LOG, { install: 'us', description: 'before' }));
  done(await agent.call('whmcs_get_ticket', { install: 'eu', ticketid: 1 }));
  expect((await agent.call(LOG, { install: 'us', description: 'after' })).text).toContain('Tainted.');
  expect(await app.guard.taint.list()).toHaveLength(1);
  expect(await app.endTaint('local', 'Anna')).toBe(true);
  done(await agent.call(LOG, { install: 'us', description: 'later' }));
});

async function sampleTicket() {
  const { sampleReplies } = await import('../recorder.js');
  return sampleReplies.GetTicket;
}

const DISCLOSING = {
  ...ALLOW_ALL,
  all_tools: {
    deny_if: [
      { conditions: [{ path: 'effects', op: 'contains', value: 'disclosure' }], on_deny: 'Discloses.' },
    ],
  },
};

/** Reads the address of a client; its two halves. */
async function halvesOfAddress(agent: Agent, install: string) {
  const client = done(await agent.call('whmcs_get_client_details', { install, clientid: 1 }));
  const [user, host] = String(client.email).split('@');
  if (user === undefined || host === undefined) throw new Error('the client has no address');
  return [`The first half is ${user}@`, `The other one is ${host}`] as const;
}

const reply = (agent: Agent, install: string, message: string) =>
  agent.call('whmcs_add_ticket_reply', { install, ticketid: 1, message });

test('what a client of one has told goes to no client of another unasked', async () => {
  const { agent } = await two({ us: { policy: DISCLOSING } });
  const client = done(await agent.call('whmcs_get_client_details', { install: 'eu', clientid: 1 }));
  const { email } = client as unknown as { email: string };
  expect(email).toContain('@');
  expect((await reply(agent, 'us', `Write to ${email}.`)).text).toContain('Discloses.');
});

test.each([
  ['eu', 'us'],
  ['us', 'eu'],
])('nor in halves, one by way of %s and the other by way of %s', async (first, second) => {
  const { agent, agentOf } = await two({ [second]: { policy: DISCLOSING } });
  const halves = await halvesOfAddress(agent, first);
  done(await reply(agent, second, `${halves[1]}, and no more`));
  const other = await agentOf({ name: 'ann', channel: 'http' });
  await halvesOfAddress(other, first);
  done(await reply(other, first, halves[0]));
  done(await reply(agent, second, `${halves[1]}, as it was`));
  done(await reply(agent, first, halves[0]));
  expect((await reply(agent, second, halves[1])).text).toContain('Discloses.');
});

test('the credential of one does not come out by way of another', async () => {
  const secret = 'eu-secret-4Kq9zWm2';
  const { agent, us, app } = await two({ eu: { secret } });
  us.answers.set('GetStats', { result: 'success', note: `it is ${secret}` });
  const answer = await agent.call(STATS, { install: 'us' });
  expect(answer.text).not.toContain(secret);
  const failing = await agent.call(LOG, { install: 'us', description: `is it ${secret}` });
  expect(failing.text).not.toContain(secret);
  const { calls } = await app.journal.calls({ limit: 5 });
  expect(JSON.stringify(calls)).not.toContain(secret);
});

test('a call is undone where it was made; one of a WHMCS that is served no more is not undone', async () => {
  const { agent, app, eu, us } = await two();
  done(await agent.call('whmcs_module_suspend', { install: 'us', serviceid: 1, suspendreason: 'Unpaid' }));
  const [call] = (await app.journal.calls({ tool: 'whmcs_module_suspend', limit: 1 })).calls;
  if (call === undefined) throw new Error('the call is not in the journal');
  expect(call).toMatchObject({ install: 'us' });
  us.received.length = 0;
  expect(await app.undo.perform({ ...call, installation: 'removed' }, 'Anna')).toMatchObject({ done: false });
  expect(app.undo.of({ ...call, installation: 'removed' })).toContain('served here no more');
  expect(us.received).toEqual([]);
  expect(await app.undo.perform(call, 'Anna', 'console')).toMatchObject({ done: true });
  expect(actions(us)).toContain('ModuleUnsuspend');
  const undoing = await app.journal.calls({ tool: 'whmcs_module_unsuspend', limit: 1 });
  expect(undoing.calls).toMatchObject([{ caller: 'local', channel: 'console' }]);
  expect(actions(eu)).toEqual([]);
});

test('each follows the policy that is published under its name', async () => {
  const { agent, app } = await two({ eu: { policy: 'state' }, us: { policy: 'state' } });
  const { policies } = await app.store();
  const publish = (name: string, policy: object) =>
    policies.publish(
      { name, document: JSON.stringify(policy), revision: '', who: 'Anna', note: '' },
      new Date(),
    );
  expect((await agent.call(LOG, { install: 'eu', description: 'x' })).text).toContain(
    'No policy is published',
  );
  await publish('us', ALLOW_ALL);
  done(await agent.call(LOG, { install: 'us', description: 'x' }));
  await publish('', ALLOW_ALL);
  expect((await agent.call(LOG, { install: 'eu', description: 'x' })).isError).toBe(true);
  expect(await app.switchTool(LOG, false, 'Bea', 'us')).toBeUndefined();
  expect(await app.switchTool(LOG, false, 'Bea')).toContain('in which WHMCS');
  expect((await policies.newest('us'))?.number).toBe(2);
  expect(app.policy('us').path).toBe('published in the state, number 2');
});

test('a request of a WHMCS that was taken out of the file is shown, and its yes is good for nothing', async () => {
  const asking = { ...ALLOW_ALL, tools: { [LOG]: { require_approval: true } } };
  const [eu, us] = [await recorder(), await recorder()];
  const env = { GUARD_STATE: join(temporaryFolder(), 'state.db') };
  const place = (name: string, whmcs: Recorder) => ({ name, url: urlOf(whmcs), policy: asking });
  const before = openSeveral([place('eu', eu), place('us', us)], env);
  const call = { install: 'us', description: 'one' };
  const asked = await (await before.agentOf()).call(LOG, call);
  const id = String(asked.details.approval);
  const third = await recorder();
  const after = openSeveral([place('eu', eu), place('uk', third)], env);
  const agent = await after.agentOf();
  expect(await after.app.approvals.get(id)).toMatchObject({ state: 'pending' });
  const yes = { who: 'Anna', channel: 'cli' as const, yes: true, reason: '' };
  expect(await after.app.approvals.vote(id, yes)).toMatchObject({ counted: true });
  expect((await agent.call(LOG, call)).code).toBe('invalid_arguments');
  for (const install of ['eu', 'uk'])
    expect((await agent.call(LOG, { ...call, install })).code).toBe('approval_required');
  const sent = [eu, us, third].flatMap(actions).filter((action) => action === 'LogActivity');
  expect(sent).toEqual([]);
});
