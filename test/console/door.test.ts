import { request as rawRequest } from 'node:http';
import { expect, test, vi } from 'vitest';
import { serveConsole } from '../../src/console/index.js';
import { createApprovers } from '../../src/identities/index.js';
import {
  approver,
  cookieIn,
  FORM,
  NOON,
  openConsole,
  operator,
  post,
  type RunningConsole,
  visitorWith,
} from './running-console.js';

// Passwords are made slow to check on purpose.
vi.setConfig({ testTimeout: 60_000 });

const HOUR = 3_600_000;
const PAGES = [
  '/',
  '/today',
  '/people',
  '/approvals',
  '/approvals/AAAA-BBBB',
  '/activity',
  '/activity/c-1',
  '/tools',
  '/limits',
];

const tokenIn = (link: string) => new URL(link).searchParams.get('token') ?? '';
const isIn = async (console: RunningConsole, cookie: string) =>
  (await fetch(`${console.url}/approvals`, { headers: { cookie }, redirect: 'manual' })).status === 200;

test('a link signs in once, and only by the button on its page', async () => {
  const console = await openConsole();
  const link = await console.link();
  for (let looks = 0; looks < 3; looks += 1) {
    const page = await fetch(link);
    expect(page.status).toBe(200);
    expect(page.headers.get('set-cookie')).toBeNull();
  }
  const token = tokenIn(link);
  expect(token.length).toBeGreaterThanOrEqual(43);
  const first = await post(console.url, '/sign-in', { token });
  expect(first.status).toBe(303);
  expect(first.headers.get('location')).toBe('/approvals');
  const cookie = first.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  expect(cookie).toMatch(/Path=\//);
  expect(cookie).not.toMatch(/Domain|Secure/);
  expect(await isIn(console, cookieIn(first))).toBe(true);

  const second = await post(console.url, '/sign-in', { token });
  expect(second.status).toBe(401);
  expect(second.headers.get('set-cookie')).toBeNull();
  expect(await second.text()).toContain('used already');
});

test('of many who race with one link, one gets in', async () => {
  const console = await openConsole();
  const token = tokenIn(await console.link());
  const all = await Promise.all(Array.from({ length: 20 }, () => post(console.url, '/sign-in', { token })));
  expect(all.filter(({ status }) => status === 303)).toHaveLength(1);
});

test('a link lasts ten minutes, and a guess is worth nothing', async () => {
  const console = await openConsole();
  const token = tokenIn(await console.link());
  for (const guess of ['', 'x', token.slice(0, -1), `${token}x`, token.toLowerCase().toUpperCase()]) {
    expect((await post(console.url, '/sign-in', { token: guess })).status).toBe(401);
  }
  console.pass(10 * 60_000);
  expect((await post(console.url, '/sign-in', { token })).status).toBe(401);
});

test('whoever asks for another link gets it where the operator sees it, not in the answer', async () => {
  const console = await openConsole();
  const answer = await post(console.url, '/sign-in/link', {});
  expect(console.offered).toHaveLength(1);
  const token = tokenIn(`${console.url}${console.offered[0]}`);
  expect(await answer.text()).not.toContain(token);
  expect((await post(console.url, '/sign-in', { token })).status).toBe(303);
  for (let more = 0; more < 10; more += 1) await post(console.url, '/sign-in/link', {});
  expect(console.offered).toHaveLength(5);
});

test('nothing is shown or done without a session', async () => {
  const console = await openConsole();
  const { id } = await console.ask();
  for (const path of [...PAGES, `/approvals/${id}`, '/nowhere']) {
    const answer = await fetch(`${console.url}${path}`, { redirect: 'manual' });
    expect(answer.status, path).toBe(303);
    expect(answer.headers.get('location'), path).toMatch(/^\/sign-in/);
    expect(await answer.text()).not.toContain('1042');
  }
  expect((await fetch(`${console.url}/events`)).status).toBe(401);
  for (const path of [`/approvals/${id}`, '/tools/whmcs_delete_client', '/halt', '/resume', '/sign-out']) {
    const answer = await post(console.url, path, { decision: 'approve', on: 'true', reason: 'x' });
    expect(answer.status, path).toBe(401);
  }
  expect((await console.approvals.get(id))?.state).toBe('pending');
  expect(console.switched).toEqual([]);
  expect(await console.store.killSwitch.halted()).toBeUndefined();
});

test('after signing in one comes to the page that one asked for, and to no other site', async () => {
  const console = await openConsole();
  const asked = await fetch(`${console.url}/approvals/AAAA-BBBB`, { redirect: 'manual' });
  expect(asked.headers.get('location')).toBe('/sign-in?next=%2Fapprovals%2FAAAA-BBBB');
  for (const [next, place] of [
    ['/approvals/AAAA-BBBB', '/approvals/AAAA-BBBB'],
    ['/activity?text=a', '/activity?text=a'],
    ['https://evil.example.com/', '/approvals'],
    ['//evil.example.com/approvals', '/approvals'],
    ['/\\evil.example.com', '/approvals'],
    ['/approvals\\@evil.example.com', '/approvals'],
    ['/approvalsevil', '/approvals'],
    ['javascript:alert(1)', '/approvals'],
  ] as const) {
    const token = tokenIn(await console.link());
    const answer = await post(console.url, '/sign-in', { token, next });
    expect(answer.headers.get('location'), next).toBe(place);
  }
});

test('named approvers sign in with their password, and links are over', async () => {
  const console = await openConsole();
  const link = await console.link();
  const before = await operator(console);
  expect(await isIn(console, before.cookie)).toBe(true);

  const maria = await approver(console, 'Maria');
  expect(await isIn(console, maria.cookie)).toBe(true);
  expect(await (await maria.get('/limits')).text()).toContain('Maria');
  expect(await isIn(console, before.cookie)).toBe(false);
  expect((await post(console.url, '/sign-in', { token: tokenIn(link) })).status).toBe(401);
  expect(await (await fetch(link)).text()).toContain('Password');
  for (const [name, password] of [
    ['Maria', 'wrong password'],
    ['nobody', 'a password of Maria'],
    ['', ''],
  ] as const) {
    const answer = await post(console.url, '/sign-in', { name, password });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
  }
  const typed = await post(console.url, '/sign-in', { name: ' MARIA ', password: 'a password of Maria' });
  expect(typed.status).toBe(303);
});

test('an approver who was removed is out at once, and so is everyone who signs out', async () => {
  const console = await openConsole();
  const maria = await approver(console, 'maria');
  const jonas = await approver(console, 'jonas');
  const { id } = await console.ask();
  await createApprovers(console.store.approvers).remove('maria');
  expect((await maria.post(`/approvals/${id}`, { decision: 'approve' })).status).toBe(401);
  expect((await console.approvals.get(id))?.state).toBe('pending');

  expect((await jonas.post('/sign-out')).status).toBe(303);
  expect(await isIn(console, jonas.cookie)).toBe(false);
});

test('another password ends what was open under the old one, and nobody else is sent away', async () => {
  const console = await openConsole();
  const maria = await approver(console, 'maria');
  const jonas = await approver(console, 'jonas');
  const { id } = await console.ask();
  console.pass(1000);
  await createApprovers(console.store.approvers).set('MARIA', 'another password of hers', console.now());
  expect((await maria.post(`/approvals/${id}`, { decision: 'approve' })).status).toBe(401);
  expect((await console.approvals.get(id))?.state).toBe('pending');
  const again = await post(console.url, '/sign-in', { name: 'maria', password: 'another password of hers' });
  expect(again.status).toBe(303);
  expect((await jonas.post(`/approvals/${id}`, { decision: 'approve' })).status).toBe(303);
  expect((await console.approvals.get(id))?.state).toBe('approved');
});

test('who proves the old password at the very moment that it is changed does not stay', async () => {
  const before = (ms: number) => new Date(NOON.getTime() - ms);
  const maria = { name: 'maria', addedAt: before(HOUR), changedAt: before(HOUR) };
  const console = await openConsole({
    approvers: {
      // The row was read before the change, and slow to check.
      check: async () => maria,
      list: async () => [{ ...maria, changedAt: before(50) }],
    },
  });
  const signedIn = await post(console.url, '/sign-in', { name: 'maria', password: 'the old password' });
  expect(await isIn(console, cookieIn(signedIn))).toBe(false);
});

test('who guesses a password is slowed down, by name and in all, even all at once', async () => {
  const MARIA = { name: 'maria', addedAt: NOON, changedAt: NOON };
  // Passwords are slow to check by design; here it is the counting that matters.
  const console = await openConsole({
    approvers: {
      list: async () => [MARIA],
      check: async (name, password) =>
        name === 'maria' && password === 'a password of maria' ? MARIA : undefined,
    },
  });
  const guess = (name: string) => post(console.url, '/sign-in', { name, password: 'a guess, not more' });
  const statuses = (await Promise.all(Array.from({ length: 12 }, () => guess('maria')))).map(
    (one) => one.status,
  );
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  const right = { name: 'Maria', password: 'a password of maria' };
  const told = await post(console.url, '/sign-in', right);
  expect(told.status).toBe(429);
  expect(await told.text()).toContain('Wait a minute');

  const others = await Promise.all(Array.from({ length: 25 }, (_, index) => guess(`name${index}`)));
  expect(others.filter(({ status }) => status === 401)).toHaveLength(15);

  console.pass(61_000);
  for (let again = 0; again < 8; again += 1)
    expect((await post(console.url, '/sign-in', right)).status).toBe(303);
});

test('a session ends after an hour without a person, and after eight in any case', async () => {
  const console = await openConsole();
  const idle = await operator(console);
  for (let quarters = 0; quarters < 4; quarters += 1) {
    console.pass(HOUR / 4);
    // What an open page asks for by itself keeps nobody signed in.
    await idle.get('/approvals', { 'x-live': '1' });
  }
  expect((await idle.get('/approvals', { 'x-live': '1' })).status).toBe(401);
  expect(await isIn(console, idle.cookie)).toBe(false);

  const busy = await operator(console);
  for (let halves = 0; halves < 15; halves += 1) {
    console.pass(HOUR / 2);
    expect((await busy.get('/limits')).status).toBe(200);
  }
  console.pass(HOUR / 2);
  expect((await busy.get('/limits')).status).toBe(303);
});

test('a form counts only with its own session and from a page of the console', async () => {
  const console = await openConsole();
  const { id } = await console.ask();
  const me = await operator(console);
  const other = await operator(console);
  const vote = { decision: 'approve' };
  const path = `/approvals/${id}`;
  const forged = [
    me.post(path, { ...vote, csrf: '' }),
    me.post(path, { ...vote, csrf: other.csrf }),
    me.post(path, vote, { origin: 'https://evil.example.com' }),
    me.post(path, vote, { origin: 'null' }),
    me.post(path, vote, { origin: console.url.replace('127.0.0.1', 'localhost') }),
    me.post(path, vote, { origin: 'http://127.0.0.1:1' }),
    me.post(path, vote, { 'sec-fetch-site': 'cross-site' }),
    me.post(path, vote, { 'sec-fetch-site': 'same-site' }),
    me.post(path, vote, { 'sec-fetch-site': 'none' }),
    fetch(`${console.url}${path}`, {
      method: 'POST',
      headers: { cookie: me.cookie, 'content-type': FORM },
      body: new URLSearchParams({ ...vote, csrf: me.csrf }).toString(),
    }),
  ];
  for (const answer of await Promise.all(forged)) expect(answer.status).toBe(403);
  for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x']) {
    expect((await me.post(path, vote, { 'content-type': type })).status).toBe(415);
  }
  expect((await console.approvals.get(id))?.state).toBe('pending');
  // The same, told right.
  expect((await me.post(path, vote, { 'sec-fetch-site': 'same-origin' })).status).toBe(303);
  expect((await console.approvals.get(id))?.state).toBe('approved');
});

test('no address that is read changes anything', async () => {
  const console = await openConsole();
  const { id } = await console.ask();
  const me = await operator(console);
  for (const path of [
    `/approvals/${id}?decision=approve&csrf=${me.csrf}`,
    `/tools/whmcs_delete_client?on=true&csrf=${me.csrf}`,
    `/halt?reason=x&csrf=${me.csrf}`,
    `/sign-out?csrf=${me.csrf}`,
  ]) {
    await me.get(path);
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await fetch(`${console.url}${path}`, {
        method,
        headers: { cookie: me.cookie, origin: console.url },
      });
      expect(answer.status, `${method} ${path}`).toBe(404);
    }
  }
  expect((await console.approvals.get(id))?.state).toBe('pending');
  expect(console.switched).toEqual([]);
  expect(await console.store.killSwitch.halted()).toBeUndefined();
  expect(await isIn(console, me.cookie)).toBe(true);
});

/** Sends a request under a host of one's choice, as a browser does for a name that was pointed here. */
function asHost(url: string, host: string, path = '/sign-in'): Promise<{ status: number; text: string }> {
  return new Promise((done, fail) => {
    const { port } = new URL(url);
    rawRequest({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, text }));
    })
      .on('error', fail)
      .end();
  });
}

test('only loopback and the public host are served', async () => {
  const console = await openConsole({ publicUrl: 'https://console.example.com' });
  const { port } = new URL(console.url);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'console.example.com']) {
    expect((await asHost(console.url, host)).status, host).toBe(200);
  }
  for (const host of [
    'evil.example.com',
    `evil.example.com:${port}`,
    '127.0.0.1.evil.example.com',
    'localhost.evil.example.com',
    'console.example.com.evil.example.com',
    '192.0.2.1',
    '0.0.0.0',
  ]) {
    expect((await asHost(console.url, host)).status, host).toBe(421);
    expect((await asHost(console.url, host, '/assets/x')).status, host).toBe(421);
  }
});

test('behind TLS the cookie is only for TLS, and forms come from the public address', async () => {
  const console = await openConsole({ publicUrl: 'https://console.example.com' });
  const token = tokenIn(await console.link());
  const send = (origin: string) =>
    new Promise<{ status: number; cookie: string }>((done, fail) => {
      const { port } = new URL(console.url);
      const headers = { host: 'console.example.com', origin, 'content-type': FORM };
      rawRequest({ host: '127.0.0.1', port, path: '/sign-in', method: 'POST', headers }, (response) => {
        response.resume();
        done({ status: response.statusCode ?? 0, cookie: String(response.headers['set-cookie'] ?? '') });
      })
        .on('error', fail)
        .end(`token=${token}`);
    });
  expect((await send('http://console.example.com')).status).toBe(403);
  const entered = await send('https://console.example.com');
  expect(entered.status).toBe(303);
  expect(entered.cookie).toMatch(/^__Host-/);
  expect(entered.cookie).toMatch(/Secure/);
});

test('every answer forbids what a page of ours does not need', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const page = await (await me.get('/approvals')).text();
  const assets = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  expect(new Set(assets).size).toBe(3);
  const answers = [
    ...(await Promise.all([...PAGES, '/sign-in', '/nowhere'].map((path) => me.get(path)))),
    await post(console.url, '/halt', {}),
  ];
  for (const answer of answers) {
    const csp = answer.headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ]) {
      expect(csp, answer.url).toContain(part);
    }
    expect(csp).not.toContain('unsafe');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
  for (const path of assets) {
    const asset = await fetch(`${console.url}${path}`);
    expect(asset.status).toBe(200);
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(asset.headers.get('set-cookie')).toBeNull();
  }
  expect((await fetch(`${console.url}/assets/console-0.css`)).status).toBe(404);
  expect(page).not.toMatch(/<[^>]+\s(?:style|on\w+)=|<script>|<style>/);
});

test('a form has a size, and what fails says nothing of where', async () => {
  const console = await openConsole();
  const { id } = await console.ask();
  const me = await operator(console);
  const large = await me.post(`/approvals/${id}`, { decision: 'approve', reason: 'x'.repeat(70_000) });
  expect(large.status).toBe(413);
  expect((await console.approvals.get(id))?.state).toBe('pending');

  console.broken = true;
  for (const answer of [
    await me.get('/approvals'),
    await me.post(`/approvals/${id}`, { decision: 'approve' }),
  ]) {
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).toContain('That did not work');
    expect(text).not.toContain('secret');
    expect(text).not.toMatch(/at \/|node_modules|Error:/);
  }
  expect(console.log.filter(({ event }) => event === 'console.failed')).toHaveLength(2);
  console.broken = false;
  expect((await me.get('/approvals/ZZZZ-ZZZZ')).status).toBe(404);
  expect((await me.get('/activity/none')).status).toBe(404);
  expect((await me.get('/tools/whmcs_nothing')).status).toBe(404);
});

test('the console listens on this machine only, and two of them do not share a session', async () => {
  const console = await openConsole();
  const page = { fetch: () => new Response('') };
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.com', '']) {
    await expect(serveConsole(page, { port: 0, host })).rejects.toThrow(/loopback only/);
  }
  const { port } = new URL(console.url);
  await expect(serveConsole(page, { port: Number(port) })).rejects.toThrow(/EADDRINUSE/);
  const other = await openConsole();
  const me = await operator(console);
  const there = await visitorWith(other.url, me.cookie);
  expect(there.csrf).toBe('');
  expect(me.cookie.split('=')[0]).not.toBe((await operator(other)).cookie.split('=')[0]);
});
