import { expect, test } from 'vitest';
import { browserTest, openPage, PHONE, watch } from '../browser.js';
import { openConsole, operator, signIn } from './running-console.js';

browserTest(
  'a new request appears by itself, is announced and counted, and is approved by a press',
  async () => {
    const console = await openConsole();
    const page = await openPage();
    const troubles = watch(page, console.url);
    await signIn(page, console);
    await page.getByText('Nothing waits for you.').waitFor();
    const { id } = await console.ask({}, { title: 'Cancel order 7' });
    await page.getByRole('heading', { name: 'Cancel order 7' }).waitFor();
    await expect.poll(() => page.title(), { timeout: 10_000 }).toBe('(1) Approvals · whmcs-mcp');
    expect(await page.locator('#pending-count').innerText()).toMatch(/^1/);
    expect(await page.locator('#news').textContent()).toBe('New request: Cancel order 7.');
    expect(await page.getByText('Nothing waits for you.').count()).toBe(0);

    await page.getByLabel('Reason').fill('He called.');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText(`Approved. ${id} is good for one call`).waitFor();
    expect((await console.approvals.get(id))?.votes).toMatchObject([
      { who: 'operator', channel: 'console', yes: true, reason: 'He called.' },
    ]);
    expect(troubles).toEqual([]);
  },
);

browserTest('what a person types, closed and stands on outlives what others do', async () => {
  const console = await openConsole();
  const page = await openPage();
  const first = await console.ask({ expires: 300, approvers: 2 }, { title: 'the first' });
  await signIn(page, console);
  const reason = page.locator(`#reason-${first.id}`);
  await reason.pressSequentially('half a rea');
  // What will be sent is shown without a click.
  expect(await page.locator(`#more-${first.id}`).getAttribute('open')).not.toBeNull();
  await page.locator(`#more-${first.id} > summary`).click();
  await reason.focus();

  // Another one comes, and this very one changes.
  const second = await console.ask({ expires: 600 }, { title: 'the second' });
  await page.getByRole('link', { name: 'the second: waits for you' }).waitFor();
  await console.approvals.vote(first.id, { who: 'maria', channel: 'cli', yes: true, reason: '' });
  await page.getByText('1 of 2 people said yes').waitFor();
  expect(await reason.inputValue()).toBe('half a rea');
  expect(await page.locator(`#more-${first.id}`).getAttribute('open')).toBeNull();
  expect(await page.evaluate('document.activeElement.id')).toBe(`reason-${first.id}`);
  await page.keyboard.type('son');
  expect(await reason.inputValue()).toBe('half a reason');

  // It is settled elsewhere while somebody types: nobody ends up in another card.
  await console.approvals.vote(first.id, { who: 'jonas', channel: 'cli', yes: false, reason: 'no' });
  await page.locator(`#pending #card-${first.id}`).waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  await page.locator(`#settled #card-${first.id}`).getByText('Denied').waitFor();
  expect(await page.locator('#news').textContent()).toContain('Settled: the first.');
  expect((await console.approvals.get(second.id))?.state).toBe('pending');
});

browserTest('a button that has just moved can not be pressed by a finger that meant another', async () => {
  const console = await openConsole();
  const page = await openPage();
  const first = await console.ask({ expires: 300 }, { title: 'the first' });
  const second = await console.ask({ expires: 600 }, { title: 'the second' });
  await signIn(page, console);
  const place = await page.locator(`#approve-${first.id}`).boundingBox();
  await page.evaluate(`window.held = [];
    new MutationObserver((all) => held.push(...all.filter(({ target }) => target.disabled).map(({ target }) => target.id)))
      .observe(document.body, { subtree: true, attributes: true, attributeFilter: ['disabled'] });`);
  await console.approvals.vote(first.id, { who: 'maria', channel: 'cli', yes: false, reason: '' });
  await page.locator(`#pending #card-${first.id}`).waitFor({ state: 'detached' });
  expect(place).not.toBeNull();
  expect(await page.evaluate('held')).toContain(`approve-${second.id}`);
  // And then it can.
  await page.locator(`#approve-${second.id}`).click();
  await page.getByText(`Approved. ${second.id}`).waitFor();
  expect((await console.approvals.get(second.id))?.state).toBe('approved');
});

browserTest('letters go from request to request and to the buttons, and decide nothing', async () => {
  const console = await openConsole();
  const page = await openPage();
  const ids: string[] = [];
  for (const expires of [300, 600, 900]) ids.push((await console.ask({ expires })).id);
  await signIn(page, console);
  const at = () => page.evaluate('document.activeElement.id');
  for (const [key, place] of [
    ['j', `open-${ids[0]}`],
    ['j', `open-${ids[1]}`],
    ['a', `approve-${ids[1]}`],
    ['d', `deny-${ids[1]}`],
    ['j', `open-${ids[2]}`],
    ['j', `open-${ids[2]}`],
    ['k', `open-${ids[1]}`],
    ['Control+a', `open-${ids[1]}`],
  ] as const) {
    await page.keyboard.press(key);
    expect(await at(), key).toBe(place);
  }
  expect(await page.locator('#pending > .card:visible').getAttribute('id')).toBe(`card-${ids[1]}`);
  await page.keyboard.press('x');
  expect(await page.locator(`#pick-${ids[1]}`).isChecked()).toBe(true);
  await page.keyboard.press('x');
  await page.keyboard.press('?');
  expect(await page.locator('#keys').getAttribute('open')).not.toBeNull();
  await page.keyboard.press('/');
  expect(await at()).toBe('text');
  await page.keyboard.press('Tab');
  await page.locator(`#open-${ids[0]}`).click();
  // In a field they are letters.
  await page.locator(`#reason-${ids[0]}`).focus();
  await page.keyboard.type('jade kayak');
  expect(await page.locator(`#reason-${ids[0]}`).inputValue()).toBe('jade kayak');
  for (const id of ids) expect((await console.approvals.get(id))?.state).toBe('pending');
  // Enter in the reason is a line break; on the button it is the word.
  await page.keyboard.press('Enter');
  expect((await console.approvals.get(ids[0] ?? ''))?.state).toBe('pending');
  await page.keyboard.press('Tab');
  expect(await at()).toBe(`approve-${ids[0]}`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText(`Denied. Nothing will be sent for ${ids[0]}.`).waitFor();
  expect((await console.approvals.get(ids[0] ?? ''))?.state).toBe('denied');
});

browserTest(
  'a halt and a resume show on an open page, and a page whose session ended asks to sign in',
  async () => {
    const console = await openConsole();
    const page = await openPage();
    await signIn(page, console);
    await page.goto(`${console.url}/limits`);
    await console.store.killSwitch.halt('maria', 'wait', console.now());
    await page.locator('.banner.halted').waitFor();
    await console.store.killSwitch.resume('maria', console.now());
    await page.locator('.banner.halted').waitFor({ state: 'detached' });
    console.pass(2 * 3_600_000);
    await page.waitForURL(/sign-in\?next=%2Flimits/);
  },
);

test('however many pages are open, the state is asked for all of them at once', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const { approvals } = console.store;
  const list = approvals.list.bind(approvals);
  let asked = 0;
  approvals.list = (of, at) => {
    asked += 1;
    return list(of, at);
  };
  const streams = await Promise.all(Array.from({ length: 60 }, () => me.get('/events')));
  const readers = streams.map(({ headers, body }) => {
    expect(headers.get('content-type')).toBe('text/event-stream');
    return body?.pipeThrough(new TextDecoderStream()).getReader();
  });
  const stamps = () =>
    Promise.all(
      readers.map(async (reader) => {
        for (;;) {
          const stamp = /data: (\S+)/.exec((await reader?.read())?.value ?? '')?.[1];
          if (stamp !== undefined) return stamp;
        }
      }),
    );
  const before = new Set(await stamps());
  asked = 0;
  await console.ask();
  const after = new Set(await stamps());
  expect(before.size).toBe(1);
  expect(after.size).toBe(1);
  expect(after).not.toEqual(before);
  // A round takes two questions; one round that asks for each page would take a hundred and twenty.
  expect(asked).toBeLessThan(100);
  await Promise.all(readers.map((reader) => reader?.cancel()));
  // Those who left make room: a hundred at most are open.
  const open = async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => me.get('/events')));
    const streams = all.filter(({ status }) => status === 200);
    await Promise.all(all.map(({ body }) => body?.cancel()));
    return streams.length;
  };
  await expect.poll(open, { timeout: 10_000 }).toBe(100);
});

browserTest('a phone shows every page without scrolling sideways', async () => {
  const console = await openConsole();
  const page = await openPage({ ...PHONE, width: 360 });
  await signIn(page, console);
  const { id } = await console.ask(
    { rule: `/tools/${'x'.repeat(120)}`, shownArgs: { notes: 'y'.repeat(300), ['z'.repeat(60)]: 1 } },
    { title: 'A'.repeat(200), sentences: ['b'.repeat(400)] },
  );
  for (const path of [
    '/today',
    '/approvals',
    `/approvals/${id}`,
    '/activity',
    '/tools',
    '/tools/whmcs_delete_client',
    '/limits',
  ]) {
    await page.goto(`${console.url}${path}`);
    expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(360);
  }
});
