import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createApprovers } from '../../src/identities/index.js';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { type NewApproval, openStore } from '../../src/store/index.js';
import { browserTest, openPage } from '../browser.js';
import { ALLOW_ALL, credentialsFor, policyFile, sandboxed, temporaryFolder } from '../harness.js';
import { signedIn } from '../http/oauth/agent.js';
import { identityProvider } from '../http/oauth/provider.js';
import { finished } from '../program.js';
import { recorder } from '../recorder.js';
import { FAKE_PROVIDER } from './fake-provider.js';
import { approver, cookieIn, openConsole, post, visitorWith } from './running-console.js';
import { freePort, serving } from './serving.js';

const POLICY = {
  ...ALLOW_ALL,
  tools: { whmcs_cancel_order: { require_approval: {} } },
};

/** A server whose agents and approvers are people of one provider. */
async function company(more: Record<string, string> = {}) {
  const [port, mcpPort] = [await freePort(), await freePort()];
  const console = `http://127.0.0.1:${port}`;
  const client = {
    client_id: 'console',
    client_secret: 'a secret of the console',
    redirect_uris: [`${console}/sign-in/back`],
  };
  const issuer = await identityProvider([client]);
  const resource = new URL(`http://127.0.0.1:${mcpPort}/mcp`);
  const served = await serving({
    ...credentialsFor(await sandboxed()),
    GUARD_DESTRUCTIVE: 'true',
    GUARD_POLICY: policyFile(POLICY),
    GUARD_APPROVAL_WAIT: '60',
    MCP_HTTP_PORT: String(mcpPort),
    MCP_CONSOLE_PORT: String(port),
    MCP_OAUTH_ISSUER: issuer,
    MCP_OAUTH_AUDIENCE: resource.href,
    MCP_OAUTH_GRANTS: 'scope:billing',
    MCP_CONSOLE_OIDC_CLIENT_ID: client.client_id,
    MCP_CONSOLE_OIDC_CLIENT_SECRET: client.client_secret,
    MCP_CONSOLE_OIDC_SCOPES: 'email groups',
    MCP_CONSOLE_OIDC_APPROVERS: 'group:staff',
    ...more,
  });
  return { ...served, issuer, host: new URL(issuer).host, resource };
}

/** Signs a browser in at the provider, as a person does. */
async function signInAt(page: Page, url: string, host: string, name: string) {
  await page.goto(url);
  await page.getByRole('link', { name: `Sign in with ${host}` }).click();
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

browserTest(
  'people of the company approve at the console, and nobody what their own agent asks for',
  async () => {
    const { url, host, resource, out, err } = await company();
    expect(out()).toContain(`Approvers sign in at ${host}.`);
    const [annas, bens] = [await openPage(), await openPage({ script: false })];
    await signInAt(annas, `${url}/approvals`, host, 'anna');
    await annas.waitForURL(`${url}/approvals`);
    expect(await annas.locator('.who').innerText()).toContain(`anna@${host}`);
    await signInAt(bens, `${url}/approvals`, host, 'ben');
    await bens.waitForURL(`${url}/approvals`);

    const { agent } = await signedIn(resource, 'anna');
    const answer = agent.call('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder });
    await annas.getByRole('button', { name: 'Approve' }).click();
    await annas.getByRole('alert').waitFor();
    expect(await annas.getByRole('alert').innerText()).toContain('your own request');
    await bens.reload();
    await bens.getByRole('button', { name: 'Approve' }).click();
    expect((await answer).isError).toBe(false);
    await annas.getByText(`yes by ben@${host}`).waitFor();
    expect(err()).not.toContain('a secret of the console');
  },
);

browserTest('whoever is in no group of approvers is told so, and sees nothing', async () => {
  const { url, host, err } = await company({ MCP_CONSOLE_OIDC_APPROVERS: 'group:desk' });
  const page = await openPage();
  await signInAt(page, url, host, 'ben');
  expect(await page.getByRole('alert').innerText()).toContain('nothing lets you in here');
  expect(await page.getByRole('link', { name: `Sign in with ${host}` }).count()).toBe(1);
  await page.goto(`${url}/approvals`);
  expect(page.url()).toContain('/sign-in');
  expect(err()).toContain('console.refused');
});

const REQUEST: NewApproval = {
  id: 'ABCD-EFGH',
  installation: 'here',
  tool: 'whmcs_cancel_order',
  caller: 'local',
  digest: 'd',
  revision: 'r1',
  rule: '/tools/whmcs_cancel_order/require_approval',
  channels: ['console', 'cli'],
  approvers: 1,
  lifetimeMs: 600_000,
  shown: {},
  snapshot: null,
};

const away = (url: string, next = '') => fetch(`${url}/sign-in/provider${next}`, { redirect: 'manual' });

const back = (url: string, cookie: string, state = 'the state') =>
  fetch(`${url}/sign-in/back?code=1&state=${encodeURIComponent(state)}`, {
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'cross-site' },
  });

const sessionIn = (response: Response) =>
  response.headers.getSetCookie().find((line) => /^whmcs_mcp_\d+=/.test(line));

test('the way back lets in only the browser that went, within ten minutes', async () => {
  const console = await openConsole({ provider: FAKE_PROVIDER });
  const { url } = console;
  const left = await away(url, '?next=%2Factivity%3Ftext%3Da%26tool%3D%25E2%2598%2583');
  expect(left.status).toBe(303);
  expect(left.headers.get('location')).toBe(
    `https://login.example.com/authorize?redirect_uri=${encodeURIComponent(`${url}/sign-in/back`)}`,
  );
  const [kept = ''] = left.headers.getSetCookie();
  expect(kept).toMatch(/^whmcs_mcp_\d+_away=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  for (const secret of ['the state', 'the nonce', 'the verifier'])
    expect(Buffer.from(cookieIn(left).split('=')[1] ?? '', 'base64url').toString('latin1')).not.toContain(
      secret,
    );

  const changed = cookieIn(left).replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
  for (const cookie of [
    '',
    'whmcs_mcp_1_away=x',
    changed,
    cookieIn(await away((await openConsole({ provider: FAKE_PROVIDER })).url)),
  ]) {
    const refused = await back(url, cookie);
    expect(refused.status, cookie).toBe(401);
    expect(sessionIn(refused)).toBeUndefined();
  }
  const wrong = await back(url, cookieIn(left), 'another state');
  expect([wrong.status, sessionIn(wrong)]).toEqual([401, undefined]);

  const entered = await back(url, cookieIn(left));
  expect(entered.status).toBe(200);
  expect(entered.headers.get('refresh')).toBe('0; url=/activity?text=a&tool=%E2%98%83');
  expect(entered.headers.getSetCookie()).toContainEqual(
    expect.stringMatching(/^whmcs_mcp_\d+_away=; Max-Age=0/),
  );
  const session = sessionIn(entered) ?? '';
  expect(session).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  const page = await fetch(`${url}/approvals`, { headers: { cookie: session.split(';')[0] ?? '' } });
  expect(await page.text()).toContain('anna@login.example.com');

  const late = cookieIn(await away(url));
  console.pass(600_000);
  expect((await back(url, late)).status).toBe(401);
});

test('a person is refused what was asked for under any of their names', async () => {
  const console = await openConsole({ provider: FAKE_PROVIDER });
  const cookie =
    (sessionIn(await back(console.url, cookieIn(await away(console.url)))) ?? '').split(';')[0] ?? '';
  const anna = await visitorWith(console.url, cookie);
  for (const caller of ['anna@login.example.com', 'Anna@Example.com', 'anna']) {
    const { id } = await console.ask({ caller });
    await anna.post(`/approvals/${id}`, { decision: 'approve' });
    expect((await console.approvals.get(id))?.votes, caller).toEqual([]);
  }
  const { id } = await console.ask({ caller: 'ben@example.com' });
  await anna.post(`/approvals/${id}`, { decision: 'approve' });
  expect((await console.approvals.get(id))?.votes).toMatchObject([
    { who: 'anna@login.example.com', yes: true },
  ]);
});

test('one person with a password and an account at the provider is one person', async () => {
  const console = await openConsole({ provider: FAKE_PROVIDER });
  const { id } = await console.ask({ approvers: 2 });
  await (await approver(console, 'anna')).post(`/approvals/${id}`, { decision: 'approve' });
  const cookie =
    (sessionIn(await back(console.url, cookieIn(await away(console.url)))) ?? '').split(';')[0] ?? '';
  await (await visitorWith(console.url, cookie)).post(`/approvals/${id}`, { decision: 'approve' });
  expect((await console.approvals.get(id))?.state).toBe('pending');
  await (await approver(console, 'ben')).post(`/approvals/${id}`, { decision: 'approve' });
  expect((await console.approvals.get(id))?.state).toBe('approved');
});

test('where people sign in at a provider, no link lets anybody in', async () => {
  const console = await openConsole({ provider: FAKE_PROVIDER });
  await expect(console.link()).rejects.toThrow('no link');
  expect((await post(console.url, '/sign-in', { token: 'x' })).headers.get('location')).toBe('/sign-in');
  await post(console.url, '/sign-in/link', {});
  expect(console.offered).toEqual([]);
  const page = await (await fetch(`${console.url}/sign-in`)).text();
  expect(page).toContain('Sign in with login.example.com');
  expect(page).not.toContain('password');
  await approver(console, 'maria');
  expect(await (await fetch(`${console.url}/sign-in`)).text()).toContain('Password');
});

test('without a provider its ways lead to the sign-in', async () => {
  const { url } = await openConsole();
  for (const answer of [await away(url), await back(url, '')])
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
});

test('a provider that can not be reached is said, and many ways back that fail are slowed', async () => {
  const { url } = await openConsole({
    provider: { ...FAKE_PROVIDER, begin: async () => ({ why: 'The provider is away.' }) },
  });
  const answer = await away(url);
  expect([answer.status, (await answer.text()).includes('The provider is away.')]).toEqual([503, true]);

  const { url: other } = await openConsole({ provider: FAKE_PROVIDER });
  const kept = cookieIn(await away(other));
  const seen: number[] = [];
  for (let more = 0; more < 32; more += 1) seen.push((await back(other, kept, 'wrong')).status);
  expect([seen.slice(0, 30).every((status) => status === 401), seen.slice(30)]).toEqual([true, [429, 429]]);
});

test('where local approvers are off, neither a password nor a shell decides', async () => {
  const state = join(temporaryFolder(), 'state.db');
  const store = await openStore(state);
  await createApprovers(store.approvers).set('maria', 'a password of maria', new Date());
  await store.approvals.open(REQUEST, { mostPending: 5, denialHoldsMs: 0 }, new Date());
  await store.close();
  const env = { GUARD_STATE: state, MCP_CONSOLE_LOCAL_APPROVERS: 'off' };
  const { url } = await company(env);
  expect(await (await fetch(`${url}/sign-in`)).text()).not.toContain('Password');
  const entered = await post(url, '/sign-in', { name: 'maria', password: 'a password of maria' });
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/sign-in']);
  const shell = {
    ...(await recorder()).env,
    ...env,
    MCP_CONSOLE_OIDC_ISSUER: 'https://login.example.com',
    MCP_CONSOLE_OIDC_CLIENT_ID: 'console',
    MCP_CONSOLE_OIDC_APPROVERS: 'group:leads',
  };
  const voted = await finished(['approvals', 'approve', REQUEST.id], shell);
  expect([voted.code, voted.err]).toEqual([1, expect.stringContaining('MCP_CONSOLE_LOCAL_APPROVERS is off')]);
});

test.each(['/approvals/..//evil.example', '/tools/%2E%2e//evil.example/x', '/limits//evil.example'])(
  'the way back leads out of the console nowhere: %s',
  async (next) => {
    const { url } = await openConsole({ provider: FAKE_PROVIDER });
    const left = await away(url, `?next=${encodeURIComponent(next)}`);
    const entered = await back(url, cookieIn(left));
    expect(entered.status).toBe(200);
    expect(entered.headers.get('refresh')).toBe('0; url=/approvals');
    expect(await entered.text()).not.toContain('evil.example');
  },
);
