import { writeFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { Streams } from '../../src/mcp/http/streams.js';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { ALLOW_ALL, credentialsFor, policyFile, sandboxed, until } from '../harness.js';
import { heldAnswers, recorder } from '../recorder.js';
import { callOf, INITIALIZE, POST_HEADERS } from './messages.js';
import { ask, rawRequest, wireTo } from './raw.js';
import { httpStage } from './stage.js';

const READ = ['whmcs_get_clients', {}] as const;
const CLIENTS = {
  result: 'success',
  totalresults: 0,
  startnumber: 0,
  numreturned: 0,
  clients: { client: [] },
};
const REVISION = 'Mcp-Protocol-Version: 2025-11-25';

async function rawSession(port: number): Promise<string> {
  const { text } = await ask(port, { headers: [...POST_HEADERS], body: INITIALIZE });
  return `Mcp-Session-Id: ${/^mcp-session-id: (\S+)$/im.exec(text)?.[1]}`;
}

test.each([{ sessions: {} }, { sessions: 'off' }] as const)(
  'a client is told of the progress of its own call, sessions: $sessions',
  async (options) => {
    const whmcs = await recorder();
    const held = heldAnswers(whmcs, 'GetClients', CLIENTS);
    const stage = await httpStage(whmcs.env, { whmcs: { noticeMs: 50 }, ...options });
    const [agent, other] = [await stage.agent(), await stage.agent()];
    const told: string[] = [];
    const heard: string[] = [];
    other.client.fallbackNotificationHandler = async ({ method }) => void heard.push(method);
    const calling = agent.client.callTool({ name: READ[0], arguments: {} }, undefined, {
      onprogress: ({ message = '' }) => void told.push(message),
    });
    await until(() => told.length > 1 && held.length > 0);
    expect(told[0]).toContain('WHMCS is at work');
    for (const letGo of held) letGo();
    expect((await calling).isError).not.toBe(true);
    expect(heard).toEqual([]);
  },
);

test('a caller can not approve its own request by a form of its own client', async () => {
  const policy = {
    ...ALLOW_ALL,
    tools: {
      whmcs_cancel_order: { require_approval: { channels: ['elicitation', 'console'] } },
      whmcs_accept_order: { require_approval: { channels: ['elicitation'] } },
    },
  };
  const stage = await httpStage({
    ...credentialsFor(await sandboxed()),
    GUARD_POLICY: policyFile(policy),
    GUARD_DESTRUCTIVE: 'true',
    GUARD_APPROVAL_WAIT: '0',
  });
  let asked = 0;
  const client = new Client(
    { name: 'obeys', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } } },
  );
  client.setRequestHandler(ElicitRequestSchema, () => {
    asked += 1;
    return { action: 'accept', content: { decision: 'approve' } };
  });
  const agent = await stage.agent(undefined, client);
  const call = () => agent.call('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder });
  for (let tries = 0; tries < 2; tries += 1) expect((await call()).code).toBe('approval_required');
  // Nobody could approve it: it is refused at once, with what the operator can do.
  const hopeless = await agent.call('whmcs_accept_order', { orderid: LANDMARKS.pendingOrder });
  expect(hopeless.code).toBe('policy_denied');
  expect(hopeless.text).toContain('add "console" or "cli" to the channels of that rule');
  expect(asked).toBe(0);
});

test('a client is told when its list of tools has changed', async () => {
  const path = policyFile(ALLOW_ALL);
  const stage = await httpStage({ ...credentialsFor(await sandboxed()), GUARD_POLICY: path });
  const agent = await stage.agent();
  const told = new Promise<void>((changed) => {
    agent.client.setNotificationHandler(ToolListChangedNotificationSchema, () => changed());
  });
  expect(await agent.listed()).toContain('whmcs_get_clients');
  writeFileSync(path, JSON.stringify({ ...ALLOW_ALL, hide: ['whmcs_get_clients'] }));
  await told;
  expect(await agent.listed()).not.toContain('whmcs_get_clients');
});

test('a client whose connection broke takes the stream of its call up again and gets the answer once', async () => {
  const whmcs = await recorder();
  const held = heldAnswers(whmcs, 'GetClients', CLIENTS);
  const { port } = await httpStage(whmcs.env);
  const session = await rawSession(port);
  const wire = await wireTo(port);
  wire.write(rawRequest(port, { headers: [...POST_HEADERS, REVISION, session], body: callOf(...READ) }));
  await until(() => held.length > 0 && /^id: (\S+)$/m.test(wire.received()));
  const [, eventId = ''] = /^id: (\S+)$/m.exec(wire.received()) ?? [];
  wire.socket.destroy();
  for (const letGo of held) letGo();

  const resume = async () => {
    const again = await wireTo(port);
    const headers = ['Accept: text/event-stream', 'Connection: close', REVISION, session];
    again.write(rawRequest(port, { method: 'GET', headers: [...headers, `Last-Event-ID: ${eventId}`] }));
    await again.ended;
    return again.received();
  };
  const received = await resume();
  expect(received).toMatch(/^HTTP\/1\.1 200 /);
  expect(received.match(/"id":7/g)).toHaveLength(1);
  // What the client has seen is not sent again.
  expect(received).not.toContain(`id: ${eventId}\n`);
  expect(whmcs.received.filter(({ action }) => action === 'GetClients')).toHaveLength(1);

  for (const unknown of ['99.1', eventId.replace(/\d+$/, '99'), 'x']) {
    const headers = ['Accept: text/event-stream', session, `Last-Event-ID: ${unknown}`];
    expect((await ask(port, { method: 'GET', headers })).status).toBe(400);
  }
});

test('clients from before 2025-11-25 get no event without data', async () => {
  const whmcs = await recorder();
  const held = heldAnswers(whmcs, 'GetClients', CLIENTS);
  const { port } = await httpStage(whmcs.env);
  const session = await rawSession(port);
  const wire = await wireTo(port);
  const old = 'Mcp-Protocol-Version: 2025-06-18';
  wire.write(rawRequest(port, { headers: [...POST_HEADERS, old, session], body: callOf(...READ) }));
  await until(() => held.length > 0 && /text\/event-stream/.test(wire.received()));
  for (const letGo of held) letGo();
  await until(() => /"id":7/.test(wire.received()));
  expect(wire.received()).not.toMatch(/^data: *$/m);
  expect(wire.received()).toMatch(/^id: \d+\.\d+$/m);
});

test('a call that is taken back ends its exchange and stops at WHMCS, and its id is free again', async () => {
  const whmcs = await recorder();
  heldAnswers(whmcs, 'GetClients', CLIENTS);
  const { port } = await httpStage(whmcs.env);
  const session = await rawSession(port);
  const wire = await wireTo(port);
  const call = rawRequest(port, { headers: [...POST_HEADERS, session], body: callOf(...READ) });
  wire.write(call);
  await until(() => whmcs.received.length > 0);
  const taken = await ask(port, {
    headers: [...POST_HEADERS, session],
    body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } }),
  });
  expect(taken.status).toBe(202);
  await wire.answers(1);
  await until(() => wire.received().endsWith('0\r\n\r\n'));
  expect(wire.received()).not.toContain('"id":7');
  wire.write(call);
  await until(() => whmcs.received.length > 1);
});

test('one stream for what belongs to no call is enough', async () => {
  const { port } = await httpStage((await recorder()).env);
  const session = await rawSession(port);
  const listening = { method: 'GET', headers: ['Accept: text/event-stream', session] };
  const first = await wireTo(port);
  first.write(rawRequest(port, listening));
  expect((await first.answers(1))[0]?.status).toBe(200);
  expect((await ask(port, listening)).status).toBe(409);
  first.socket.destroy();
  await until(async () => (await ask(port, listening)).status === 200);
});

test.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'])(
  'a client of revision %s is served in its own words',
  async (protocolVersion) => {
    const { port } = await httpStage(credentialsFor(await sandboxed()));
    const opened = await ask(port, {
      headers: [...POST_HEADERS],
      body: INITIALIZE.replace('2025-11-25', protocolVersion),
    });
    expect(opened.text).toContain(`"protocolVersion":"${protocolVersion}"`);
    const session = `Mcp-Session-Id: ${/^mcp-session-id: (\S+)$/im.exec(opened.text)?.[1]}`;
    const called = await ask(port, {
      headers: [...POST_HEADERS, session, `Mcp-Protocol-Version: ${protocolVersion}`],
      body: callOf(...READ),
    });
    expect(called.status).toBe(200);
    expect(called.text).toContain('"id":7');
  },
);

test('what is kept of streams has a bound, and a stream of which something is lost is not taken up again', () => {
  const streams = new Streams(true);
  const [first, second] = [streams.open(), streams.open()];
  first.write('{"first":1}');
  first.write('{"first":2}');
  expect(first.keepsAllAfter(0)).toBe(true);
  const long = JSON.stringify('x'.repeat(300_000));
  for (let count = 0; count < 3; count += 1) second.write(long);
  expect(first.keepsAllAfter(0)).toBe(true);
  second.write(long);
  expect(first.keepsAllAfter(0)).toBe(false);
  expect(second.keepsAllAfter(1)).toBe(true);
  for (let count = 0; count < 10; count += 1) second.write(long);
  expect(second.keepsAllAfter(0)).toBe(false);
  streams.close();
});

test('the streams that are kept have a bound, too: of those that have ended the oldest goes first', () => {
  const streams = new Streams(true);
  const stillOpen = streams.open();
  const [first, second] = [streams.open(), streams.open()];
  for (const stream of [first, second]) stream.end();
  for (let count = 0; count < 253; count += 1) streams.open().end();
  expect(streams.find(`${first.key}.0`)?.stream).toBe(first);
  const latest = streams.open();
  latest.write('{}');
  latest.end();
  expect(streams.find(`${first.key}.0`)).toBeUndefined();
  expect(streams.find(`${second.key}.0`)?.stream).toBe(second);
  expect(streams.find(`${stillOpen.key}.0`)?.stream).toBe(stillOpen);
  expect(streams.find(`${latest.key}.1`)?.stream.keepsAllAfter(0)).toBe(true);
  for (let count = 0; count < 1_000; count += 1) streams.open().end();
  expect(streams.find(`${latest.key}.1`)).toBeUndefined();
  expect(streams.find(`${stillOpen.key}.0`)?.stream).toBe(stillOpen);
  streams.close();
});
