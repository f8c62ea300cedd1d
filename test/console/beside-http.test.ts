import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, onTestFinished, test } from 'vitest';
import { consoleReachProblems } from '../../src/http/index.js';
import { createApprovers } from '../../src/identities/index.js';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { openStore } from '../../src/store/index.js';
import { browserTest, openPage, watch } from '../browser.js';
import { ALLOW_ALL, connect, credentialsFor, policyFile, sandboxed, temporaryFolder } from '../harness.js';
import { selfSigned } from '../http/certificate.js';
import { ask } from '../http/raw.js';
import { finished, run } from '../program.js';
import { recorder } from '../recorder.js';
import { cookieIn, post, visitorWith } from './running-console.js';
import { freePort, serving } from './serving.js';

async function agentAt(mcp: string) {
  const agent = await connect(new StreamableHTTPClientTransport(new URL(`${mcp}/mcp`)), () => '');
  onTestFinished(() => agent.client.close());
  return agent;
}

async function signedInBy(link: string) {
  const { origin, searchParams } = new URL(link);
  const answer = await post(origin, '/sign-in', { token: searchParams.get('token') ?? '' });
  return visitorWith(origin, cookieIn(answer));
}

const ASKS = { ...ALLOW_ALL, tools: { whmcs_cancel_order: { require_approval: {} } } };

browserTest(
  'what an agent asks for over HTTP appears in the console of the same process, and is approved there',
  async () => {
    const { mcp, url, link } = await serving({
      ...credentialsFor(await sandboxed()),
      GUARD_DESTRUCTIVE: 'true',
      GUARD_POLICY: policyFile(ASKS),
      GUARD_APPROVAL_WAIT: '60',
    });
    const page = await openPage();
    const troubles = watch(page, url);
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Nothing waits for you.').waitFor();
    const agent = await agentAt(mcp);
    const answer = agent.call('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder });
    await page.getByRole('button', { name: 'Approve' }).click();
    expect((await answer).isError).toBe(false);
    await page.getByText('used').first().waitFor();
    expect(troubles).toEqual([]);
  },
);

test('at a signal the streams of open pages end, and the process does', async () => {
  const { child, exit, link, url } = await serving((await recorder()).env);
  const visitor = await signedInBy(link);
  const stream = await fetch(`${url}/events`, { headers: { cookie: visitor.cookie } });
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  const reader = stream.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  child.kill('SIGTERM');
  for (let done = false; !done; ) done = (await reader?.read())?.done ?? true;
  expect(await exit).toBe(0);
});

test('agents and people come to addresses of their own: neither serves what the other does', async () => {
  const { mcp, url, link, port } = await serving({
    ...(await recorder()).env,
    MCP_HTTP_ALLOWED_ORIGINS: 'https://agent.example.com',
  });
  const visitor = await signedInBy(link);
  expect((await visitor.get('/approvals')).status).toBe(200);
  expect((await visitor.get('/mcp')).status).toBe(404);
  for (const path of ['/approvals', '/sign-in', '/events'])
    expect((await fetch(`${mcp}${path}`)).status, path).toBe(404);

  // A page that may call MCP reads nothing of the console, and does nothing there.
  const origin = 'https://agent.example.com';
  const read = await visitor.get('/approvals', { origin });
  expect(read.headers.get('access-control-allow-origin')).toBeNull();
  expect((await visitor.post('/halt', { reason: 'x' }, { origin })).status).toBe(403);
  const preflight = await fetch(`${url}/halt`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([405, null]);

  const asked = (...headers: string[]) => ask(port, { method: 'GET', path: '/sign-in', headers });
  expect((await asked('Host: evil.example.com')).status).toBe(421);
  expect((await asked('X-Forwarded-For: 192.0.2.1')).status).toBe(403);
  expect((await asked()).status).toBe(200);
});

test('with a certificate the console speaks TLS, and its cookie is for that alone', async () => {
  const folder = temporaryFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = selfSigned('127.0.0.1');
  writeFileSync(cert, made.cert);
  writeFileSync(key, made.key);
  const { url, link } = await serving({ ...(await recorder()).env, MCP_TLS_CERT: cert, MCP_TLS_KEY: key });
  expect(url).toMatch(/^https:/);
  const form = new URLSearchParams({ token: new URL(link).searchParams.get('token') ?? '' }).toString();
  const sent = request(`${url}/sign-in`, {
    method: 'POST',
    rejectUnauthorized: false,
    headers: {
      origin: url,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': form.length,
    },
  });
  sent.end(form);
  const [answer] = await once(sent, 'response');
  answer.resume();
  expect(answer.statusCode).toBe(303);
  expect(String(answer.headers['set-cookie'])).toMatch(
    /^__Host-whmcs_mcp_\d+=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
});

/** Settings of a server behind a proxy, with somebody who may sign in. */
async function withApprover(name: string, password: string) {
  const state = join(temporaryFolder(), 'state.db');
  const env = { ...(await recorder()).env, GUARD_STATE: state };
  expect((await finished(['tokens', 'create', 'night-shift'], env)).code).toBe(0);
  const store = await openStore(state);
  await createApprovers(store.approvers).set(name, password, new Date());
  await store.close();
  const host = 'console.example.com';
  const more = { GUARD_CONSOLE_URL: `https://${host}`, MCP_TRUST_PROXY: '127.0.0.1', LOG_LEVEL: 'info' };
  return { env: { ...env, ...more }, host };
}

test('behind a proxy that is named people sign in at the public address', async () => {
  const { env, host } = await withApprover('maria', 'a password of maria');
  const port = await freePort();
  const { out } = await serving({ ...env, MCP_CONSOLE_PORT: String(port) });
  expect(out()).toMatch(/^The console is at https:\/\/console\.example\.com$/m);
  expect(out()).not.toContain('Sign in once');

  const headers = [`Host: ${host}`, 'X-Forwarded-For: 192.0.2.1', 'X-Forwarded-Proto: https'];
  const body = 'name=maria&password=a+password+of+maria';
  const form = [...headers, 'Content-Type: application/x-www-form-urlencoded'];
  const signIn = (origin: string) =>
    ask(port, { path: '/sign-in', headers: [...form, `Origin: ${origin}`], body });
  expect((await signIn(`http://${host}`)).status).toBe(403);
  const entered = await signIn(`https://${host}`);
  expect(entered.status).toBe(303);
  const [, cookie] =
    /^set-cookie: (__Host-whmcs_mcp=[^;]+);.* Secure; SameSite=Strict\r$/im.exec(entered.text) ?? [];
  const page = await ask(port, {
    method: 'GET',
    path: '/approvals',
    headers: [...headers, `Cookie: ${cookie}`],
  });
  expect(page.status).toBe(200);
  expect(page.text).toContain('maria');
});

test('a stranger who guesses does not keep out who signed in before', async () => {
  const { env, host } = await withApprover('maria', 'a password of maria');
  const port = await freePort();
  await serving({ ...env, MCP_CONSOLE_PORT: String(port) });
  const signIn = async (address: string, name: string, password = 'a password of maria') => {
    const headers = [
      `Host: ${host}`,
      `X-Forwarded-For: ${address}`,
      `Origin: https://${host}`,
      'Content-Type: application/x-www-form-urlencoded',
    ];
    const body = new URLSearchParams({ name, password }).toString();
    return (await ask(port, { path: '/sign-in', headers, body })).status;
  };
  expect(await signIn('192.0.2.1', 'maria')).toBe(303);
  const guesses: number[] = [];
  for (let n = 0; n < 6; n += 1) guesses.push(await signIn('198.51.100.9', 'maria', 'x'));
  expect(guesses).toEqual([...Array(5).fill(401), 429]);
  // Of one name no more are tried, wherever they come from; its person goes on where they were.
  expect(await signIn('203.0.113.7', 'maria')).toBe(429);
  expect(await signIn('192.0.2.1', 'maria')).toBe(303);
});

test('--console by itself is a sentence', async () => {
  const { exit, err } = run(['--console'], (await recorder()).env);
  expect(await exit).toBe(2);
  expect(err()).toContain('--console goes with --http.');
});

test('beyond this machine it is not served while nobody has a name', async () => {
  const { exit, err } = run(['--http', '--console'], {
    ...(await recorder()).env,
    GUARD_STATE: 'memory',
    MCP_HTTP_PORT: '0',
    MCP_CONSOLE_HOST: '0.0.0.0',
  });
  expect(await exit).toBe(1);
  expect(err()).toContain("can't serve the console:");
  expect(err()).toContain('nobody could prove who they are');
});

const SAFE = {
  host: '0.0.0.0',
  publicUrl: 'https://console.example.com',
  hasTls: true,
  hasProxies: false,
  hasPeople: true,
};

test.each([
  ['with all of it', {}, []],
  ['behind a proxy', { hasTls: false, hasProxies: true }, []],
  ['on loopback alone', { host: '::1', publicUrl: undefined, hasTls: false, hasPeople: false }, []],
  ['without people', { hasPeople: false }, [/nobody could prove/]],
  [
    'on loopback with a public address, without people',
    { host: '127.0.0.1', hasPeople: false },
    [/nobody could prove/],
  ],
  ['without an address', { publicUrl: undefined }, [/GUARD_CONSOLE_URL: is missing/]],
  ['with an address of this machine', { publicUrl: 'http://[::1]:8788' }, [/GUARD_CONSOLE_URL: is missing/]],
  ['in clear', { publicUrl: 'http://console.example.com' }, [/in clear/]],
  ['without TLS or a proxy', { hasTls: false }, [/MCP_TRUST_PROXY/]],
] as const)('where a console may be reached: %s', (_, differing, expected) => {
  const problems = consoleReachProblems({ ...SAFE, ...differing });
  expect(problems).toHaveLength(expected.length);
  for (const [at, pattern] of expected.entries()) expect(problems[at]).toMatch(pattern);
});
