import { expect, test } from 'vitest';
import { browserTest, openPage, PHONE } from '../browser.js';
import { approver, openConsole, operator, type RunningConsole, signIn } from './running-console.js';

const markup = async (visitor: Awaited<ReturnType<typeof operator>>, path: string) =>
  (await visitor.get(path)).text();
const rowsIn = (page: string) => [...page.matchAll(/id="row-([\w-]+)"/g)].map(([, id]) => id);
const stateOf = async (console: RunningConsole, id: string) => (await console.approvals.get(id))?.state;

/** A request over a sum, for one client. */
const payment = (console: RunningConsole, sum: string, client: number, more = {}) =>
  console.ask(
    { tool: 'whmcs_add_payment', caller: 'desk', shownArgs: { invoiceid: client, amount: sum }, ...more },
    {
      title: `Record a payment of ${sum} EUR on invoice ${client} of Quentin Roux (client ${client})`,
      sentences: ['Open on the invoice: 999.00 EUR.'],
      snapshot: { 'client.id': String(client) },
    },
  );

test('requests are found by text, client, amount, tool, caller and day', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const small = (await payment(console, '9.90', 12)).id;
  const large = (await payment(console, '301.90', 120)).id;
  const other = (await console.ask({ caller: 'night' }, { title: 'Cancel order 7', sentences: [] })).id;
  const found = async (query: string) => rowsIn(await markup(me, `/approvals?${query}`)).sort();
  expect(await found('')).toEqual([small, large, other].sort());
  expect(await found('client=12')).toEqual([small, other].sort());
  expect(await found('client=quentin')).toEqual([small, large].sort());
  expect(await found('amount=300')).toEqual([large]);
  expect(await found('amount=301.90')).toEqual([large]);
  expect(await found('amount=301.91')).toEqual([]);
  expect(await found('amount=lots')).toEqual([]);
  expect(await found('tool=add_payment')).toEqual([small, large].sort());
  expect(await found('caller=night')).toEqual([other]);
  expect(await found('text=ORDER+7')).toEqual([other]);
  expect(await found('day=2026-03-10')).toHaveLength(3);
  expect(await found('day=2026-03-09')).toEqual([]);
  expect(await found('caller=desk&client=120')).toEqual([large]);
  const narrow = await markup(me, '/approvals?text=%22%3E%3Cb%3E&client=12');
  expect(narrow).toContain('value="&quot;&gt;&lt;b&gt;"');
  expect(narrow).toContain('Nothing that waits is like that.');
});

test('what the agent says of why stands there as its own claim, and as text', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const { id } = await console.ask({ reason: '<b>The owner</b> wants it.' });
  for (const path of ['/approvals', `/approvals/${id}`]) {
    const page = await markup(me, path);
    expect(page).toContain('Why, as the agent itself says. Nobody has checked it.');
    expect(page).toContain('<blockquote>&lt;b&gt;The owner&lt;/b&gt; wants it.</blockquote>');
  }
});

test('a decision leads to the next request of what was looked for', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const first = (await payment(console, '1.00', 12, { expires: 100 })).id;
  await console.ask({ expires: 200 });
  const third = (await payment(console, '3.00', 13, { expires: 300 })).id;
  const form = { decision: 'deny', from: 'list', query: '?tool=payment&evil=1' };
  const answer = await me.post(`/approvals/${first}`, form);
  expect(answer.headers.get('location')).toBe(`/approvals?tool=payment#card-${third}`);
  const last = await me.post(`/approvals/${third}`, { ...form, query: 'https://evil.example.com/' });
  expect(last.headers.get('location')).toMatch(/^\/approvals#card-/);
});

test('many are denied at once, and each that can not be stays', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const ids: string[] = [];
  for (const expires of [100, 200, 300]) ids.push((await payment(console, '1.00', 12, { expires })).id);
  const elsewhere = (await console.ask({ channels: ['cli'] })).id;
  const kept = (await console.ask()).id;
  const page = await markup(me, '/approvals');
  expect(page).toContain(`data-picks="${ids.join()}"`);
  expect(page.match(/class="group"/g)).toHaveLength(1);
  const body = new URLSearchParams([
    ['csrf', me.csrf],
    ['reason', 'not today'],
    ...[...ids, ids[0] ?? '', elsewhere, 'ZZZZ-ZZZZ', '../x'].map((id): [string, string] => ['id', id]),
  ]);
  const answer = await fetch(`${console.url}/approvals`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: console.url, cookie: me.cookie },
    body,
  });
  expect(answer.status).toBe(303);
  expect(await markup(me, '/approvals')).toContain(
    'Denied: 3 requests. Nothing will be sent for them. 2 others could not be denied by you here.',
  );
  for (const id of ids) {
    const { state, votes } = (await console.approvals.get(id)) ?? {};
    expect(state).toBe('denied');
    expect(votes).toMatchObject([{ who: 'operator', yes: false, reason: 'not today' }]);
  }
  expect(await stateOf(console, elsewhere)).toBe('pending');
  expect(await stateOf(console, kept)).toBe('pending');
  await me.post('/approvals', {});
  expect(await markup(me, '/approvals')).toContain('Nothing is selected. Nothing was decided.');
});

test('who is held to a grant denies none of other callers, however many they name', async () => {
  const console = await openConsole();
  const ben = await approver(console, 'ben', ['support']);
  const own = (await console.ask({ grant: 'support' })).id;
  const foreign = (await console.ask({ grant: 'billing' })).id;
  await ben.post('/approvals', { id: foreign });
  expect(await stateOf(console, foreign)).toBe('pending');
  await ben.post('/approvals', { id: own });
  expect(await stateOf(console, own)).toBe('denied');
  await console.approvals.vote((await console.ask({ grant: 'billing', values: { x: 1 } })).id, {
    who: 'maria',
    channel: 'cli',
    yes: true,
    reason: '',
  });
  const [approved] = await console.approvals.list({ states: ['approved'], limit: 1 });
  expect((await ben.post(`/approvals/${approved?.id}`, { decision: 'take-back' })).status).toBe(404);
  expect(await stateOf(console, approved?.id ?? '')).toBe('approved');
});

test('a yes is taken back until its call has used it', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const early = (await console.ask()).id;
  const late = (await console.ask()).id;
  for (const id of [early, late]) await me.post(`/approvals/${id}`, { decision: 'approve' });
  expect((await markup(me, '/approvals')).match(/value="take-back"/g)).toHaveLength(2);
  expect(await console.approvals.use(late)).toBe(true);
  await me.post(`/approvals/${early}`, { decision: 'take-back' });
  expect(await markup(me, `/approvals/${early}`)).toContain(`Taken back. Nothing will be sent for ${early}.`);
  expect(await console.approvals.use(early)).toBe(false);
  expect((await console.approvals.get(early))?.votes).toMatchObject([
    { yes: false, reason: 'The approval was taken back.' },
  ]);
  await me.post(`/approvals/${late}`, { decision: 'take-back' });
  expect(await markup(me, `/approvals/${late}`)).toContain('Its call was made before you took the approval');
  expect(await stateOf(console, late)).toBe('used');
  expect(await markup(me, '/approvals')).not.toContain('value="take-back"');
});

browserTest('thirty requests are decided by keyboard alone, in less than two minutes', async () => {
  const console = await openConsole();
  const ids: string[] = [];
  for (let at = 0; at < 30; at += 1) {
    const { id } = await payment(console, `${at}.50`, at, { caller: `agent-${at % 10}`, expires: 300 + at });
    ids.push(id);
  }
  const page = await openPage();
  await signIn(page, console);
  const started = performance.now();
  await page.keyboard.press('j');
  for (let left = ids.length; left > 0; left -= 1) {
    const shown = await page.locator('#pending > .card:visible').getAttribute('id');
    const isLarge =
      Number((await page.locator('.card:visible h2').innerText()).match(/(\d+)\.50/)?.[1]) >= 15;
    await page.keyboard.press(isLarge ? 'd' : 'a');
    await page.keyboard.press('Enter');
    await page.locator(`#pending > #${shown}`).waitFor({ state: 'detached' });
  }
  expect(performance.now() - started).toBeLessThan(120_000);
  await page.getByText('Nothing waits for you.').waitFor();
  const states = await Promise.all(ids.map((id) => stateOf(console, id)));
  expect(states.filter((state) => state === 'approved')).toHaveLength(15);
  expect(states.filter((state) => state === 'denied')).toHaveLength(15);
});

browserTest('without a script a row opens its request, on a phone in the place of the list', async () => {
  const console = await openConsole();
  const first = (await console.ask({ expires: 300 }, { title: 'the first' })).id;
  const second = (await console.ask({ expires: 600 }, { title: 'the second' })).id;
  for (const look of [{ script: false }, { script: false, ...PHONE }]) {
    const page = await openPage(look);
    const link = await console.link();
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const isPhone = 'width' in look;
    expect(await page.locator(`#card-${first}`).isVisible()).toBe(!isPhone);
    await page
      .getByRole('link', { name: /^the second/ })
      .first()
      .click();
    expect(await page.locator(`#card-${second}`).isVisible()).toBe(true);
    expect(await page.locator(`#card-${first}`).isVisible()).toBe(false);
    expect(await page.locator('#rows').isVisible()).toBe(!isPhone);
    if (!isPhone) continue;
    await page.getByRole('link', { name: 'Back to the list' }).click();
    expect(await page.locator('#rows').isVisible()).toBe(true);
  }
});
