import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, test } from 'vitest';
import { readPosted } from '../../src/mcp/http/index.js';
import { HttpTransport } from '../../src/mcp/http/transport.js';
import { ALLOW_ALL, policyFile, until } from '../harness.js';
import { heldAnswers, recorder } from '../recorder.js';
import { callOf, INITIALIZE, PING, POST_HEADERS } from './messages.js';
import { type Answered, ask, rawRequest, wireTo } from './raw.js';
import { type HttpStageOptions, httpStage } from './stage.js';

const MIB = 1024 * 1024;
const REVISION = '2025-03-26';
const openingOf = (revision: string) => INITIALIZE.replace('2025-11-25', revision);
const batch = (...messages: string[]) => `[${messages.join()}]`;
const pings = (count: number) =>
  batch(...Array.from({ length: count }, (_, at) => PING.replace('"id":2', `"id":${at + 10}`)));
/** Of a page of its own: reads of the same share a request to WHMCS. */
const clients = (id: number) => callOf('whmcs_get_clients', { limitstart: 25 * id }, id);
const takingBack = (requestId: number) =>
  JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } });

interface Reply {
  id: number | null;
  result?: { isError?: boolean; structuredContent?: { code: string }; protocolVersion?: string };
  error?: { code: number; message: string };
}

const bodyOf = ({ text }: Answered) => JSON.parse(text.slice(text.indexOf('\r\n\r\n')));
const byId = (replies: Reply[]) => replies.map(({ id }) => id).sort((a, b) => Number(a) - Number(b));
const eventsIn = (text: string): Reply[] =>
  [...text.matchAll(/^data: (\{.+\})$/gm)].map(([, json = '']) => JSON.parse(json));

/** A server, and a client of it that opens a session by a revision and names none from then on, as clients of then did. */
async function speaking(
  revision = REVISION,
  options: HttpStageOptions & { env?: Record<string, string> } = {},
) {
  const whmcs = await recorder();
  const { env, ...rest } = options;
  const stage = await httpStage({ ...whmcs.env, ...env }, rest);
  const headers: string[] = [...POST_HEADERS];
  if (options.sessions !== 'off') {
    const { text } = await ask(stage.port, { headers: [...POST_HEADERS], body: openingOf(revision) });
    headers.push(`Mcp-Session-Id: ${/^mcp-session-id: (\S+)$/im.exec(text)?.[1]}`);
  }
  return {
    ...stage,
    whmcs,
    headers,
    post: (body: string, ...more: string[]) => ask(stage.port, { headers: [...headers, ...more], body }),
    async start(body: string) {
      const wire = await wireTo(stage.port);
      wire.write(rawRequest(stage.port, { headers, body }));
      return wire;
    },
  };
}

describe.each([{ sessions: {} }, { sessions: 'off' }] as const)('a batch, sessions: $sessions', (options) => {
  test('is answered by the array of its answers, and by none to its notifications', async () => {
    const { post, whmcs } = await speaking(REVISION, options);
    const ready = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
    const answered = await post(batch(ready, clients(7), PING, callOf('whmcs_get_invoices', {}, 8)));
    expect(answered.status).toBe(200);
    expect(answered.text).toMatch(/^content-type: application\/json$/im);
    expect(byId(bodyOf(answered))).toEqual([2, 7, 8]);
    expect(whmcs.received.map(({ action }) => action).sort()).toEqual(['GetClients', 'GetInvoices']);
  });

  test('of one message is answered by an array of one', async () => {
    const { post } = await speaking(REVISION, options);
    expect(bodyOf(await post(batch(PING)))).toEqual([{ jsonrpc: '2.0', id: 2, result: {} }]);
  });

  test('without a request gets no answer', async () => {
    const { post } = await speaking(REVISION, options);
    const { status, text } = await post(batch(takingBack(1), takingBack(2)));
    expect(status).toBe(202);
    expect(text).toMatch(/\r\n\r\n$/);
  });

  test('has each of its calls judged and counted by itself', async () => {
    const GUARD_POLICY = policyFile({
      ...ALLOW_ALL,
      hide: ['whmcs_get_invoices'],
      tools: { whmcs_get_clients: { limits: [{ counter: 'looks', window: 'hour', max: 2 }] } },
    });
    const { post, whmcs } = await speaking(REVISION, { ...options, env: { GUARD_POLICY } });
    const replies = bodyOf(
      await post(batch(clients(1), clients(2), clients(3), callOf('whmcs_get_invoices', {}, 4))),
    ) as Reply[];
    expect(replies.map(({ result }) => result?.structuredContent?.code).sort()).toEqual([
      'policy_denied',
      'rate_limited',
      undefined,
      undefined,
    ]);
    expect(whmcs.received).toHaveLength(2);
  });

  test('that takes long is answered by a stream, each answer as it comes', async () => {
    const { start, whmcs } = await speaking(REVISION, options);
    const held = heldAnswers(whmcs, 'GetClients');
    const wire = await start(batch(clients(7), PING));
    await until(() => eventsIn(wire.received()).length === 1);
    expect(wire.received()).toMatch(/^content-type: text\/event-stream$/im);
    expect(eventsIn(wire.received())[0]?.id).toBe(2);
    await until(() => held.length === 1);
    for (const letGo of held) letGo();
    await until(() => wire.received().endsWith('0\r\n\r\n'));
    expect(eventsIn(wire.received()).map(({ id }) => id)).toEqual([2, 7]);
  });

  test.each([
    ['nothing', '[]'],
    ['more than may be', pings(101)],
    ['something else', batch(clients(7), '{"hello":"world"}')],
    ['a batch', batch(clients(7), batch(PING))],
    ['an id twice', batch(clients(7), clients(7))],
    ['initialize and more', batch(openingOf(REVISION), clients(7))],
  ])('that holds %s is refused whole', async (_what, body) => {
    const { post, whmcs, endpoint } = await speaking(REVISION, options);
    const answered = await post(body);
    expect(answered.status).toBe(400);
    expect(bodyOf(answered)).toMatchObject({ id: null, error: { code: -32600 } });
    expect(whmcs.received).toEqual([]);
    expect(endpoint.sessions).toBe(options.sessions === 'off' ? 0 : 1);
  });

  test('may be as long as the SDK lets it be', async () => {
    const { post } = await speaking(REVISION, options);
    expect(bodyOf(await post(pings(100)))).toHaveLength(100);
  });

  test('holds memory for each of its answers', async () => {
    const { port, post } = await speaking(REVISION, options);
    const length = `Content-Length: ${31 * MIB}`;
    const wires = await Promise.all([wireTo(port), wireTo(port)]);
    // Together they leave less than a batch of a hundred may hold, and more than one message does.
    for (const wire of wires) {
      wire.write(rawRequest(port, { headers: [...POST_HEADERS, length] }));
      wire.write('x'.repeat(31 * MIB - 1));
    }
    await until(async () => (await post(pings(100))).status === 429);
    expect((await post(PING)).status).toBe(200);
    for (const wire of wires) wire.socket.destroy();
    await until(async () => (await post(pings(100))).status === 200);
  });
});

test.each([
  ['2024-10-07', 200],
  ['2024-11-05', 200],
  ['2025-03-26', 200],
  ['2025-06-18', 400],
  ['2025-11-25', 400],
])('a session of revision %s answers a batch by %i, whatever its requests name', async (revision, status) => {
  const { post, whmcs } = await speaking(revision);
  for (const named of [[], ['2025-03-26'], ['2025-11-25']]) {
    const headers = named.map((name) => `Mcp-Protocol-Version: ${name}`);
    const answered = await post(batch(clients(7)), ...headers);
    expect(answered.status).toBe(status);
    if (status === 400) expect(bodyOf(answered).error.message).toContain('send each message by itself');
  }
  expect(whmcs.received).toHaveLength(status === 200 ? 3 : 0);
});

test.each([
  [undefined, 200],
  ['2024-11-05', 200],
  ['2025-03-26', 200],
  ['2025-06-18', 400],
  ['2025-11-25', 400],
])('without sessions a batch that names revision %s is answered by %i', async (revision, status) => {
  const { post } = await speaking(REVISION, { sessions: 'off' });
  const headers = revision === undefined ? [] : [`Mcp-Protocol-Version: ${revision}`];
  expect((await post(batch(PING), ...headers)).status).toBe(status);
  expect((await post(batch(takingBack(1)), ...headers)).status).toBe(status === 200 ? 202 : 400);
});

test('initialize may come as a batch of one, where its revision has batches', async () => {
  const { port, endpoint } = await httpStage((await recorder()).env);
  const opening = (revision: string) =>
    ask(port, { headers: [...POST_HEADERS], body: batch(openingOf(revision)) });
  expect((await opening('2025-06-18')).status).toBe(400);
  expect((await opening('1999-01-01')).status).toBe(400);
  expect(endpoint.sessions).toBe(0);
  const opened = await opening(REVISION);
  expect(bodyOf(opened)).toMatchObject([{ id: 1, result: { protocolVersion: REVISION } }]);
  const session = `Mcp-Session-Id: ${/^mcp-session-id: (\S+)$/im.exec(opened.text)?.[1]}`;
  expect((await ask(port, { headers: [...POST_HEADERS, session], body: batch(PING) })).status).toBe(200);
});

test('a batch belongs to a session, and to its own', async () => {
  const { port } = await speaking();
  const post = async (...headers: string[]) =>
    (await ask(port, { headers: [...POST_HEADERS, ...headers], body: batch(PING) })).status;
  expect(await post()).toBe(400);
  expect(await post(`Mcp-Session-Id: ${'x'.repeat(43)}`)).toBe(404);
});

test('a call of a batch is taken back by itself, and its answer alone is missing', async () => {
  const { start, post, whmcs } = await speaking();
  const held = heldAnswers(whmcs, 'GetClients');
  const wire = await start(batch(clients(7), callOf('whmcs_get_invoices', {}, 8)));
  await until(() => held.length === 1);
  expect((await post(batch(takingBack(7)))).status).toBe(202);
  await until(() => /"id":8/.test(wire.received()));
  expect(byId(bodyOf((await wire.answers(1))[0] as Answered))).toEqual([8]);
});

test('a batch that is taken back as it comes reaches nobody, and its exchange ends', async () => {
  const { start, whmcs } = await speaking();
  const wire = await start(batch(clients(7), takingBack(7)));
  await until(() => wire.received().endsWith('0\r\n\r\n'));
  expect(eventsIn(wire.received())).toEqual([]);
  expect(whmcs.received).toEqual([]);
});

test('a batch with an id that is under way is refused whole, and the id is free again once it is answered', async () => {
  const { start, post, whmcs } = await speaking();
  const held = heldAnswers(whmcs, 'GetClients');
  const wire = await start(batch(clients(7), PING));
  await until(() => held.length === 1);
  expect((await post(batch(callOf('whmcs_get_invoices', {}, 8), clients(7)))).status).toBe(400);
  expect(whmcs.received).toHaveLength(1);
  for (const letGo of held) letGo();
  await until(() => /"id":7/.test(wire.received()));
  whmcs.answers.clear();
  expect(byId(bodyOf(await post(batch(clients(7), PING))))).toEqual([2, 7]);
});

test('DELETE ends a batch with what was answered by then', async () => {
  const { port, headers, start, whmcs } = await speaking();
  heldAnswers(whmcs, 'GetClients');
  const wire = await start(batch(clients(7), PING));
  await until(() => whmcs.received.length === 1);
  expect((await ask(port, { method: 'DELETE', headers: headers.slice(2) })).status).toBe(204);
  await until(() => wire.received().endsWith('0\r\n\r\n'));
  expect(eventsIn(wire.received()).map(({ id }) => id)).toEqual([2]);
});

test('a client whose connection broke takes up the stream of a batch', async () => {
  const { port, headers, start, whmcs } = await speaking();
  const held = heldAnswers(whmcs, 'GetClients');
  const wire = await start(batch(clients(7), PING, clients(8)));
  await until(() => eventsIn(wire.received()).length === 1 && held.length === 2);
  const [, eventId] = /^id: (\S+)$/m.exec(wire.received()) ?? [];
  wire.socket.destroy();
  for (const letGo of held) letGo();
  const again = await wireTo(port);
  const resuming = ['Accept: text/event-stream', ...headers.slice(2), `Last-Event-ID: ${eventId}`];
  again.write(rawRequest(port, { method: 'GET', headers: resuming }));
  await until(() => again.received().endsWith('0\r\n\r\n'));
  expect(byId(eventsIn(again.received()))).toEqual([7, 8]);
});

test('of a long batch no more is worked on at a time than of a session, and the rest follows', async () => {
  const transport = new HttpTransport('session');
  const [handedOn, ended]: [JSONRPCMessage[], string[]] = [[], []];
  transport.onmessage = (message) => {
    if ('id' in message) handedOn.push(message);
  };
  const posted = readPosted(Buffer.from(pings(100)));
  if ('wrong' in posted) throw new Error(posted.wrong);
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  transport.askAll(posted, { response, revision: undefined, onEnd: () => ended.push('batch') });
  expect(handedOn).toHaveLength(64);
  expect(transport.isFull).toBe(true);
  const answer = (id: number) => transport.send({ jsonrpc: '2.0', id, result: {} });
  await answer(10);
  expect(handedOn).toHaveLength(65);
  // One that waits for its turn and is taken back never gets it.
  transport.tell(JSON.parse(takingBack(75)));
  for (let id = 11; id < 110; id += 1) await answer(id);
  expect(handedOn).toHaveLength(99);
  expect(ended).toEqual(['batch']);
  expect(transport.isFull).toBe(false);
});
