import { writeFileSync } from 'node:fs';
import { ResourceListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { EVERY_SET } from '../every-tool.js';
import {
  type Agent,
  ALLOW_ALL,
  credentialsFor,
  done,
  inProcess,
  openProgram,
  policyFile,
  sandboxed,
  until,
} from '../harness.js';
import { httpStage } from '../http/stage.js';
import { openSeveral } from '../installs/several-program.js';

const LISTS = [
  'statistics',
  'products',
  'departments',
  'ticket-statuses',
  'order-statuses',
  'payment-methods',
  'currencies',
  'servers',
  'tld-prices',
  'promotions',
  'todo-items',
];
const GUARD = ['guard/policy', 'guard/limits'];
const TEMPLATES = [
  'clients/{clientid}',
  'invoices/{invoiceid}',
  'orders/{orderid}',
  'tickets/{ticketid}',
  'domains/{domainid}',
  'services/{serviceid}',
  'tld-prices/{tld}',
];
const addressed = (paths: readonly string[]) => paths.map((path) => `whmcs://${path}`);

async function read({ client }: Agent, uri: string): Promise<string> {
  const { contents } = await client.readResource({ uri });
  expect(contents).toHaveLength(1);
  expect(contents[0]?.uri).toBe(uri);
  return (contents[0] as { text: string }).text;
}

const listed = async ({ client }: Agent) => (await client.listResources()).resources.map(({ uri }) => uri);
const templates = async ({ client }: Agent) =>
  (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate);

async function start(policy: object = ALLOW_ALL, env: Record<string, string> = {}) {
  const sandbox = await sandboxed();
  const settings = { ...credentialsFor(sandbox), GUARD_POLICY: policyFile(policy), ...env };
  const { app, connectAs } = openProgram(settings);
  const agent = await connectAs({ id: 'session', caller: { name: 'local', channel: 'stdio' } });
  return { sandbox, app, agent, connectAs };
}

/** What failed, as a client sees it. */
async function refusalOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error as { code: number; message: string; data?: { code?: string; rule?: string } };
}

describe('resources', () => {
  test('all that the caller is shown is listed, and each is what its tool answers', async () => {
    const { agent } = await start();
    expect(agent.client.getServerCapabilities()).toMatchObject({
      resources: { listChanged: true },
      completions: {},
    });
    expect(await listed(agent)).toEqual(addressed([...LISTS, ...GUARD]));
    expect(await templates(agent)).toEqual(addressed(TEMPLATES));
    for (const uri of await listed(agent)) expect((await read(agent, uri)).length, uri).toBeGreaterThan(10);
    for (const [uri, tool, args] of [
      ['whmcs://currencies', 'whmcs_get_currencies', { limitnum: 250 }],
      ['whmcs://products?limitstart=2', 'whmcs_get_products', { limitnum: 250, limitstart: 2 }],
      ['whmcs://invoices/3001', 'whmcs_get_invoice', { invoiceid: 3001 }],
      [`whmcs://orders/${LANDMARKS.pendingOrder}`, 'whmcs_get_orders', { id: LANDMARKS.pendingOrder }],
      ['whmcs://services/117', 'whmcs_get_client_products', { serviceid: 117 }],
      ['whmcs://domains/229', 'whmcs_get_client_domains', { domainid: 229 }],
      ['whmcs://tld-prices/test', 'whmcs_get_tld_pricing', { tld: 'test' }],
    ] as const) {
      const { text } = await agent.call(tool, args);
      const unmarked = (answer: string) => answer.replace(/untrusted-\d+/g, 'untrusted');
      expect(unmarked(await read(agent, uri)), uri).toBe(unmarked(text));
    }
  });

  test('a read is a call: in the journal under its tool, counted, and it taints by what outsiders wrote', async () => {
    const { agent, app } = await start({
      ...ALLOW_ALL,
      all_tools: { limits: [{ counter: 'c', window: 'day', max: 2 }] },
    });
    expect(await app.guard.taint.list()).toEqual([]);
    expect(await read(agent, 'whmcs://tickets/404')).toMatch(/<untrusted-\d+>/);
    expect(await app.guard.taint.list()).toMatchObject([{ caller: 'local' }]);
    await read(agent, 'whmcs://clients/1');
    const { calls } = await app.journal.calls({ limit: 10 });
    expect(calls.map(({ tool }) => tool)).toEqual(['whmcs_get_client_details', 'whmcs_get_ticket']);
    const refusal = await refusalOf(read(agent, 'whmcs://clients/1'));
    expect(refusal).toMatchObject({ code: -32603, data: { code: 'rate_limited' } });
    expect(await read(agent, 'whmcs://guard/limits')).toContain('2 of 2 calls per day, for caller local');
  });

  test('personal data is withheld as from the tool', async () => {
    const { agent } = await start({ ...ALLOW_ALL, redact: { contact: 'drop' } });
    const text = await read(agent, 'whmcs://clients/1');
    expect(JSON.parse(text)).not.toHaveProperty('email');
    expect(text).not.toContain('@');
  });

  test('what is hidden is neither listed nor readable, and refused in the words of the tool', async () => {
    const hide = ['whmcs_get_servers', 'whmcs_get_client_details'];
    const { agent, sandbox } = await start({ ...ALLOW_ALL, hide });
    expect(await listed(agent)).not.toContain('whmcs://servers');
    expect(await templates(agent)).not.toContain('whmcs://clients/{clientid}');
    for (const [uri, tool, args] of [
      ['whmcs://servers', 'whmcs_get_servers', {}],
      ['whmcs://clients/1', 'whmcs_get_client_details', { clientid: 1 }],
    ] as const) {
      const { text, details } = await agent.call(tool, args);
      const refusal = await refusalOf(read(agent, uri));
      const words = (said: string) =>
        said.replace(/^MCP error -\d+: /, '').replace(/call: [\w-]+/, 'call: id');
      expect(words(refusal.message)).toBe(words(text));
      expect(refusal.data).toMatchObject({ code: 'policy_denied', rule: details.rule });
    }
    expect(sandbox.requests).toEqual([]);
    expect(await read(agent, 'whmcs://guard/policy')).not.toMatch(
      /whmcs_get_servers|whmcs_get_client_details/,
    );
  });

  test('what asks a person is a request, and the same read goes through once it is approved', async () => {
    const require_approval = true;
    const { agent, app } = await start({ ...ALLOW_ALL, tools: { whmcs_get_stats: { require_approval } } });
    const refusal = await refusalOf(read(agent, 'whmcs://statistics'));
    expect(refusal.message).toContain('[APPROVAL NEEDED]');
    const [request] = await app.approvals.list({ states: ['pending'], limit: 5 });
    expect(request?.tool).toBe('whmcs_get_stats');
    await app.approvals.vote(request?.id ?? '', { who: 'Ada', channel: 'cli', yes: true, reason: '' });
    expect(JSON.parse(await read(agent, 'whmcs://statistics'))).toBeTypeOf('object');
    expect(await read(agent, 'whmcs://guard/policy')).toMatch(
      /## A person is asked each time\n\n- whmcs_get_stats/,
    );
  });

  test('what is not there is told as that', async () => {
    const { agent, sandbox } = await start();
    for (const uri of [
      'whmcs://nothing',
      'whmcs://clients',
      'whmcs://clients/0',
      'whmcs://clients/1/2',
      'whmcs://clients/1?limitstart=1',
      'whmcs://statistics?limitstart=1',
      'whmcs://products?limitnum=1',
      'whmcs://products/',
      'whmcs://%E0%A4%A',
      'whmcs://guard/policy?limitstart=1',
      'whmcs://guard',
      'https://billing.example.com/',
      '',
    ])
      expect((await refusalOf(read(agent, uri))).code, uri).toBe(-32002);
    expect(sandbox.requests).toEqual([]);
    expect((await refusalOf(read(agent, 'whmcs://orders/99999'))).code).toBe(-32002);
    expect((await refusalOf(read(agent, 'whmcs://clients/99999'))).data?.code).toBe('whmcs_error');
  });

  test('a caller who is granted one client reads nothing of another, and no counter of others', async () => {
    const grants = {
      shop: { clients: [1] },
      other: { limits: [{ counter: 'secret', window: 'day', max: 7 }] },
    };
    const counted = { limits: [{ counter: 'per client', scope: 'client', window: 'day', max: 99 }] };
    const { agent, connectAs } = await start({ ...ALLOW_ALL, grants, all_tools: counted });
    await agent.call('whmcs_get_client_details', { clientid: 2 });
    const held = await connectAs({
      id: 'held',
      caller: { name: 'shop-agent', channel: 'http', grant: 'shop' },
    });
    expect(await read(held, 'whmcs://clients/1')).toContain('"id"');
    const refusal = await refusalOf(read(held, 'whmcs://clients/2'));
    expect(refusal.data?.code).toBe('policy_denied');
    const limits = await read(held, 'whmcs://guard/limits');
    expect(limits).not.toMatch(/client 2|secret|of 7/);
    expect(limits).toContain('for each client');
    const nobody = await connectAs({ id: 'no', caller: { name: 'x', channel: 'http', grant: 'gone' } });
    expect(await listed(nobody)).toEqual([]);
    for (const path of GUARD) expect((await refusalOf(read(nobody, `whmcs://${path}`))).code).toBe(-32002);
  });

  test('the caller is told when its policy takes a resource away', async () => {
    const path = policyFile(ALLOW_ALL);
    const sandbox = await sandboxed();
    const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: path });
    let told = 0;
    agent.client.setNotificationHandler(ResourceListChangedNotificationSchema, () => {
      told += 1;
    });
    writeFileSync(path, JSON.stringify({ ...ALLOW_ALL, hide: ['whmcs_get_servers'] }));
    await until(async () => (await listed(agent)).length < LISTS.length + GUARD.length);
    await until(() => told === 1);
    expect(await listed(agent)).not.toContain('whmcs://servers');
  });
});

describe('completion', () => {
  const complete = async (
    { client }: Agent,
    uri: string,
    name: string,
    value: string,
    args?: Record<string, string>,
  ) =>
    (
      await client.complete({
        ref: { type: 'ref/resource', uri },
        argument: { name, value },
        ...(args && { context: { arguments: args } }),
      })
    ).completion.values;
  const ofPrompt = async ({ client }: Agent, prompt: string, name: string, value: string) =>
    (await client.complete({ ref: { type: 'ref/prompt', name: prompt }, argument: { name, value } }))
      .completion.values;

  test('ids are read once, by a call that names nothing else', async () => {
    const { agent, sandbox, app } = await start();
    const ids = await complete(agent, 'whmcs://clients/{clientid}', 'clientid', '');
    expect(ids.length).toBeGreaterThan(5);
    const [first = ''] = ids;
    expect(await complete(agent, 'whmcs://clients/{clientid}', 'clientid', first)).toContain(first);
    expect(await ofPrompt(agent, 'client_health', 'clientid', 'x')).toEqual([]);
    // The version is asked once, before the first call that not every version knows.
    const sent = sandbox.requests.map(({ action }) => action).filter((action) => action !== 'WhmcsDetails');
    expect(sent).toEqual(['GetClients']);
    for (const template of TEMPLATES) {
      const [, name = ''] = /\{(\w+)\}/.exec(template) ?? [];
      const values = await complete(agent, `whmcs://${template}`, name, '');
      expect(values.length, template).toBeGreaterThan(0);
    }
    expect(await ofPrompt(agent, 'upgrade_service', 'newproductid', '1')).toContain('1');
    expect(await complete(agent, 'whmcs://tld-prices/{tld}', 'tld', 'SHOP')).toEqual(['shop.example']);
    expect(await app.guard.taint.list()).toEqual([]);
  });

  test('words that stand fast are completed without a call', async () => {
    const { agent, sandbox } = await start();
    expect(await ofPrompt(agent, 'revenue_report', 'period', 'Last')).toEqual([
      'last month',
      'last quarter',
      'last year',
    ]);
    expect(await ofPrompt(agent, 'chase_overdue', 'days', '1')).toEqual(['1', '14']);
    expect(await ofPrompt(agent, 'reply_to_ticket', 'say', 'x')).toEqual([]);
    expect(sandbox.requests).toEqual([]);
    for (const [prompt, name] of [
      ['nothing', 'x'],
      ['leak_check', 'x'],
    ] as const)
      expect((await refusalOf(ofPrompt(agent, prompt, name, ''))).code).toBe(-32602);
    expect((await refusalOf(complete(agent, 'whmcs://clients/{clientid}', 'orderid', ''))).code).toBe(-32602);
  });

  test('nobody is asked because somebody types, and what is hidden is not completed', async () => {
    const require_approval = true;
    const { agent, app, sandbox } = await start({
      ...ALLOW_ALL,
      hide: ['whmcs_get_orders'],
      tools: { whmcs_get_clients: { require_approval } },
    });
    expect(await complete(agent, 'whmcs://clients/{clientid}', 'clientid', '')).toEqual([]);
    expect((await refusalOf(complete(agent, 'whmcs://orders/{orderid}', 'orderid', ''))).code).toBe(-32602);
    expect(await app.approvals.list({ states: ['pending'], limit: 5 })).toEqual([]);
    expect(sandbox.requests).toEqual([]);
  });

  test('what was read for one policy is not told under the next', async () => {
    const path = policyFile(ALLOW_ALL);
    const sandbox = await sandboxed();
    const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: path });
    expect(await ofPrompt(agent, 'client_health', 'clientid', '1')).not.toEqual([]);
    writeFileSync(path, JSON.stringify({ ...ALLOW_ALL, hide: ['whmcs_get_clients'] }));
    await until(async () => !(await agent.listed()).includes('whmcs_get_clients'));
    expect(await ofPrompt(agent, 'client_health', 'clientid', '1')).toEqual([]);
  });
});

test('of several WHMCS each has its own, where its policy shows it', async () => {
  const [east, west] = [await sandboxed(), await sandboxed()];
  const places = [
    { name: 'east', sandbox: east, policy: ALLOW_ALL },
    { name: 'west', sandbox: west, policy: { ...ALLOW_ALL, hide: ['whmcs_get_servers'] } },
  ];
  const { agentOf } = openSeveral(
    places.map(({ name, sandbox, policy }) => ({ name, url: sandbox.url, policy })),
  );
  const agent = await agentOf();
  const uris = await listed(agent);
  expect(uris).toContain('whmcs://east/servers');
  expect(uris).not.toContain('whmcs://west/servers');
  expect(uris).toContain('whmcs://west/guard/policy');
  expect(await templates(agent)).toContain('whmcs://{install}/clients/{clientid}');
  expect(await read(agent, 'whmcs://east/guard/policy')).toContain('whmcs_get_servers');
  expect(await read(agent, 'whmcs://west/guard/policy')).not.toContain('whmcs_get_servers');
  expect((await refusalOf(read(agent, 'whmcs://servers'))).code).toBe(-32002);
  const { completion } = await agent.client.complete({
    ref: { type: 'ref/resource', uri: 'whmcs://{install}/clients/{clientid}' },
    argument: { name: 'install', value: 'w' },
  });
  expect(completion.values).toEqual(['west']);
});

test('long lists come in pages, each once, and a cursor that no answer named is refused', async () => {
  const names = Array.from({ length: 10 }, (_, at) => `place-${at}`);
  const { agentOf } = openSeveral(names.map((name) => ({ name, url: `https://${name}.example.com` })));
  const { client } = await agentOf();
  const first = await client.listResources();
  expect(first.resources).toHaveLength(100);
  const { resources, nextCursor } = await client.listResources({ cursor: first.nextCursor });
  expect(nextCursor).toBeUndefined();
  const uris = [...first.resources, ...resources].map(({ uri }) => uri);
  expect(new Set(uris).size).toBe(uris.length);
  expect(uris.filter((uri) => uri.endsWith('/guard/policy'))).toHaveLength(names.length);
  expect(await client.listResourceTemplates()).not.toHaveProperty('nextCursor');
  for (const cursor of ['', 'x', '100', Buffer.from('from 7').toString('base64url'), `${first.nextCursor}=`])
    expect((await refusalOf(client.listResources({ cursor }))).code, cursor).toBe(-32602);
  expect((await refusalOf(client.listPrompts({ cursor: 'x' }))).code).toBe(-32602);
});

test.each([{}, { sessions: 'off' as const }])('over HTTP it is the same (%o)', async (options) => {
  const sandbox = await sandboxed();
  const stage = await httpStage(
    { ...credentialsFor(sandbox), ...EVERY_SET, GUARD_POLICY: policyFile(ALLOW_ALL) },
    options,
  );
  const agent = await stage.agent();
  expect(await listed(agent)).toEqual(addressed([...LISTS, ...GUARD]));
  expect(JSON.parse(await read(agent, 'whmcs://currencies'))).toHaveProperty('items');
  expect((await agent.client.listPrompts()).prompts).toHaveLength(10);
  const { messages } = await agent.client.getPrompt({ name: 'client_health', arguments: { clientid: '1' } });
  expect(JSON.stringify(messages)).toContain('whmcs_account_overview');
  const { completion } = await agent.client.complete({
    ref: { type: 'ref/prompt', name: 'client_health' },
    argument: { name: 'clientid', value: '1' },
  });
  expect(completion.values).toContain('1');
  done(await agent.call('whmcs_get_currencies'));
});
