import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { type Installation, idIn, ORDER, openConsole, openInstallation } from '../approvals/installation.js';
import { browserTest, looks, shoot, signedIn } from '../browser.js';
import { violations } from './axe.js';

// `npm run screenshots` sets it: the pictures in docs are of what these tests have looked at.
const PICTURES = process.env.WRITE_SCREENSHOTS
  ? fileURLToPath(new URL('../../docs/screenshots', import.meta.url))
  : undefined;

const POLICY = {
  version: '1',
  default: 'deny',
  classes: {
    read: {},
    write: { limits: [{ counter: 'writes', window: 'hour', max: 20 }] },
    execute: { limits: [{ counter: '{tool}_rate', window: 'minute', max: 10 }] },
    financial: {
      require_approval: { message: "money moves only with a person's approval" },
      limits: [{ counter: 'money', window: 'day', max: 500, increment_from: 'money.amount' }],
    },
    destructive: { hide: true },
  },
  show: ['whmcs_cancel_order'],
};

const CHANGED = JSON.stringify({ ...POLICY, mode: 'shadow', show: [] }, null, 2);

/** A mail that scrolls, with what hides from a careless reader and what no line can break. */
const LONG_MAIL = [
  'Dear customer,',
  ...Array.from({ length: 30 }, (_none, line) => `${line + 1}. Please read this with care, and write to us.`),
  `pay\u202E at\u200B https://example.com/${'a1'.repeat(120)}`,
  '<b>Password:</b> [not one of ours]',
].join('\n\n');

/** With the usual tools, what the sets that are not switched on would add stands in no count. */
const COUNTED: Readonly<Record<string, readonly string[]>> = {
  tools: ['more tools in sets that are not switched on: desk, actions, answers, plans'],
  policy: ['Look things up: 29 tools', 'Limit: 15 tools: 20 calls an hour, for each caller'],
  limits: ['15 tools that change records'],
};

/** A morning's work: reads, writes, refusals, one request that was denied, and some that wait. */
async function work(installation: Installation): Promise<string> {
  const agent = await installation.agent();
  const tickets = await agent.call('whmcs_get_tickets', { ignore_dept_assignments: true, limitnum: 5 });
  expect(tickets.isError).toBe(false);
  await agent.call('whmcs_get_ticket', { ticketid: 404 });
  await agent.call('whmcs_add_ticket_note', { ticketid: 404, message: 'Asked for the order number.' });
  await agent.call('whmcs_add_ticket_reply', { ticketid: 405, message: 'We are looking into it.' });
  await agent.call('whmcs_update_client', { clientid: LANDMARKS.clientWithCredit, city: 'Exampletown' });
  await agent.call('whmcs_delete_client', { clientid: 5 });
  await agent.call('whmcs_get_invoice', { invoiceid: 999_999 });
  const { items } = (
    await agent.call('whmcs_get_invoices', { userid: LANDMARKS.clientWithCredit, status: 'Unpaid' })
  ).data;
  const invoiceid = Number(items[0]?.id);
  const denied = await agent.call('whmcs_add_payment', {
    invoiceid,
    amount: '12.00',
    gateway: 'banktransfer',
    transid: 'bank-2026-0311',
  });
  await installation.command('approvals', 'deny', idIn(denied), 'no such transfer in the bank');
  await agent.call('whmcs_apply_credit', { invoiceid, amount: '5.00' });
  return idIn(await agent.call('whmcs_cancel_order', { orderid: ORDER, cancelsub: true }));
}

describe.each(looks('phone-dark'))('$name', (look) => {
  browserTest('every page of the running program reads well for everybody', async () => {
    const installation = await openInstallation(POLICY, { GUARD_TOOLSETS: '' });
    const console = await openConsole(installation);
    const id = await work(installation);
    // Code of the checker is put into the page, which the console's own policy would rightly refuse.
    const page = await signedIn(console, { ...look, bypassCSP: true });
    await page.goto(`${console.url}/activity?text=Exampletown`);
    const call = await page.locator('main a[href^="/activity/"]').first().getAttribute('href');
    const pages = [
      ['today', '/today'],
      ['approvals', '/approvals'],
      ['opened', `/approvals#card-${id}`],
      ['approval', `/approvals/${id}`],
      ['activity', '/activity'],
      ['call', `${call}`],
      ['undo', `${call}/undo`],
      ['tools', '/tools'],
      ['policy', '/policy'],
      ['limits', '/limits'],
      ['people', '/people'],
    ] as const;
    for (const [name, path] of pages) {
      await page.goto(`${console.url}${path}`);
      expect(await violations(page), name).toEqual([]);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, `${name} fits`).toBeLessThanOrEqual(look.width);
      for (const words of COUNTED[name] ?? [])
        expect(await page.getByText(words).count(), `${name}: ${words}`).toBe(1);
      // The folder that a test makes is nobody's to see.
      await page.evaluate(`document.querySelectorAll('footer *, footer, main *').forEach((part) => part.childNodes.forEach((text) => {
        if (text.nodeType === 3) text.textContent = text.textContent.replace(/\\/\\S+policy\\.json/, '/etc/whmcs-mcp/policy.json');
      }))`);
      if (PICTURES && name !== 'opened')
        await shoot(page, `${console.url}${path}`, join(PICTURES, `${name}-${look.name}.png`));
    }
    await page.goto(`${console.url}/policy/edit`);
    await page.getByLabel('The policy, as it is written').fill(CHANGED);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Put in force' }).waitFor();
    expect(await violations(page), 'a changed policy').toEqual([]);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width, 'a changed policy fits').toBeLessThanOrEqual(look.width);
    if (PICTURES) {
      await page.locator('#found').scrollIntoViewIfNeeded();
      await shoot(page, page.url(), join(PICTURES, `policy-change-${look.name}.png`));
    }
  });

  browserTest(
    'a request with a long mail, after a denial on the same client, reads well for everybody',
    async () => {
      const installation = await openInstallation({
        version: '1',
        default: 'deny',
        tools: { whmcs_send_email: { require_approval: {} } },
      });
      const console = await openConsole(installation);
      const agent = await installation.agent();
      const mail = (subject: string) =>
        agent.call('whmcs_send_email', {
          id: LANDMARKS.clientWithCredit,
          customtype: 'general',
          customsubject: subject,
          custommessage: LONG_MAIL,
        });
      const denied = idIn(await mail('First try'));
      await installation.command(
        'approvals',
        'deny',
        denied,
        'not in this tone, please: she is a good customer',
      );
      const id = idIn(await mail('Your invoice is overdue, and what happens next with the services on it'));
      const page = await signedIn(console, { ...look, bypassCSP: true });
      for (const path of [`/approvals#card-${id}`, `/approvals/${id}`, `/approvals/${denied}`]) {
        await page.goto(`${console.url}${path}`);
        await page.evaluate("document.querySelectorAll('details').forEach((more) => { more.open = true; })");
        expect(await page.locator('.exact.long').count(), path).toBe(1);
        expect(await page.locator('.box.denied').count(), path).toBe(path.endsWith(denied) ? 0 : 1);
        expect(await violations(page), path).toEqual([]);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect(width, `${path} fits`).toBeLessThanOrEqual(look.width);
        expect(
          await page.evaluate(
            "[...document.querySelectorAll('.exact.long')].every((box) => box.scrollWidth <= box.clientWidth)",
          ),
          path,
        ).toBe(true);
      }
      await page.goto(`${console.url}/approvals#card-${id}`);
      await page.getByRole('link', { name: 'read what will be sent' }).click();
      await page.waitForURL(`**/approvals/${id}#sent-${id}`);
    },
  );
});
