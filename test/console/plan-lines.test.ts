import { describe, expect, test } from 'vitest';
import type { Preview } from '../../src/approvals/index.js';
import { browserTest, looks, openPage } from '../browser.js';
import { violations } from './axe.js';
import { approver, openConsole, type RunningConsole, signIn } from './running-console.js';

const line = (number: number): NonNullable<Preview['lines']>[number] => ({
  tool: 'whmcs_module_suspend',
  title: `Suspend service ${300 + number} of Anna Schmidt (client 12)`,
  sentences: ['It is Active, and the invoice 2203 over 59.90 EUR is open.'],
  irreversible: number === 2 ? ['A mail that went out is not called back.'] : [],
  details: [{ label: 'effects', value: 'provisioning, mail' }],
});

/** A plan of three lines that waits. */
const plan = (console: RunningConsole, differing: { approvers?: number } = {}, count = 3) =>
  console.ask(
    {
      tool: 'whmcs_plan',
      lines: Array.from({ length: count }, (_, index) => `line ${index}`),
      shownArgs: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `${index + 1} whmcs_module_suspend`,
          { serviceid: 301 + index },
        ]),
      ),
      ...differing,
    },
    {
      title: `A plan of ${count} calls: ${count} × whmcs_module_suspend`,
      sentences: ['Money at stake in all: 0.00 in the base currency.'],
      details: [],
      irreversible: [],
      gentler: undefined,
      lines: Array.from({ length: count }, (_, index) => line(index + 1)),
    },
  );

const form = (lines: readonly number[], decision = 'approve'): [string, string][] => [
  ['decision', decision],
  ['reason', 'wait for Ben'],
  ...lines.map((number): [string, string] => ['line', String(number)]),
];

describe('a plan in the console', () => {
  test('has a box for each line, and what is not checked is denied', async () => {
    const console = await openConsole();
    const { id } = await plan(console);
    const anna = await approver(console, 'anna');
    const page = await (await anna.get(`/approvals/${id}`)).text();
    expect(page.match(/<input type="checkbox" name="line"[^>]* checked>/g)).toHaveLength(3);
    expect(page).toContain('serviceid');
    await anna.post(`/approvals/${id}`, form([1, 3]));
    expect(await console.approvals.get(id)).toMatchObject({
      state: 'approved',
      votes: [{ who: 'anna', yes: true, denied: [2], reason: 'wait for Ben' }],
    });
    expect(await (await anna.get(`/approvals/${id}`)).text()).toContain('without line 2');
    expect(await (await anna.get('/approvals')).text()).toContain('without line 2');
  });

  test('decides nothing where no line is checked', async () => {
    const console = await openConsole();
    const { id } = await plan(console);
    const anna = await approver(console, 'anna');
    for (const lines of [[], [0, 4], [-1]]) {
      await anna.post(`/approvals/${id}`, form(lines));
      expect(await console.approvals.get(id)).toMatchObject({ state: 'pending', votes: [] });
    }
    await anna.post(`/approvals/${id}`, form([1], 'deny'));
    expect(await console.approvals.get(id)).toMatchObject({ state: 'denied' });
  });

  test('shows the second person what the first has denied, which they can not undo', async () => {
    const console = await openConsole();
    const { id } = await plan(console, { approvers: 2 });
    const [anna, ben] = [await approver(console, 'anna'), await approver(console, 'ben')];
    await anna.post(`/approvals/${id}`, form([1, 3]));
    const page = await (await ben.get(`/approvals/${id}`)).text();
    expect(page).toMatch(/id="line-[\w-]+-2"[^>]* disabled>/);
    expect(page).toMatch(/Denied<\/span> <span class="faint">by <bdi>anna/);
    await ben.post(`/approvals/${id}`, form([1, 2, 3]));
    const request = await console.approvals.get(id);
    expect(request?.state).toBe('approved');
    expect(request?.votes.map(({ denied }) => denied)).toEqual([[2], undefined]);
  });

  test('can be stopped while it is under way', async () => {
    const console = await openConsole();
    const { id } = await plan(console);
    const anna = await approver(console, 'anna');
    await anna.post(`/approvals/${id}`, form([1, 2, 3]));
    await console.approvals.use(id);
    expect(await (await anna.get('/approvals')).text()).toContain('Stop what is left');
    await anna.post(`/approvals/${id}`, form([], 'take-back'));
    expect(await console.approvals.get(id)).toMatchObject({ state: 'used', votes: [{ yes: false }] });
    expect(await (await anna.get('/approvals')).text()).not.toContain('Stop what is left');
  });

  browserTest(
    'is decided by keyboard, and keeps cleared boxes when the page changes under them',
    async () => {
      const console = await openConsole();
      const { id } = await plan(console, { approvers: 2 });
      const page = await openPage();
      await signIn(page, console);
      const box = page.getByRole('checkbox', { name: /Suspend service 302/ });
      await page.keyboard.press('j');
      await box.waitFor();
      await box.focus();
      await page.keyboard.press('Space');
      await console.approvals.vote(id, { who: 'Ben', channel: 'cli', yes: true, reason: '', denied: [3] });
      await page.getByText('by Ben').waitFor();
      expect(await box.isChecked()).toBe(false);
      expect(await page.getByRole('checkbox', { name: /Suspend service 303/ }).isDisabled()).toBe(true);
      // Held for a moment, as it has moved under the finger.
      await page.locator(`#approve-${id}:enabled`).waitFor();
      await page.keyboard.press('a');
      await page.keyboard.press('Enter');
      await page.getByText(/Approved without lines 2 and 3/).waitFor();
      expect((await console.approvals.get(id))?.votes).toMatchObject([{ denied: [3] }, { denied: [2] }]);
    },
  );

  browserTest('has all lines checked or none by one button', async () => {
    const console = await openConsole();
    await plan(console);
    const page = await openPage();
    await signIn(page, console);
    await page.keyboard.press('j');
    const checked = () => page.locator('input[name="line"]:checked').count();
    await page.getByRole('button', { name: 'Check none' }).click();
    expect(await checked()).toBe(0);
    await page.getByRole('button', { name: 'Check all' }).click();
    expect(await checked()).toBe(3);
  });
});

describe.each(looks('phone-dark'))('fifty lines, $name', (look) => {
  browserTest('read well for everybody, waiting and decided', async () => {
    const console = await openConsole();
    const { id } = await plan(console, {}, 50);
    const page = await openPage({ ...look, bypassCSP: true });
    await signIn(page, console);
    for (const path of [`/approvals#card-${id}`, `/approvals/${id}`]) {
      await page.goto(`${console.url}${path}`);
      expect(await violations(page), path).toEqual([]);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, `${path} fits`).toBeLessThanOrEqual(look.width);
      const box = await page.locator('input[name="line"]').first().boundingBox();
      expect(box?.width, 'a box beside its line').toBeLessThan(30);
    }
    await console.approvals.vote(id, { who: 'Ben', channel: 'cli', yes: true, reason: '', denied: [1, 4] });
    await page.goto(`${console.url}/approvals/${id}`);
    expect(await violations(page), 'decided').toEqual([]);
  });
});
