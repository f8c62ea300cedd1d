import { expect, test } from 'vitest';
import { addressSet } from '../../src/http/index.js';
import { until } from '../harness.js';
import { heldAnswers, recorder } from '../recorder.js';
import { callOf, INITIALIZE, PING, POST_HEADERS } from './messages.js';
import { ask, rawRequest, wireTo } from './raw.js';
import { type HttpStageOptions, httpStage } from './stage.js';
import { gateOf, testTokens } from './tokens.js';

const ALICE = 'Authorization: Bearer alice-token';
const BOB = 'Authorization: Bearer bob-token';

async function guarded(options: HttpStageOptions = {}) {
  const tokens = testTokens({ 'alice-token': 'alice', 'bob-token': 'bob' });
  const whmcs = await recorder();
  const stage = await httpStage(whmcs.env, { gate: gateOf(tokens), ...options });
  const { port } = stage;
  return {
    ...stage,
    tokens,
    whmcs,
    async open(token: string): Promise<string> {
      const { status, text } = await ask(port, { headers: [...POST_HEADERS, token], body: INITIALIZE });
      return status === 200 ? `Mcp-Session-Id: ${/^mcp-session-id: (\S+)$/im.exec(text)?.[1]}` : `${status}`;
    },
    ping: async (token: string, session: string) =>
      (await ask(port, { headers: [...POST_HEADERS, token, session], body: PING })).status,
    async listen(token: string, session: string) {
      const wire = await wireTo(port);
      wire.write(rawRequest(port, { method: 'GET', headers: ['Accept: text/event-stream', token, session] }));
      await wire.answers(1);
      return wire;
    },
    async call(token: string, session: string, id: number | string = 7) {
      const wire = await wireTo(port);
      const body = callOf('whmcs_get_clients', {}, id);
      wire.write(rawRequest(port, { headers: [...POST_HEADERS, token, session], body }));
      return wire;
    },
  };
}

test('whoever opens more sessions than it may loses its own oldest one, and nobody else does', async () => {
  const stage = await guarded({ sessions: { perCaller: 2 } });
  const ofBob = await stage.open(BOB);
  const [first, second] = [await stage.open(ALICE), await stage.open(ALICE)];
  expect(await stage.ping(ALICE, first)).toBe(200);
  // The second is now the one that was used least lately.
  const third = await stage.open(ALICE);
  expect(await stage.ping(ALICE, second)).toBe(404);
  for (const session of [first, third]) expect(await stage.ping(ALICE, session)).toBe(200);
  expect(await stage.ping(BOB, ofBob)).toBe(200);
});

test('sessions in use are not taken from anybody: a further one is refused', async () => {
  const stage = await guarded({ sessions: { perCaller: 1, inAll: 2 } });
  const session = await stage.open(ALICE);
  const wire = await stage.listen(ALICE, session);
  expect(await stage.open(ALICE)).toBe('429');
  wire.socket.destroy();
  await until(async () => (await stage.open(ALICE)) !== '429');
});

test('where all places are taken, a newcomer waits and nobody is put out', async () => {
  const stage = await guarded({ sessions: { inAll: 2 } });
  const [one, other] = [await stage.open(ALICE), await stage.open(ALICE)];
  expect(await stage.open(BOB)).toBe('503');
  expect([await stage.ping(ALICE, one), await stage.ping(ALICE, other)]).toEqual([200, 200]);
});

test('of two hundred sessions that are opened at once, no more stay than may', async () => {
  const stage = await guarded({ sessions: { perCaller: 20, inAll: 30 } });
  await Promise.all(Array.from({ length: 100 }, () => [stage.open(ALICE), stage.open(BOB)]).flat());
  expect(stage.endpoint.sessions).toBeLessThanOrEqual(30);
  expect(await stage.ping(ALICE, await stage.open(ALICE))).toBe(200);
});

test('a session that nobody uses ends, one that somebody listens to stays', async () => {
  const stage = await guarded({ sessions: { idleMs: 100 } });
  const [idle, used] = [await stage.open(ALICE), await stage.open(ALICE)];
  await stage.listen(ALICE, used);
  await until(() => stage.endpoint.sessions === 1);
  expect(await stage.ping(ALICE, idle)).toBe(404);
  expect(await stage.ping(ALICE, used)).toBe(200);
});

test('DELETE ends a session, its stream and its call', async () => {
  const stage = await guarded();
  heldAnswers(stage.whmcs, 'GetClients');
  const session = await stage.open(ALICE);
  const stream = await stage.listen(ALICE, session);
  const call = await stage.call(ALICE, session);
  await until(() => stage.whmcs.received.length > 0);
  const ended = await ask(stage.port, { method: 'DELETE', headers: [ALICE, session] });
  expect(ended.status).toBe(204);
  // A call that has waited for long is answered as a stream, which then ends without a result.
  const [answer] = await call.answers(1);
  if (answer?.status !== 404) expect(answer?.text).toMatch(/^HTTP\/1\.1 200[\s\S]*text\/event-stream/);
  expect(answer?.text).not.toContain('"result"');
  await until(() => stream.received().endsWith('0\r\n\r\n'));
  expect(await stage.ping(ALICE, session)).toBe(404);
  expect(stage.endpoint.sessions).toBe(0);
});

test('a token that is revoked ends its sessions with all that is open in them, and nobody else', async () => {
  const stage = await guarded();
  heldAnswers(stage.whmcs, 'GetClients');
  const [session, ofBob] = [await stage.open(ALICE), await stage.open(BOB)];
  const [stream, ofBobs] = [await stage.listen(ALICE, session), await stage.listen(BOB, ofBob)];
  const call = await stage.call(ALICE, session);
  await until(() => stage.whmcs.received.length > 0);
  stage.tokens.revoke('alice-token');
  expect(await stage.ping(ALICE, session)).toBe(401);
  await until(() => stream.received().endsWith('0\r\n\r\n'));
  await until(() => /HTTP\/1\.1 404|0\r\n\r\n$/.test(call.received()));
  expect(stage.endpoint.sessions).toBe(1);
  expect(await stage.ping(BOB, ofBob)).toBe(200);
  expect(ofBobs.received()).not.toMatch(/0\r\n\r\n$/);
  // The same name with a new token does not find what the old one had.
  stage.tokens.give('alice-token', 'alice');
  expect(await stage.ping(ALICE, session)).toBe(404);
});

test('a token whose grant has changed ends the sessions that it opened before', async () => {
  const stage = await guarded();
  const stream = await stage.listen(ALICE, await stage.open(ALICE));
  stage.tokens.give('alice-token', 'alice', { grant: 'support' });
  await until(() => stream.received().endsWith('0\r\n\r\n'));
  expect(stage.endpoint.sessions).toBe(0);
});

test('a proof that is renewed ends its stream when it ends, and the session goes on with the next', async () => {
  const stage = await guarded();
  stage.tokens.give('first', 'sub@issuer.example.com', { via: 'oauth' });
  const session = await stage.open('Authorization: Bearer first');
  const stream = await stage.listen('Authorization: Bearer first', session);
  stage.tokens.revoke('first');
  stage.tokens.give('next', 'sub@issuer.example.com', { via: 'oauth' });
  await until(() => stream.received().endsWith('0\r\n\r\n'));
  expect(await stage.ping('Authorization: Bearer next', session)).toBe(200);
});

test('a session has so many requests under way and no more', async () => {
  const stage = await guarded();
  heldAnswers(stage.whmcs, 'GetClients');
  const session = await stage.open(ALICE);
  const calls: Awaited<ReturnType<typeof stage.call>>[] = [];
  for (let id = 1; id <= 64; id += 1) calls.push(await stage.call(ALICE, session, id));
  await until(async () => {
    const wire = await stage.call(ALICE, session, 'more');
    return (await wire.answers(1))[0]?.status === 429;
  });
  const other = await stage.open(ALICE);
  expect(await stage.ping(ALICE, other)).toBe(200);
});

test('bodies of one caller hold so much and no more, and what they held is free when they are gone', async () => {
  const stage = await guarded();
  const MIB = 1024 * 1024;
  const length = `Content-Length: ${32 * MIB}`;
  const sending = Array.from({ length: 3 }, async () => {
    const wire = await wireTo(stage.port);
    wire.write(rawRequest(stage.port, { headers: [...POST_HEADERS, ALICE, length] }));
    for (let sent = 0; sent < 30; sent += 1) wire.write('x'.repeat(MIB));
    return wire;
  });
  const wires = await Promise.all(sending);
  await until(() => wires.some((wire) => wire.received().startsWith('HTTP/1.1 429 ')));
  expect(wires.filter((wire) => wire.received() === '')).toHaveLength(2);
  expect(await stage.open(BOB)).toMatch(/^Mcp-Session-Id/);
  for (const wire of wires) wire.socket.destroy();
  await until(async () => (await stage.open(ALICE)).startsWith('Mcp-Session-Id'));
});

test('one address has a fourth of all connections, and what is more is ended as it comes', async () => {
  const { port } = await guarded({ connections: 16 });
  const isOpen = async () => (await ask(port, { method: 'GET', path: '/nothing' })).status === 404;
  const wires = await Promise.all(Array.from({ length: 4 }, () => wireTo(port)));
  await expect(isOpen()).rejects.toThrow();
  wires[0]?.socket.destroy();
  await until(() => isOpen().catch(() => false));
});

test('a proxy that is named has all of them: it brings everybody', async () => {
  const { port } = await guarded({ connections: 16, proxies: addressSet(['127.0.0.1']) });
  const wires = await Promise.all(Array.from({ length: 12 }, () => wireTo(port)));
  for (const wire of wires) {
    wire.write(rawRequest(port, { method: 'GET', path: '/nothing' }));
    expect((await wire.answers(1))[0]?.status).toBe(404);
  }
});
