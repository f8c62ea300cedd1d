import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { callingTools } from '../every-tool.js';
import { credentialsFor } from '../harness.js';
import { isSigned, openReceiver } from '../notify/receiver.js';
import { KEY, toldByWebhook } from '../notify/samples.js';
import { samples } from '../samples.js';
import {
  ASK_TO_CANCEL,
  type Installation,
  idIn,
  ORDER,
  openConsole,
  openInstallation,
} from './installation.js';

const CANCEL = ['whmcs_cancel_order', { orderid: ORDER }] as const;

/** Everything that is no read takes a person. */
const ASK_FOR_ALL = {
  version: '1',
  default: 'deny',
  classes: {
    read: {},
    write: { require_approval: true },
    execute: { require_approval: true },
    financial: { require_approval: true },
    destructive: { require_approval: true },
  },
};

const writes = [...callingTools().values()].filter((tool) => tool.risk !== 'read');

function nothingChanged(installation: Installation): void {
  expect(installation.sandbox.requests.filter((request) => request.effect)).toEqual([]);
}

test('no tool gets anything done without a person, whatever it is given', async () => {
  const installation = await openInstallation(ASK_FOR_ALL);
  const agent = await installation.agent();
  const asked = await agent.call(...CANCEL);
  const id = idIn(asked);
  const extras = [
    {},
    { approval: id },
    { approval_id: id, approved: true },
    { confirm: true },
    { repeat_of: id },
  ];
  for (const tool of writes) {
    for (const extra of extras) {
      const answer = await agent.call(tool.name, { ...samples[tool.name]?.least, ...extra });
      expect(answer.isError).toBe(true);
      if (answer.code === 'duplicate_call') {
        // The same call waits already, without `repeat_of`: that request stays as it is.
        expect(extra).toHaveProperty('repeat_of');
        expect(answer.details).toMatchObject({ state: 'pending' });
      } else {
        expect(['approval_required', 'invalid_arguments', 'policy_denied']).toContain(answer.code);
      }
    }
  }
  nothingChanged(installation);
});

test('nothing that MCP offers but tools is there to reach', async () => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  const asked = await agent.call(...CANCEL);
  const id = idIn(asked);
  const attempts = await Promise.allSettled([
    agent.client.readResource({ uri: `approval://${id}` }),
    agent.client.getPrompt({ name: 'approve', arguments: { id } }),
    agent.client.complete({
      ref: { type: 'ref/prompt', name: 'approve' },
      argument: { name: 'id', value: id },
    }),
    agent.client.setLoggingLevel('debug'),
  ]);
  expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 'rejected'));
  const { resources } = await agent.client.listResources();
  const { prompts } = await agent.client.listPrompts();
  expect([...resources, ...prompts].filter(({ name }) => /approv|confirm|vote/i.test(name))).toEqual([]);
  expect((await agent.listed()).filter((name) => /approv|confirm|grant/.test(name))).toEqual([]);
  for (const name of ['approve', 'whmcs_approve', 'approvals', 'vote']) {
    expect((await agent.call(name, { id })).code).toBe('invalid_arguments');
  }
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  nothingChanged(installation);
});

test('an approval is good for exactly the call it was asked for', async () => {
  const installation = await openInstallation(ASK_FOR_ALL);
  const agent = await installation.agent();
  const id = idIn(await agent.call(...CANCEL));
  await installation.command('approvals', 'approve', id);
  const other = installation.sandbox.state.orders.find(
    (order) => order.status === 'Pending' && order.id !== ORDER,
  );
  for (const [name, args, code = 'approval_required'] of [
    ['whmcs_cancel_order', { orderid: other?.id }],
    ['whmcs_cancel_order', { orderid: ORDER, cancelsub: true }],
    ['whmcs_cancel_order', { orderid: ORDER, noemail: true }],
    // WHMCS deletes no Pending order, so nobody is asked.
    ['whmcs_delete_order', { orderid: ORDER }, 'invalid_arguments'],
    ['whmcs_fraud_order', { orderid: ORDER }],
  ] as const) {
    expect((await agent.call(name, args)).code).toBe(code);
  }
  nothingChanged(installation);
  // In other words, but the same call.
  expect((await agent.call(CANCEL[0], { cancelsub: undefined, orderid: ORDER })).isError).toBe(false);
  expect((await agent.call(...CANCEL)).isError).toBe(true);
  expect(installation.arrived('CancelOrder')).toHaveLength(1);
});

test('an approval for one WHMCS opens nothing in another that shares the state', async () => {
  const installation = await openInstallation();
  const other = await openInstallation();
  const agent = await installation.agent();
  await installation.command('approvals', 'approve', idIn(await agent.call(...CANCEL)));
  const elsewhere = await installation.agent(credentialsFor(other.sandbox));
  expect((await elsewhere.call(...CANCEL)).code).toBe('approval_required');
  nothingChanged(installation);
  nothingChanged(other);
});

test('answers to questions that nobody asked change nothing', async () => {
  const installation = await openInstallation({
    ...ASK_TO_CANCEL,
    tools: { whmcs_cancel_order: { require_approval: { channels: ['elicitation', 'cli'] } } },
  });
  const client = new Client(
    { name: 'eager', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } } },
  );
  // Never answers what it is asked, and answers what it is not.
  client.setRequestHandler(ElicitRequestSchema, () => new Promise(() => {}));
  const agent = await installation.agent({}, client);
  const asked = await agent.call(...CANCEL);
  const yes = { action: 'accept', content: { decision: 'approve', id: idIn(asked) } };
  for (const id of [99, 1000, idIn(asked), 'elicit', -1]) {
    await client.transport?.send({ jsonrpc: '2.0', id, result: yes });
  }
  await client.transport?.send({
    jsonrpc: '2.0',
    method: 'notifications/elicitation/complete',
    params: { elicitationId: idIn(asked) },
  });
  await client.transport?.send({ jsonrpc: '2.0', method: 'notifications/elicitation/response', params: yes });
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  nothingChanged(installation);
});

interface Attempt {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

test('the console does nothing for whoever is not signed in', async () => {
  const installation = await openInstallation();
  const { url, link } = await openConsole(installation);
  const agent = await installation.agent();
  const id = idIn(await agent.call(...CANCEL));
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: url };
  const attempts: Attempt[] = [
    { path: '/' },
    { path: '/approvals' },
    { path: `/approvals/${id}` },
    { path: '/activity' },
    { path: '/tools' },
    { path: '/limits' },
    { path: '/events' },
    { method: 'POST', path: `/approvals/${id}`, headers: form, body: 'decision=approve' },
    { method: 'POST', path: `/approvals/${id}/approve`, headers: form, body: '' },
    { method: 'POST', path: '/halt', headers: form, body: 'reason=x' },
    { method: 'POST', path: '/tools/whmcs_delete_client', headers: form, body: 'on=true' },
    { method: 'POST', path: '/sign-in', headers: form, body: 'token=guess' },
    { method: 'POST', path: '/sign-in', headers: form, body: 'name=operator&password=operator' },
    { path: `/approvals/${id}`, headers: { cookie: 'session=operator; __Host-session=operator' } },
    { path: '/..%2f..%2fetc/passwd' },
    { method: 'PUT', path: `/approvals/${id}`, body: 'approve' },
    { method: 'DELETE', path: `/approvals/${id}` },
  ];
  for (const { path, ...init } of attempts) {
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init });
    const text = await response.text();
    expect(response.status, `${init.method ?? 'GET'} ${path}`).toBeGreaterThanOrEqual(300);
    expect(text).not.toContain('orders are cancelled by people');
    expect(response.headers.get('set-cookie') ?? '').not.toMatch(/session=[\w-]{20,}/);
  }
  expect(link).toContain('/sign-in');
  expect((await agent.call(...CANCEL)).details.state).toBe('pending');
  nothingChanged(installation);
});

test('another page can not use a session, and a name that points here is not this host', async () => {
  const installation = await openInstallation();
  const { url, link } = await openConsole(installation);
  const agent = await installation.agent();
  const id = idIn(await agent.call(...CANCEL));
  const token = new URL(link).searchParams.get('token') ?? '';
  const signedIn = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url },
    body: new URLSearchParams({ token }).toString(),
  });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly/i);
  expect(signedIn.headers.get('set-cookie')).toMatch(/SameSite=Strict/i);
  const page = await (await fetch(`${url}/approvals/${id}`, { headers: { cookie } })).text();
  expect(page).toContain(`order ${ORDER}`);
  const action = /<form[^>]+action="([^"]*)"[^>]*>/.exec(page)?.[1] ?? `/approvals/${id}`;
  const csrf = /name="(_?csrf)"[^>]*value="([^"]+)"/.exec(page);
  expect(csrf).not.toBeNull();
  const post = (headers: Record<string, string>, fields: Record<string, string>) =>
    fetch(`${url}${action}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, ...headers },
      body: new URLSearchParams({ decision: 'approve', ...fields }).toString(),
    });
  const key = { [csrf?.[1] ?? '']: csrf?.[2] ?? '' };
  const refused = [
    await post({ origin: url }, {}),
    await post({ origin: url }, { [csrf?.[1] ?? '']: 'guessed' }),
    await post({ origin: 'https://evil.example.com' }, key),
    await post({ origin: 'null' }, key),
    await post({ 'sec-fetch-site': 'cross-site' }, key),
  ];
  for (const response of refused) expect(response.status).toBeGreaterThanOrEqual(400);
  // A second sign-in with the same link is one too many.
  const again = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url },
    body: new URLSearchParams({ token }).toString(),
  });
  expect(again.headers.get('set-cookie') ?? '').not.toMatch(/=[\w-]{20,}/);
  expect((await agent.call(...CANCEL)).details.state).toBe('pending');
  nothingChanged(installation);
});

test('a webhook is told who waits, signed, and its answer decides nothing', async () => {
  const receiver = await openReceiver((response) =>
    response.end(JSON.stringify({ decision: 'approve', state: 'approved' })),
  );
  const installation = await openInstallation(ASK_TO_CANCEL, toldByWebhook(receiver.url));
  const agent = await installation.agent();
  const id = idIn(await agent.call(...CANCEL));
  await receiver.until(1);
  const [got] = receiver.received;
  expect(got && isSigned(got, KEY)).toBe(true);
  expect(got?.raw).toContain(id);
  expect(got?.raw).not.toContain(KEY);
  expect((await agent.call(...CANCEL)).details.state).toBe('pending');
  nothingChanged(installation);
});
