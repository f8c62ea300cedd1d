import { describe, expect, test } from 'vitest';
import { type Agent, ALLOW_ALL, credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';
import { overStdio } from '../program.js';
import { catalogue, type Recorder, recorder } from '../recorder.js';
import { samples } from '../samples.js';

/** The usual tools, the rest being switched off. */
const USUAL = catalogue.tools.filter((entry) => entry.set === undefined);
const ofClass = (risk: string) =>
  USUAL.filter((entry) => entry.riskClass === risk).map((entry) => entry.tool);
const READS = ofClass('read');
const DESTRUCTIVE = ofClass('destructive');
const ALL = USUAL.map((entry) => entry.tool);
const without = (list: string[], ...gone: string[]) => list.filter((name) => !gone.includes(name));

interface Started {
  agent: Agent;
  whmcs: Recorder;
  /** Another agent, with a session and a state of its own. */
  again(): Promise<Agent>;
}

async function start(policy: unknown, env: Record<string, string> = {}): Promise<Started> {
  const whmcs = await recorder();
  whmcs.answers.set('GetTransactions', { result: 'success', transactions: '' });
  const file: Record<string, string> = policy === undefined ? {} : { GUARD_POLICY: policyFile(policy) };
  const again = () => inProcess({ ...whmcs.env, GUARD_TOOLSETS: '', ...file, ...env });
  return { agent: await again(), whmcs, again };
}

/** Calls every tool with good arguments, each in a session of its own, into which nobody has written anything; returns the code of each, `done` for a success. */
async function callEach({ again }: Started): Promise<Map<string, string>> {
  const codes = new Map<string, string>();
  for (const name of ALL) {
    const agent = await again();
    const answer = await agent.call(name, samples[name]?.least);
    codes.set(name, answer.isError ? (answer.code ?? 'none') : 'done');
    if (answer.isError) expect(answer.text).toContain(`(code: ${answer.code}, call: ${answer.details.call})`);
    if (answer.code === 'policy_denied' || answer.code === 'approval_required') {
      const begins = answer.code === 'approval_required' ? '[APPROVAL NEEDED] ' : '[POLICY DENIED] ';
      expect(answer.text.startsWith(begins), answer.text).toBe(true);
      expect(answer.details.rule).toEqual(expect.any(String));
      expect(answer.text).toContain(String(answer.details.rule));
    }
  }
  return codes;
}

/** What is listed, what a call of each tool comes to, and that nothing refused has reached WHMCS. */
async function expectSurface(
  started: Started,
  expected: { listed: string[]; done: string[]; approval?: string[] },
): Promise<void> {
  const { agent, whmcs } = started;
  expect((await agent.listed()).sort()).toEqual([...expected.listed].sort());
  const codes = await callEach(started);
  const having = (code: string) => [...codes].filter(([, found]) => found === code).map(([name]) => name);
  expect(having('done').sort()).toEqual([...expected.done].sort());
  expect(having('approval_required').sort()).toEqual([...(expected.approval ?? [])].sort());
  expect(having('policy_denied').length).toBe(
    ALL.length - expected.done.length - (expected.approval ?? []).length,
  );

  const reached = new Set(whmcs.received.map((request) => request.action));
  const writes = USUAL.filter(({ tool, riskClass }) => riskClass !== 'read' && !expected.done.includes(tool));
  expect(writes.filter(({ action }) => reached.has(action))).toEqual([]);
}

describe('the policy documents of the foundation', () => {
  test('deny by default with one hidden tool: nothing is listed and nothing is reached', async () => {
    const started = await start('{"version":"1","default":"deny","hide":["whmcs_cancel_order"]}');
    await expectSurface(started, { listed: [], done: [] });
    expect(started.whmcs.received).toEqual([]);
    const hidden = await started.agent.call('whmcs_cancel_order', { orderid: 1 });
    expect(hidden.details.rule).toBe('(hidden)');
    const other = await started.agent.call('whmcs_get_clients');
    expect(other.details.rule).toBe('(default deny)');
  });

  test('allow by default with one hidden tool: everything else works', async () => {
    const started = await start('{"version":"1","default":"allow","hide":["whmcs_cancel_order"]}');
    const rest = without(ALL, 'whmcs_cancel_order');
    await expectSurface(started, { listed: rest, done: rest });
  });

  test('the shipped default: everyday work is done, what hurts needs approval, destruction is hidden', async () => {
    const started = await start(undefined);
    const shown = [...READS, ...ofClass('write'), ...ofClass('execute'), ...ofClass('financial')];
    const everyday = [
      'whmcs_add_ticket_note',
      'whmcs_add_ticket_reply',
      'whmcs_update_client',
      'whmcs_update_ticket',
      'whmcs_create_quote',
      'whmcs_update_domain_lock_status',
      'whmcs_module_create',
      'whmcs_module_suspend',
      'whmcs_module_unsuspend',
    ];
    await expectSurface(started, {
      listed: shown,
      done: [...READS, ...everyday],
      approval: without(shown, ...READS, ...everyday),
    });
  });

  test('hide "*" leaves nothing', async () => {
    await expectSurface(await start({ version: '1', default: 'allow', hide: ['*'] }), {
      listed: [],
      done: [],
    });
  });

  test('a tool listed with {} is allowed under deny; action deny refuses with its reason', async () => {
    const started = await start({
      version: '1',
      default: 'deny',
      tools: {
        whmcs_get_clients: {},
        whmcs_log_activity: { action: 'deny', reason: 'The log is for people.' },
        whmcs_get_stats: { action: 'allow' },
      },
    });
    await expectSurface(started, {
      listed: ['whmcs_get_clients', 'whmcs_get_stats'],
      done: ['whmcs_get_clients', 'whmcs_get_stats'],
    });
    const answer = await started.agent.call('whmcs_log_activity', { description: 'x' });
    expect(answer.text).toContain('The log is for people.');
    expect(answer.details.rule).toMatch(/^\/tools\/whmcs_log_activity/);
  });

  test('classes cover tools by risk, and require_approval denies while nobody can approve', async () => {
    const started = await start({
      version: '1',
      default: 'deny',
      classes: { read: {}, write: { require_approval: true } },
    });
    await expectSurface(started, {
      listed: [...READS, ...ofClass('write')],
      done: READS,
      approval: ofClass('write'),
    });
  });
});

test('the rule that the public risk index recommends for each class runs as it stands', async () => {
  const rate = (tool: string, max: number) => ({
    limits: [{ counter: `${tool}_rate`, window: 'minute', max, scope: 'grant' }],
  });
  const recommended: Record<string, (tool: string) => unknown> = {
    read: () => ({}),
    write: (tool) => rate(tool, 30),
    execute: (tool) => rate(tool, 10),
    financial: () => ({ deny_if: [{ conditions: [], on_deny: 'Requires human approval.' }] }),
  };
  const tools = USUAL.flatMap(({ tool, riskClass }) => {
    const rule = recommended[riskClass]?.(tool);
    return rule === undefined ? [] : [[tool, rule]];
  });
  const policy = { version: '1', default: 'deny', hide: DESTRUCTIVE, tools: Object.fromEntries(tools) };
  const started = await start(policy);
  const working = [...READS, ...ofClass('write'), ...ofClass('execute')];
  await expectSurface(started, { listed: working, done: working });
  const answer = await started.agent.call('whmcs_add_payment', samples.whmcs_add_payment?.least);
  expect(answer.text).toContain('Requires human approval.');
  expect(answer.details.rule).toBe('/tools/whmcs_add_payment/deny_if/0');
  expect((await started.agent.call('whmcs_delete_client', { clientid: 1 })).details.rule).toBe('(hidden)');
  // The execute limit of ten a minute: of 21 calls, at least one falls into a minute that is full.
  const codes: (string | undefined)[] = [];
  for (let n = 0; n < 21; n += 1)
    codes.push((await started.agent.call('whmcs_module_create', { serviceid: n + 1 })).code);
  expect(codes).toContain('rate_limited');
}, 60_000);

describe('switches', () => {
  const hidesByClass = { version: '1', default: 'allow', classes: { destructive: { hide: true } } };

  test('GUARD_READ_ONLY leaves the tools that read', async () => {
    await expectSurface(await start(ALLOW_ALL, { GUARD_READ_ONLY: 'true' }), { listed: READS, done: READS });
  });

  test('GUARD_TOOLSETS leaves the toolsets it names', async () => {
    const named = USUAL.filter((entry) => ['tickets', 'quotes'].includes(entry.toolset)).map(
      (entry) => entry.tool,
    );
    await expectSurface(await start(ALLOW_ALL, { GUARD_TOOLSETS: 'tickets, quotes' }), {
      listed: named,
      done: named,
    });
  });

  test('GUARD_DESTRUCTIVE unset leaves it to the policy', async () => {
    const rest = without(ALL, ...DESTRUCTIVE);
    await expectSurface(await start(hidesByClass), { listed: rest, done: rest });
    await expectSurface(await start(ALLOW_ALL), { listed: ALL, done: ALL });
  });

  test.each(['off', 'false'])('GUARD_DESTRUCTIVE=%s hides them whatever the policy says', async (value) => {
    const rest = without(ALL, ...DESTRUCTIVE);
    await expectSurface(await start(ALLOW_ALL, { GUARD_DESTRUCTIVE: value }), { listed: rest, done: rest });
  });

  test('GUARD_DESTRUCTIVE=true shows what only a class rule hid, and every call needs approval', async () => {
    await expectSurface(await start(hidesByClass, { GUARD_DESTRUCTIVE: 'true' }), {
      listed: ALL,
      done: without(ALL, ...DESTRUCTIVE),
      approval: DESTRUCTIVE,
    });
  });

  test('GUARD_DESTRUCTIVE with names shows those', async () => {
    const [one = '', two = ''] = DESTRUCTIVE;
    await expectSurface(await start(hidesByClass, { GUARD_DESTRUCTIVE: `${one},${two}` }), {
      listed: without(ALL, ...DESTRUCTIVE.slice(2)),
      done: without(ALL, ...DESTRUCTIVE),
      approval: [one, two],
    });
  });

  test('GUARD_DESTRUCTIVE does not show what the policy itself hides or denies', async () => {
    const policy = {
      ...hidesByClass,
      hide: ['whmcs_cancel_order'],
      tools: { whmcs_delete_client: { action: 'deny', reason: 'never' } },
    };
    const gone = ['whmcs_cancel_order', 'whmcs_delete_client'];
    await expectSurface(await start(policy, { GUARD_DESTRUCTIVE: 'true' }), {
      listed: without(ALL, ...gone),
      done: without(ALL, ...DESTRUCTIVE),
      approval: without(DESTRUCTIVE, ...gone),
    });
  });

  test('the shipped default with the switch on lists them for approval', async () => {
    const { agent, whmcs } = await start(undefined, { GUARD_DESTRUCTIVE: 'true' });
    expect((await agent.listed()).length).toBe(ALL.length);
    const order = [{ id: 1, userid: 1, status: 'Pending', amount: '1.00' }];
    whmcs.answers.set('GetOrders', { result: 'success', totalresults: 1, orders: { order } });
    expect((await agent.call('whmcs_cancel_order', { orderid: 1 })).code).toBe('approval_required');
  });
});

describe('the order of the path', () => {
  test('a certain refusal comes before the arguments are read', async () => {
    const { agent } = await start({ version: '1', default: 'deny' });
    expect((await agent.call('whmcs_delete_client', { nonsense: true })).code).toBe('policy_denied');
  });

  test('arguments are read before a call that could be allowed', async () => {
    const { agent } = await start(ALLOW_ALL);
    expect((await agent.call('whmcs_delete_client', { nonsense: true })).code).toBe('invalid_arguments');
  });

  test('an unknown tool names the nearest that is visible, never a hidden one', async () => {
    const { agent } = await start(undefined);
    const near = await agent.call('whmcs_get_client_detail');
    expect(near.text).toContain('"whmcs_get_client_details"');
    const hidden = await agent.call('whmcs_cancel_orderr');
    expect(hidden.code).toBe('invalid_arguments');
    expect(hidden.text).not.toContain('whmcs_cancel_order"?');
  });

  test('a call is found by its exact name only', async () => {
    const { agent, whmcs } = await start(ALLOW_ALL);
    for (const name of [
      'WHMCS_GET_CLIENTS',
      'whmcs_get_clients ',
      '__proto__',
      'constructor',
      'GetClients',
      '',
    ]) {
      expect((await agent.call(name)).code).toBe('invalid_arguments');
    }
    expect(whmcs.received).toEqual([]);
  });
});

describe('over stdio', () => {
  test('what is hidden is refused by the same rule that keeps it off the list', async () => {
    const sandbox = await sandboxed();
    const agent = await overStdio(credentialsFor(sandbox));
    expect(await agent.listed()).not.toContain('whmcs_cancel_order');
    const answer = await agent.call('whmcs_cancel_order', { orderid: 1042 });
    expect(answer.code).toBe('policy_denied');
    const [order] = done(await agent.call('whmcs_get_orders', { id: 1042 })).items;
    expect(order?.status).toBe('Pending');
    expect(sandbox.requests.filter((request) => request.effect)).toEqual([]);
  });
});
