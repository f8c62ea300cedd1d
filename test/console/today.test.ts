import { expect, test } from 'vitest';
import { browserTest, openPage } from '../browser.js';
import { approver, openConsole, operator, signIn } from './running-console.js';
import { CALLS, callView, LIMITS } from './samples.js';

const today = async (visitor: Awaited<ReturnType<typeof operator>>) =>
  (await (await visitor.get('/today')).text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

test('the day at a glance: calls, refusals, money, what waits, limits, taint and health', async () => {
  const console = await openConsole({
    health: async () => ({ at: new Date('2026-03-10T11:00:00.000Z'), findings: [] }),
  });
  const me = await operator(console);
  console.limits = LIMITS;
  console.calls = [
    ...CALLS.slice(0, 4),
    callView({
      call: 'c-20',
      risk: 'financial',
      facts: { money: { amount: '301.90' } },
      approval: 'AAAA-BBBB',
    }),
    callView({ call: 'c-21', risk: 'financial', facts: { money: { amount: '0.10' } } }),
    callView({ call: 'c-22', risk: 'financial', facts: { money: { amount: '999' } }, state: 'failed' }),
    callView({ call: 'c-23', risk: 'financial', facts: { money: 'odd' } }),
  ];
  await console.ask();
  const text = await today(me);
  for (const part of [
    '1 waiting for a person',
    '8 calls',
    '4 changes made',
    '1 refused',
    '1 with an unknown outcome',
    '302.00 at stake in what was done',
    '301.90 of that approved by people',
    '0 callers tainted',
    'Most in an hour: 7, from 11:00 UTC.',
    'whmcs_send_email, client 12 0 of 3 calls in 300 s left until 12:04 UTC',
    'whmcs_register_domain, installation 20 of 20 calls per month left',
    'Record a payment, whmcs_apply_credit, installation 500.00 of 5,000.00 at stake per day left until 11 Mar, 00:00 UTC',
    'All was well when the servers looked, 1 h ago',
    'Updated a client (client 12)',
  ]) {
    expect(text).toContain(part);
  }
  expect((await me.get('/')).headers.get('location')).toBe('/today');
});

test('who is held to a grant sees the numbers of its callers alone', async () => {
  const console = await openConsole();
  const ben = await approver(console, 'ben', ['support']);
  console.limits = LIMITS;
  console.calls = [callView({ grant: 'support' }), callView({ call: 'c-2', grant: 'billing' })];
  await console.ask({ grant: 'billing' });
  const text = await today(ben);
  expect(text).toContain('0 waiting for a person');
  expect(text).toContain('1 call ');
  expect(text).not.toContain('3 of 3');
  expect(text).not.toContain('Health');
});

browserTest('the theme follows the system until somebody sets it, and then stays', async () => {
  const console = await openConsole();
  const page = await openPage({ dark: true });
  await signIn(page, console);
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const [dark, light] = ['rgb(15, 21, 20)', 'rgb(244, 246, 244)'];
  expect(await ground()).toBe(dark);
  await page.goto(`${console.url}/activity?text=a%20b`);
  await page.getByRole('button', { name: 'light' }).click();
  await page.waitForURL(`${console.url}/activity?text=a%20b`);
  expect(await ground()).toBe(light);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('button', { name: 'dark' }).click();
  await page.waitForLoadState();
  await page.goto(`${console.url}/limits`);
  expect(await ground()).toBe(dark);
  await page.getByRole('button', { name: 'system' }).click();
  await page.waitForLoadState();
  expect(await ground()).toBe(light);
});

test('a theme leads back to a page of the console, and nowhere else', async () => {
  const console = await openConsole();
  const me = await operator(console);
  for (const at of [
    'https://evil.example.com/',
    '//evil.example.com',
    '/\\evil.example.com',
    'x',
    '/a\r\nb: c',
  ]) {
    const answer = await me.post('/theme', { theme: 'dark', at });
    expect(answer.headers.get('location'), at).toBe('/');
  }
  const odd = await me.post('/theme', { theme: '"><b>', at: '/limits' });
  expect(odd.headers.get('set-cookie')).toMatch(/^theme=system;/);
  expect((await me.post('/theme', { theme: 'dark', csrf: 'guessed' })).status).toBe(403);
});

test('the people who may approve, and for whom; who is held to a grant sees themselves alone', async () => {
  const console = await openConsole();
  const anna = await approver(console, 'anna');
  const ben = await approver(console, 'ben', ['support']);
  const people = async (visitor: typeof anna) =>
    (await (await visitor.get('/people')).text()).replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
  expect(await people(anna)).toContain('You are anna and decide for all callers.');
  expect(await people(anna)).toContain('benDecides for callers of support.');
  expect(await people(ben)).toContain('You are ben and decide for callers of support.');
  expect(await people(ben)).not.toContain('anna');
});
