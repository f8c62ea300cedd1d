import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, looks, openPage, watch } from '../browser.js';
import { FAKE_PROVIDER } from './fake-provider.js';
import { approver, openConsole, type RunningConsole, signIn } from './running-console.js';
import { CALLS, LIMITS } from './samples.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe has to say against a page, in words. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`);
}

const HEALTH = {
  at: new Date('2026-03-02T09:00:00Z'),
  findings: [
    { status: 'error', says: 'WHMCS does not let 198.51.100.7 in.', cure: 'Add 198.51.100.7.' },
    { status: 'warning', says: 'The certificate runs out on 2026-03-09.', cure: 'Renew it.' },
  ],
};

const BROWSERS = {
  publicKey: `B${'A'.repeat(86)}`,
  add: async () => undefined,
  of: async () => ['one', 'two'].map((id) => ({ id, label: 'Firefox on Windows', seenAt: new Date() })),
  remove: async () => {},
  signedIn: async () => {},
};

/** A console on which everything is to be seen once. */
async function fill(console: RunningConsole): Promise<string[]> {
  console.calls = CALLS;
  console.limits = LIMITS;
  const pending = await console.ask({ approvers: 2 });
  const unseen = await console.ask({ channels: ['cli'] }, { missing: 'WHMCS did not answer.' });
  const denied = await console.ask();
  await console.approvals.vote(pending.id, { who: 'maria', channel: 'console', yes: true, reason: 'fine' });
  await console.approvals.vote(denied.id, {
    who: 'maria',
    channel: 'console',
    yes: false,
    reason: 'not fine',
  });
  return [
    '/today',
    '/people',
    '/approvals',
    `/approvals?client=12#card-${pending.id}`,
    ...[pending, unseen, denied].map(({ id }) => `/approvals/${id}`),
    '/activity',
    '/activity/c-1',
    '/activity/c-1/undo',
    '/activity/c-2',
    '/activity/c-5',
    '/activity?text=nothing',
    '/tools',
    '/tools/whmcs_delete_client',
    '/tools/whmcs_cancel_order',
    '/limits',
    '/nowhere',
  ];
}

for (const look of looks('desktop-light')) {
  browserTest(
    `axe finds nothing on any page: ${look.name}`,
    async () => {
      const console = await openConsole({ health: async () => HEALTH, browsers: BROWSERS });
      const page = await openPage({ ...look, bypassCSP: true });
      await page.goto(await console.link());
      expect(await violations(page), 'the link').toEqual([]);
      await page.goto(`${console.url}/sign-in`);
      expect(await violations(page), 'without a link').toEqual([]);
      await signIn(page, console);
      expect(await violations(page), 'empty').toEqual([]);
      for (const path of await fill(console)) {
        await page.goto(`${console.url}${path}`);
        for (const details of await page.locator('details > summary:visible').all()) await details.click();
        expect(await violations(page), path).toEqual([]);
      }
      await console.store.killSwitch.halt('maria', 'wait', console.now());
      console.mode = 'shadow';
      await page.goto(`${console.url}/tools`);
      expect(await violations(page), 'halted').toEqual([]);
      await page.getByRole('button', { name: 'Resume' }).click();
      expect(await violations(page), 'resumed').toEqual([]);
      // An open page whose session ends reloads itself, which would cut across the way to the next.
      await page.goto('about:blank');
      await approver(console, 'maria');
      await page.goto(`${console.url}/limits`);
      expect(await violations(page), 'the password').toEqual([]);
      await page.getByLabel('Name').fill('maria');
      await page.getByLabel('Password').fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
      expect(await violations(page), 'refused').toEqual([]);
      const other = await openConsole({ provider: FAKE_PROVIDER });
      await page.goto(`${other.url}/sign-in`);
      expect(await violations(page), 'the provider').toEqual([]);
      await approver(other, 'maria');
      await page.goto(`${other.url}/sign-in/back`);
      expect(await violations(page), 'provider, password and problem').toEqual([]);
    },
    180_000,
  );
}

browserTest('everything works without script: sign in, approve, deny, switch, halt, sign out', async () => {
  const console = await openConsole();
  const page = await openPage({ script: false });
  const troubles = watch(page, console.url);
  await signIn(page, console);
  const yes = await console.ask({ expires: 300 }, { title: 'Cancel order 7' });
  const no = await console.ask({ expires: 600 }, { title: 'Cancel order 8' });
  await page.reload();
  expect(await page.locator('noscript meta[http-equiv=refresh]').count()).toBe(1);
  const card = (id: string) => page.locator(`#pending #card-${id}`);
  await card(yes.id).getByText('orderid').waitFor();
  await card(yes.id).getByLabel('Reason').fill('She called.');
  await card(yes.id).getByRole('button', { name: 'Approve' }).click();
  await page.getByText(`Approved. ${yes.id}`).waitFor();
  await page.getByRole('heading').getByRole('link', { name: 'Cancel order 8' }).click();
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.getByText(`Denied. Nothing will be sent for ${no.id}.`).waitFor();
  expect((await console.approvals.get(yes.id))?.state).toBe('approved');
  expect((await console.approvals.get(no.id))?.state).toBe('denied');

  await page.getByRole('link', { name: 'Tools', exact: true }).click();
  await page.getByRole('link', { name: 'Switch on… Delete a client' }).click();
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByText('“Delete a client” is switched on.').waitFor();
  await page.getByRole('button', { name: 'Switch off Delete a client' }).click();
  expect(console.switched.map(({ on }) => on)).toEqual([true, false]);
  await page.getByLabel('Reason').fill('look first');
  await page.getByRole('button', { name: 'Halt' }).click();
  await page.locator('.banner.halted').waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Calls go through again.').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${console.url}/sign-in`);
  await page.goto(`${console.url}/approvals`);
  expect(page.url()).toContain('/sign-in');
  expect(troubles).toEqual([]);
});
