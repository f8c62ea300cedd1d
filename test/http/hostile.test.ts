import { describe, expect, test } from 'vitest';
import type { HttpDeadlines, Route } from '../../src/http/index.js';
import { callOf, INITIALIZE, PING, POST_HEADERS } from './messages.js';
import { ask, type RawRequest, rawRequest, wireTo } from './raw.js';
import { type HttpStageOptions, httpStage } from './stage.js';
import { gateOf, testTokens } from './tokens.js';

const WHMCS = {
  WHMCS_API_URL: 'http://127.0.0.1:1',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'secret',
};

const ALICE = 'Authorization: Bearer alice-token';
const BOB = 'Authorization: Bearer bob-token';

const guarded = (options: HttpStageOptions = {}) => {
  const tokens = testTokens({ 'alice-token': 'alice', 'bob-token': 'bob' });
  return httpStage(WHMCS, { gate: gateOf(tokens), ...options }).then((stage) => ({ ...stage, tokens }));
};

const posting = (body: string, ...headers: string[]): RawRequest => ({
  headers: [...POST_HEADERS, ...headers],
  body,
});

const sessionIn = (text: string) => /^mcp-session-id: (\S+)$/im.exec(text)?.[1] ?? '';

async function sessionOf(port: number, token: string): Promise<string> {
  const { status, text } = await ask(port, posting(INITIALIZE, token));
  expect(status).toBe(200);
  return sessionIn(text);
}

describe('who calls', () => {
  test.each([
    ['no token', []],
    ['a wrong one', ['Authorization: Bearer other-token']],
    ['one that was revoked', ['Authorization: Bearer gone-token']],
    ['another scheme', ['Authorization: Basic YWxpY2U6YWxpY2UtdG9rZW4=']],
    ['a token in the query', [], '/mcp?access_token=alice-token'],
    ['a token in a cookie', ['Cookie: token=alice-token']],
  ])('with %s nobody is let in, and told how to ask', async (_what, headers, path = '/mcp') => {
    const { port, tokens, endpoint } = await guarded();
    tokens.give('gone-token', 'gone');
    tokens.revoke('gone-token');
    for (const request of [
      { ...posting(INITIALIZE, ...headers), path },
      { method: 'GET', path, headers: ['Accept: text/event-stream', ...headers] },
      { method: 'DELETE', path, headers: [...headers] },
    ]) {
      const { status, text } = await ask(port, request);
      expect(status).toBe(401);
      expect(text).toMatch(/^www-authenticate: Bearer/im);
    }
    expect(endpoint.sessions).toBe(0);
  });

  test('a session of somebody else is none, letter by letter', async () => {
    const { port } = await guarded();
    const id = await sessionOf(port, ALICE);
    const known = await ask(port, posting(PING, ALICE, `Mcp-Session-Id: ${id}`));
    expect(known.status).toBe(200);
    const withoutDate = (text: string) => text.replace(/^Date: .*$/im, '');
    for (const request of [
      (session: string) => posting(PING, BOB, `Mcp-Session-Id: ${session}`),
      (session: string) => posting(INITIALIZE, BOB, `Mcp-Session-Id: ${session}`),
      (session: string) => ({
        method: 'GET',
        headers: [BOB, 'Accept: text/event-stream', 'Last-Event-ID: 0.1', `Mcp-Session-Id: ${session}`],
      }),
      (session: string) => ({ method: 'DELETE', headers: [BOB, `Mcp-Session-Id: ${session}`] }),
    ]) {
      const ofOther = await ask(port, request(id));
      const ofNobody = await ask(port, request('x'.repeat(id.length)));
      expect(ofOther.status).toBe(404);
      expect(withoutDate(ofOther.text)).toBe(withoutDate(ofNobody.text));
    }
    expect((await ask(port, posting(PING, ALICE, `Mcp-Session-Id: ${id}`))).status).toBe(200);
  });

  test('a token with another grant does not come to the session of the first', async () => {
    const { port, tokens } = await guarded();
    const id = await sessionOf(port, ALICE);
    tokens.give('alice-token', 'alice', { grant: 'support' });
    expect((await ask(port, posting(PING, ALICE, `Mcp-Session-Id: ${id}`))).status).toBe(404);
  });
});

describe('where it comes from', () => {
  test.each([
    ['another host', ['Host: evil.example.com'], 421],
    ['another host that begins like ours', ['Host: 127.0.0.1.example.com'], 421],
    ['a host with a user', ['Host: 127.0.0.1@evil.example.com'], 421],
    ['an empty host', ['Host: '], 421],
    ['a page of another host', ['Origin: https://evil.example.com'], 403],
    ['a page of another port', ['Origin: http://127.0.0.1:1'], 403],
    ['a page without an origin', ['Origin: null'], 403],
    ['a proxy that nobody named', ['X-Forwarded-For: 203.0.113.9'], 403],
    ['a proxy that names itself', ['Via: 1.1 proxy.example.com'], 403],
  ])('%s is refused before anybody looks at the token', async (_what, headers, expected) => {
    const { port, tokens } = await guarded();
    const { status } = await ask(port, posting(INITIALIZE, ALICE, ...headers));
    expect(status).toBe(expected);
    expect(tokens.asked()).toBe(0);
  });

  test('its own pages, and those that are named, may call; a named one may read', async () => {
    const { port } = await guarded({ origins: ['https://agent.example.com'] });
    const own = await ask(port, posting(INITIALIZE, ALICE, `Origin: http://127.0.0.1:${port}`));
    expect(own.status).toBe(200);
    const preflight = await ask(port, {
      method: 'OPTIONS',
      headers: ['Origin: https://agent.example.com', 'Access-Control-Request-Method: POST'],
    });
    expect(preflight.status).toBe(204);
    expect(preflight.text).toMatch(/^access-control-allow-origin: https:\/\/agent\.example\.com$/im);
    expect(preflight.text).not.toMatch(/allow-credentials/i);
    const named = await ask(port, posting(INITIALIZE, ALICE, 'Origin: https://agent.example.com'));
    expect(named.status).toBe(200);
    expect(named.text).toMatch(/^access-control-expose-headers: .*mcp-session-id/im);
    const foreign = await ask(port, {
      method: 'OPTIONS',
      headers: ['Origin: https://evil.example.com', 'Access-Control-Request-Method: POST'],
    });
    expect(foreign.status).toBe(403);
    expect(foreign.text).not.toMatch(/access-control-allow/i);
  });
});

describe('what is asked for', () => {
  test.each([
    '//mcp',
    '/mcp/',
    '/mcp/../mcp',
    '/./mcp',
    '/x/../mcp',
    '/%6dcp',
    '/mcp%2f',
    '/%2e%2e/mcp',
    '/MCP',
    '/mcp;a=b',
    '/mcp%00',
    '/mcp\\',
    '/',
    '/admin',
  ])('%s is no path of ours', async (path) => {
    const { port } = await guarded();
    expect((await ask(port, { ...posting(INITIALIZE, ALICE), path })).status).toBe(404);
  });

  test.each(['http://127.0.0.1/mcp', 'http://evil.example.com/mcp', '*', 'mcp', '/mcp#x'])(
    'the target %s is refused',
    async (path) => {
      const { port } = await guarded();
      expect((await ask(port, { ...posting(INITIALIZE, ALICE), path })).status).toBe(400);
    },
  );

  test.each(['PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'])('%s is no method here', async (method) => {
    const { port } = await guarded();
    const { status, text } = await ask(port, { method, headers: [ALICE] });
    expect(status).toBe(405);
    expect(text).toMatch(/^allow: POST, GET, DELETE$/im);
  });

  test('HTTP/1.0 and a tunnel are not spoken', async () => {
    const { port } = await guarded();
    const old = await ask(port, { ...posting(INITIALIZE, ALICE), version: '1.0' });
    expect(old.status).toBe(505);
    const wire = await wireTo(port);
    wire.write(rawRequest(port, { method: 'CONNECT', path: 'evil.example.com:443' }));
    await wire.ended;
    expect(wire.received()).not.toMatch(/HTTP\/1\.1 2/);
  });
});

describe('headers that two readers would read in two ways', () => {
  test.each([
    ['two lengths', ['Content-Length: 3', 'Content-Length: 4']],
    ['a length and chunks', ['Content-Length: 3', 'Transfer-Encoding: chunked']],
    ['chunks of another kind', ['Transfer-Encoding: xchunked']],
    ['chunks twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
    ['a blank before the colon', ['Content-Length : 3']],
    ['a line that is folded', ['X-A: b', ' Transfer-Encoding: chunked']],
    ['a line feed alone', ['X-A: b\nContent-Length: 3']],
    ['a length that is no number', ['Content-Length: 3x']],
    ['a length below zero', ['Content-Length: -3']],
    ['two hosts', ['Host: 127.0.0.1', 'Host: evil.example.com']],
    ['two tokens', [ALICE, BOB]],
    ['two sessions', ['Mcp-Session-Id: a', 'Mcp-Session-Id: b']],
    ['two types', ['Content-Type: application/json', 'Content-Type: text/plain']],
    ['two origins', ['Origin: null', 'Origin: https://evil.example.com']],
  ])('%s', async (_what, headers) => {
    const { port, tokens } = await guarded();
    const wire = await wireTo(port);
    const smuggled = rawRequest(port, posting(INITIALIZE, ALICE));
    wire.write(`${rawRequest(port, { headers })}abc${smuggled}`);
    const [first] = await wire.answers(1);
    expect(first?.status).toBe(400);
    expect(tokens.asked()).toBe(0);
  });

  test('no host at all', async () => {
    const { port } = await guarded();
    const wire = await wireTo(port);
    wire.write(`GET /mcp HTTP/1.1\r\n${ALICE}\r\n\r\n`);
    expect((await wire.answers(1))[0]?.status).toBe(400);
  });

  test('headers beyond their bound', async () => {
    const { port } = await guarded();
    const long = await ask(port, { method: 'GET', headers: [`X-Long: ${'x'.repeat(20_000)}`] });
    expect(long.status).toBe(431);
  });
});

describe('what is sent', () => {
  test.each([
    ['another type', INITIALIZE, ['Content-Type: text/plain', POST_HEADERS[1]], 415],
    ['a form', 'a=b', ['Content-Type: application/x-www-form-urlencoded', POST_HEADERS[1]], 415],
    ['a type that begins like JSON', INITIALIZE, ['Content-Type: application/jsonp', POST_HEADERS[1]], 415],
    ['another charset', INITIALIZE, ['Content-Type: application/json; charset=utf-16', POST_HEADERS[1]], 415],
    ['no type', INITIALIZE, [POST_HEADERS[1]], 415],
    ['a compressed body', INITIALIZE, [...POST_HEADERS, 'Content-Encoding: gzip'], 415],
    ['an answer of JSON alone', INITIALIZE, [POST_HEADERS[0], 'Accept: application/json'], 406],
    ['an answer of events alone', INITIALIZE, [POST_HEADERS[0], 'Accept: text/event-stream'], 406],
    ['no JSON', '{"jsonrpc":', POST_HEADERS, 400],
    ['nothing', '', POST_HEADERS, 400],
    ['no message', '{"hello":"world"}', POST_HEADERS, 400],
    ['a number', '7', POST_HEADERS, 400],
    ['a batch', `[${INITIALIZE}]`, POST_HEADERS, 400],
    ['an empty batch', '[]', POST_HEADERS, 400],
    ['a long batch', `[${`${PING},`.repeat(5_000)}${PING}]`, POST_HEADERS, 400],
    ['another version of JSON-RPC', INITIALIZE.replace('2.0', '1.0'), POST_HEADERS, 400],
    ['an id that is null', INITIALIZE.replace('"id":1', '"id":null'), POST_HEADERS, 400],
    ['a call before a session', callOf('whmcs_get_clients'), POST_HEADERS, 400],
    ['an unknown revision', PING, [...POST_HEADERS, 'Mcp-Protocol-Version: 1999-01-01'], 400],
    ['deep JSON', '['.repeat(100_000), POST_HEADERS, 400],
  ])('%s', async (_what, body, headers, expected) => {
    const { port, endpoint } = await guarded();
    const { status, text } = await ask(port, { headers: [ALICE, ...headers], body });
    expect(status).toBe(expected);
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({
      jsonrpc: '2.0',
      id: null,
      error: { message: expect.stringMatching(/\.$/) },
    });
    expect(endpoint.sessions).toBe(0);
  });

  test('bytes that are not UTF-8', async () => {
    const { port } = await guarded();
    const wire = await wireTo(port);
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const head = rawRequest(port, {
      headers: [ALICE, ...POST_HEADERS, `Content-Length: ${body.length}`],
    });
    wire.socket.write(head);
    wire.socket.write(body);
    expect((await wire.answers(1))[0]?.status).toBe(400);
  });

  test('an opening that is refused leaves no session', async () => {
    const { port, endpoint } = await guarded();
    const opening = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} });
    const { text } = await ask(port, posting(opening, ALICE));
    expect(text).toContain('"error"');
    expect(endpoint.sessions).toBe(0);
  });

  test('a request whose id is under way', async () => {
    const { port } = await guarded();
    const id = await sessionOf(port, ALICE);
    const wire = await wireTo(port);
    const call = rawRequest(port, posting(callOf('whmcs_get_clients'), ALICE, `Mcp-Session-Id: ${id}`));
    wire.write(`${call}${call}`);
    const [, second] = await wire.answers(2);
    expect(second?.status).toBe(400);
  });

  test('one after another on one connection, each gets its own answer, in order', async () => {
    const { port } = await guarded();
    const id = await sessionOf(port, ALICE);
    const wire = await wireTo(port);
    const ping = (number: number) => PING.replace('"id":2', `"id":${number}`);
    const ids = Array.from({ length: 40 }, (_, index) => index + 100);
    wire.write(
      ids.map((number) => rawRequest(port, posting(ping(number), ALICE, `Mcp-Session-Id: ${id}`))).join(''),
    );
    const answers = await wire.answers(ids.length);
    expect(answers.map(({ text }) => Number(/"id":(\d+)/.exec(text)?.[1]))).toEqual(ids);
  });
});

describe('bodies and clients without an end', () => {
  const MIB = 1024 * 1024;
  const slow: Partial<HttpDeadlines> = { headersMs: 300, requestMs: 600, stalledMs: 500 };

  test('a body that says it is too long is refused before it is sent', async () => {
    const { port } = await guarded();
    const head = [ALICE, ...POST_HEADERS, `Content-Length: ${100 * MIB}`];
    const waiting = await ask(port, { headers: [...head, 'Expect: 100-continue'] });
    expect(waiting.status).toBe(413);
    expect((await ask(port, { headers: head })).status).toBe(413);
  });

  test('a body that does not say so is refused as it passes the bound', async () => {
    const { port } = await guarded();
    const wire = await wireTo(port);
    wire.write(rawRequest(port, { headers: [ALICE, ...POST_HEADERS, 'Transfer-Encoding: chunked'] }));
    const chunk = `${MIB.toString(16)}\r\n${'x'.repeat(MIB)}\r\n`;
    for (let count = 0; count < 34; count += 1) wire.write(chunk);
    expect((await wire.answers(1))[0]?.status).toBe(413);
    await wire.ended;
  });

  test('a body of somebody who is not let in is not read', async () => {
    const { port } = await guarded();
    const wire = await wireTo(port);
    wire.write(rawRequest(port, { headers: [...POST_HEADERS, `Content-Length: ${MIB}`] }));
    expect((await wire.answers(1))[0]?.status).toBe(401);
    await wire.ended;
  });

  test.each([
    ['nothing at all', ''],
    ['headers byte by byte', 'POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: '],
  ])('a client that sends %s is gone by the deadline', async (_what, start) => {
    const { port } = await guarded({ deadlines: { ...slow, requestMs: 600_000 } });
    const wire = await wireTo(port);
    wire.write(start);
    const dripping = setInterval(() => start !== '' && wire.write('x'), 20);
    await wire.ended;
    clearInterval(dripping);
    if (start !== '') expect(wire.received()).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('a body byte by byte is cut off by the deadline, and what it held is free again', async () => {
    const { port } = await guarded({ deadlines: slow });
    const wire = await wireTo(port);
    wire.write(rawRequest(port, { headers: [ALICE, ...POST_HEADERS, 'Content-Length: 100000'] }));
    const dripping = setInterval(() => wire.write('x'), 20);
    await wire.ended;
    clearInterval(dripping);
    expect(wire.received()).toMatch(/^HTTP\/1\.1 408 |^$/);
    expect((await ask(port, posting(INITIALIZE, ALICE))).status).toBe(200);
  });

  test('a client that takes nothing of its answer is gone', async () => {
    let closed = () => {};
    const cut = new Promise<void>((done) => {
      closed = done;
    });
    const long: Route = {
      path: '/long',
      methods: ['GET'],
      handle: (_request, response) => {
        response.once('close', closed);
        response.end(Buffer.alloc(64 * MIB));
      },
    };
    const { port } = await guarded({ deadlines: slow, routes: [long] });
    const wire = await wireTo(port);
    wire.socket.pause();
    wire.write(rawRequest(port, { method: 'GET', path: '/long' }));
    await cut;
    wire.socket.resume();
    await wire.ended;
    expect(wire.received().length).toBeLessThan(64 * MIB);
  });
});
