import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, onTestFinished, test } from 'vitest';
import { createTokens } from '../../src/identities/callers/index.js';
import { connect, credentialsFor, done, sandboxed, temporaryFolder, until } from '../harness.js';
import { finished, run } from '../program.js';
import { CREDENTIALS } from '../recorder.js';
import { INITIALIZE, POST_HEADERS } from './messages.js';
import { ask, rawRequest, wireTo } from './raw.js';
import { bearing, httpStage } from './stage.js';

/** Two servers of one state, in processes of their own. */
async function replicas(count = 2) {
  const folder = temporaryFolder();
  const env = {
    ...credentialsFor(await sandboxed()),
    GUARD_STATE: join(folder, 'state.db'),
    MCP_HTTP_PORT: '0',
    MCP_HTTP_SESSIONS: 'on',
  };
  const command = (...args: string[]) => finished(args, env);
  const make = async (name: string, ...flags: string[]) =>
    (await command('tokens', 'create', name, ...flags)).out.trim();
  const first = await make('first');
  const ports: number[] = [];
  for (let started = 0; started < count; started += 1) {
    const { out } = run(['--http'], env);
    await until(() => out().endsWith('\n'));
    ports.push(Number(/:(\d+)\/mcp/.exec(out())?.[1]));
  }
  return { command, make, first, ports };
}

async function agentAt(port: number, token: string) {
  const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`), {
    requestInit: { headers: bearing(token) },
  });
  const agent = await connect(transport, () => '', new Client({ name: 'test', version: '1.0.0' }));
  onTestFinished(() => agent.client.close());
  return agent;
}

const opening = (port: number, ...headers: string[]) =>
  ask(port, { headers: [...POST_HEADERS, ...headers], body: INITIALIZE }).then(({ status }) => status);

test('a token that is revoked in one process opens nothing in any, and ends what is open in all', async () => {
  const { command, first, ports } = await replicas();
  const streams = await Promise.all(
    ports.map(async (port) => {
      const bearer = `Authorization: Bearer ${first}`;
      const opened = await ask(port, { headers: [...POST_HEADERS, bearer], body: INITIALIZE });
      const [, id] = /^mcp-session-id: (\S+)$/im.exec(opened.text) ?? [];
      const stream = await wireTo(port);
      const headers = ['Accept: text/event-stream', bearer, `Mcp-Session-Id: ${id}`];
      stream.write(rawRequest(port, { method: 'GET', headers }));
      await stream.answers(1);
      return stream;
    }),
  );
  expect((await command('tokens', 'revoke', 'first')).code).toBe(0);
  for (const port of ports) expect(await opening(port, `Authorization: Bearer ${first}`)).toBe(401);
  for (const stream of streams) await until(() => stream.received().endsWith('0\r\n\r\n'));
});

test('callers do what they do in their own names, and a token is in no log and no journal', async () => {
  const { command, make, first, ports } = await replicas(1);
  const [port = 0] = ports;
  const second = await make('second');
  for (const token of [first, second]) done(await (await agentAt(port, token)).call('whmcs_get_currencies'));
  const { out } = await command('audit', 'list', '--json');
  const callers = new Set((JSON.parse(out) as { caller: string }[]).map(({ caller }) => caller));
  expect(callers).toEqual(new Set(['first', 'second']));
  const everything =
    out + (await command('audit', 'export')).out + (await command('audit', 'events', '--json')).out;
  for (const token of [first, second]) expect(everything).not.toContain(token.slice(12, 40));
});

test('tokens that were made up, bent or forged open nothing', async () => {
  const { first, ports } = await replicas(1);
  const [port = 0] = ports;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = part({ sub: 'first', iss: 'https://login.example.com', aud: 'whmcs', exp: 4_102_444_800 });
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${claims}`;
  const forged = [
    `${part({ alg: 'none' })}.${claims}.`,
    `${signed}.${createHmac('sha256', CREDENTIALS.secret).update(signed).digest('base64url')}`,
    `${first}x`,
    first.slice(0, -1),
    first.toUpperCase(),
    `${first} ${first}`,
    '',
  ];
  for (const token of forged) expect(await opening(port, `Authorization: Bearer ${token}`)).toBe(401);
  expect(await opening(port, `Authorization: Bearer ${first}`)).toBe(200);
});

test('who guesses is slowed by address, and who was known before goes on', async () => {
  const { first, ports } = await replicas(1);
  const [port = 0] = ports;
  expect(await opening(port, `Authorization: Bearer ${first}`)).toBe(200);
  const guess = () => opening(port, 'Authorization: Bearer whmcs_mcp_guess');
  await until(async () => (await guess()) === 429);
  expect(await opening(port, `Authorization: Bearer ${first}`)).toBe(200);
});

test('a token that is revoked ends what is open in it, however many wrong ones come from its address', async () => {
  const env = credentialsFor(await sandboxed());
  // No time passes, in which another token would be looked at.
  const time = new Date('2026-01-01T00:00:00Z');
  const { app, port } = await httpStage(env, { isGuarded: true, now: () => time });
  const tokens = createTokens((await app.store()).tokens);
  const made = { name: 'shift', grant: undefined, madeBy: 'owner', expiresAt: undefined };
  const bearer = `Authorization: Bearer ${await tokens.create(made, time)}`;
  const opened = await ask(port, { headers: [...POST_HEADERS, bearer], body: INITIALIZE });
  const [, id] = /^mcp-session-id: (\S+)$/im.exec(opened.text) ?? [];
  const stream = await wireTo(port);
  const headers = ['Accept: text/event-stream', bearer, `Mcp-Session-Id: ${id}`];
  stream.write(rawRequest(port, { method: 'GET', headers }));
  await stream.answers(1);
  await tokens.revoke('shift');
  await until(async () => (await opening(port, bearer)) === 429);
  await until(() => stream.received().endsWith('0\r\n\r\n'));
});

test('a token ends when it says, also in a session that is open', async () => {
  let time = new Date('2026-01-01T00:00:00Z');
  const env = credentialsFor(await sandboxed());
  const { app, port, endpoint } = await httpStage(env, { isGuarded: true, now: () => time });
  const tokens = createTokens((await app.store()).tokens);
  const expiresAt = new Date('2026-01-01T00:10:00Z');
  const made = { name: 'shift', grant: undefined, madeBy: 'owner', expiresAt };
  const bearer = `Authorization: Bearer ${await tokens.create(made, time)}`;
  expect(await opening(port, bearer)).toBe(200);
  time = new Date('2026-01-01T00:10:01Z');
  const { status, text } = await ask(port, { headers: [...POST_HEADERS, bearer], body: INITIALIZE });
  expect(status).toBe(401);
  expect(text).toMatch(/^www-authenticate: Bearer .*error="invalid_token"/im);
  await until(() => endpoint.sessions === 0);
});
