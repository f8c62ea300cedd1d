import { describe, expect } from 'vitest';
import { idIn, ORDER, openConsole, openInstallation } from '../approvals/installation.js';
import { browserTest, openPage, signedIn, watch } from '../browser.js';

const CANCEL = ['whmcs_cancel_order', { orderid: ORDER }] as const;

describe('a person in a browser', () => {
  browserTest('approves a call that waits, which is carried out once', async () => {
    const installation = await openInstallation(undefined, { GUARD_APPROVAL_WAIT: '120' });
    const page = await signedIn(await openConsole(installation));
    const agent = await installation.agent();
    const call = agent.call(...CANCEL);
    // The page is open already; the request appears without a reload.
    await page
      .getByRole('link', { name: new RegExp(`order ${ORDER}`, 'i') })
      .first()
      .waitFor();
    expect(installation.arrived('CancelOrder')).toEqual([]);
    await page
      .getByRole('link', { name: new RegExp(`order ${ORDER}`, 'i') })
      .first()
      .click();
    await page.getByLabel(/reason/i).fill('the customer asked');
    await page.getByRole('button', { name: 'Approve' }).click();
    const started = performance.now();
    expect((await call).isError).toBe(false);
    process.env.MEASURE &&
      process.stderr.write(`MEASURE approve to result ${Math.round(performance.now() - started)} ms\n`);
    expect(installation.orderStatus()).toBe('Cancelled');
    expect(installation.arrived('CancelOrder')).toHaveLength(1);
    await page.goto(new URL('/activity', page.url()).href);
    await page.getByRole('link', { name: new RegExp(`^Cancel\\w* .*order.*${ORDER}`) }).waitFor();
  });

  browserTest('denies it with a reason, which the agent is told', async () => {
    const installation = await openInstallation(undefined, { GUARD_APPROVAL_WAIT: '120' });
    const page = await signedIn(await openConsole(installation));
    const agent = await installation.agent();
    const call = agent.call(...CANCEL);
    await page.getByRole('button', { name: 'Deny' }).waitFor();
    await page.getByLabel(/reason/i).fill('they paid this morning');
    await page.getByRole('button', { name: 'Deny' }).click();
    expect(await call).toMatchObject({
      code: 'approval_denied',
      text: expect.stringContaining('they paid this morning'),
    });
    expect(installation.arrived('CancelOrder')).toEqual([]);
  });

  browserTest('who is one of two, of whom each signs in with a password', async () => {
    const installation = await openInstallation({
      version: '1',
      default: 'allow',
      tools: { whmcs_cancel_order: { require_approval: { approvers: 2 } } },
    });
    const people = [
      ['ada', 'correct horse 1'],
      ['grace', 'battery staple 2'],
    ] as const;
    for (const [name, password] of people) await installation.addApprover(name, password);
    const { url, link } = await openConsole(installation);
    expect(link).toBe('');
    const agent = await installation.agent();
    const id = idIn(await agent.call(...CANCEL));
    for (const [name, password] of people) {
      const page = await openPage();
      await page.goto(`${url}/sign-in`);
      await page.getByLabel(/name/i).fill(name);
      await page.getByLabel(/password/i).fill(password);
      await page.getByRole('button', { name: /sign in/i }).click();
      await page.goto(`${url}/approvals/${id}`);
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.waitForLoadState();
    }
    expect((await agent.call(...CANCEL)).isError).toBe(false);
    expect(installation.arrived('CancelOrder')).toHaveLength(1);
  });

  browserTest('switches a destructive tool on and off, and halts everything', async () => {
    const installation = await openInstallation({
      version: '1',
      default: 'deny',
      classes: { read: {}, write: {}, destructive: { hide: true } },
    });
    const page = await signedIn(await openConsole(installation));
    const agent = await installation.agent();
    expect(await agent.listed()).not.toContain('whmcs_cancel_order');
    await page.goto(new URL('/tools', page.url()).href);
    await page.getByRole('link', { name: /switch on.*cancel an order/i }).click();
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('button', { name: /switch off.*cancel an order/i }).waitFor();
    expect(await agent.listed()).toContain('whmcs_cancel_order');
    expect((await agent.call(...CANCEL)).code).toBe('approval_required');
    await page.getByRole('button', { name: /switch off.*cancel an order/i }).click();
    await page.getByRole('link', { name: /switch on.*cancel an order/i }).waitFor();
    expect(await agent.listed()).not.toContain('whmcs_cancel_order');

    await page
      .getByLabel(/reason/i)
      .first()
      .fill('something is off');
    await page.getByRole('button', { name: /^halt/i }).click();
    await page.getByRole('button', { name: /resume/i }).waitFor();
    expect(await agent.call('whmcs_log_activity', { description: 'x' })).toMatchObject({
      code: 'policy_denied',
      text: expect.stringContaining('something is off'),
    });
    expect((await agent.call('whmcs_get_currencies')).isError).toBe(false);
    await page.getByRole('button', { name: /resume/i }).click();
    await page.getByRole('button', { name: /^halt/i }).waitFor();
    expect((await agent.call('whmcs_log_activity', { description: 'x' })).isError).toBe(false);
  });

  browserTest('sees hostile names and arguments as text', async () => {
    const installation = await openInstallation();
    const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script>`;
    for (const client of installation.sandbox.state.clients) {
      client.firstName = hostile;
      client.companyName = hostile;
    }
    installation.setPolicy({
      version: '1',
      default: 'allow',
      classes: { write: { require_approval: true }, destructive: { require_approval: { message: hostile } } },
    });
    const page = await signedIn(await openConsole(installation));
    const alarms = watch(page, new URL(page.url()).origin);
    const agent = await installation.agent();
    const ids = [
      idIn(await agent.call(...CANCEL)),
      idIn(await agent.call('whmcs_add_ticket_note', { ticketid: 404, message: hostile })),
      idIn(await agent.call('whmcs_log_activity', { description: `javascript:${hostile}` })),
    ];
    for (const path of [
      '/approvals',
      ...ids.map((id) => `/approvals/${id}`),
      '/activity',
      `/activity?text=${encodeURIComponent(hostile)}`,
      '/tools',
      '/limits',
    ]) {
      await page.goto(new URL(path, page.url()).href);
      await page.waitForLoadState();
      expect(await page.locator('img[src=x]').count()).toBe(0);
      expect(await page.locator('script:not([src])').count()).toBe(0);
    }
    expect(alarms).toEqual([]);
  });
});
