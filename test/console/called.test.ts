import { expect, test } from 'vitest';
import { linked, pageOf } from '../../src/console/pages/admin-links.js';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { idIn, openInstallation, openConsole as openProgram } from '../approvals/installation.js';
import { browserTest, signedIn, watch } from '../browser.js';
import { openConsole, operator } from './running-console.js';
import { CALLS, callView } from './samples.js';

const ADMIN = 'https://billing.example.com/admin';

test('records in our own sentences lead to the admin area, and in words of others they do not', () => {
  const text =
    'Order 1042 of “order 7, client 8” (client 12) over 59.90 EUR, with invoice 2203, service 311, domain 207 and ticket 404.';
  const links = [...String(linked(text, ADMIN)).matchAll(/href="([^"]+)"/g)].map(([, to]) => to);
  expect(links).toEqual(
    [
      'orders.php?action=view&amp;id=1042',
      'clientssummary.php?userid=12',
      'invoices.php?action=edit&amp;id=2203',
      'clientsservices.php?id=311',
      'clientsdomains.php?id=207',
      'supporttickets.php?action=view&amp;id=404',
    ].map((page) => `${ADMIN}/${page}`),
  );
  expect(String(linked('“never closed client 5', ADMIN))).not.toContain('href');
  expect(String(linked('client 5 <b>', undefined))).toBe('client 5 &lt;b&gt;');
  for (const admin of [
    'javascript:alert(1)//',
    'data:text/html,x',
    'https://x@y/admin',
    'https://y/?',
    '//y',
  ]) {
    expect(pageOf(admin, 'client', '5'), admin).toBeUndefined();
  }
  expect(pageOf(ADMIN, 'client', '5"')).toBeUndefined();
  expect(pageOf(ADMIN, 'constructor', '5')).toBeUndefined();
});

test('the activity says in sentences what was done, and what became of the rest', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const asked = await console.ask(
    {},
    { title: 'Record a payment of 59.90 EUR on invoice 2203 of Anna Schmidt' },
  );
  console.calls = [
    ...CALLS,
    callView({ call: 'c-9', tool: 'whmcs_add_payment', approval: asked.id }),
    callView({ call: 'c-10', tool: 'whmcs_of_another_version' }),
  ];
  const page = await (await me.get('/activity')).text();
  for (const sentence of [
    'Updated a client (client 12)',
    'Record a payment (invoice 2203): nobody knows what came of it',
    'Delete a client (client 12): refused',
    'Cancel an order (order 1042): waits for a person',
    'Accept an order (order 1040): failed',
    'Read an invoice (invoice 2203)',
    'Recorded a payment of 59.90 EUR on invoice 2203 of Anna Schmidt',
    'whmcs_of_another_version',
  ]) {
    expect(page).toContain(`>${sentence}</a>`);
  }
  expect(page).not.toContain('/classes/write');
});

test('a request and a call say by which program they were made, as no more than its word', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const asked = await console.ask({ program: 'Cursor <b>3' });
  console.calls = [callView({ call: 'c-9', program: 'Cursor <b>3' })];
  for (const path of [`/approvals/${asked.id}`, '/activity/c-9'])
    expect(await (await me.get(path)).text(), path).toContain(
      '<bdi>“Cursor &lt;b&gt;3”</bdi> (its own word)',
    );
});

browserTest(
  'a change shows what was and is, who asked, and is undone once a person has seen by what',
  async () => {
    const installation = await openInstallation({ version: '1', default: 'allow' });
    const agent = await installation.agent();
    const clientid = LANDMARKS.clientWithCredit;
    const former = installation.sandbox.state.clients.find(({ id }) => id === clientid)?.city ?? '';
    await agent.call('whmcs_get_currencies');
    expect((await agent.call('whmcs_update_client', { clientid, city: 'Exampletown' })).isError).toBe(false);
    const page = await signedIn(await openProgram(installation));
    const troubles = watch(page, new URL(page.url()).origin);
    await page.goto(new URL('/activity', page.url()).href);
    await page.getByRole('link', { name: `Updated a client (client ${clientid})` }).click();
    const changed = page.locator('.record tr.differs');
    expect(await changed.locator('td').allInnerTexts()).toEqual([former, 'Exampletown']);
    expect(await changed.count()).toBe(1);
    const fields = page.locator('.record tbody th');
    expect(await fields.allInnerTexts()).toEqual([expect.stringContaining('city'), 'clientid']);
    expect(await page.locator('h1').getByRole('link').getAttribute('href')).toBe(
      `${new URL(installation.sandbox.url).origin}/admin/clientssummary.php?userid=${clientid}`,
    );
    await page.getByText('Right before, in the same session').waitFor();
    await page.getByRole('link', { name: 'Listed currencies' }).waitFor();

    await page.getByRole('link', { name: 'Undo this call…' }).click();
    await page.getByText(`What was done: Updated a client (client ${clientid}).`).waitFor();
    const city = () => installation.sandbox.state.clients.find(({ id }) => id === clientid)?.city;
    expect(city()).toBe('Exampletown');
    await page.getByRole('button', { name: 'Undo this call' }).click();
    await page.getByRole('link', { name: 'The call that undid it' }).waitFor();
    expect(city()).toBe(former);
    await page.getByRole('link', { name: 'The call that undid it' }).click();
    expect(await page.locator('.facts').first().innerText()).toContain('console');
    await page.getByRole('link', { name: 'an earlier call' }).click();
    await page.getByRole('link', { name: 'The call that undid it' }).waitFor();
    expect(troubles).toEqual([]);
  },
);

browserTest('a request shows which session asked, and what that did before', async () => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  await agent.call('whmcs_get_currencies');
  const id = idIn(await agent.call('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder }));
  const page = await signedIn(await openProgram(installation));
  await page.goto(new URL(`/approvals/${id}`, page.url()).href);
  await page.getByRole('link', { name: 'Listed currencies' }).waitFor();
});

test('a call that waited for a person tells what came of its request', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const [open, denied, approved] = [await console.ask(), await console.ask(), await console.ask()];
  const vote = { who: 'maria', channel: 'console' as const, reason: '' };
  await console.approvals.vote(denied.id, { ...vote, yes: false });
  await console.approvals.vote(approved.id, { ...vote, yes: true });
  console.calls = [open, denied, approved].map(({ id }) =>
    callView({ call: `c-${id}`, tool: 'whmcs_cancel_order', state: 'waiting', approval: id }),
  );
  const words = async (path: string) =>
    (await (await me.get(path)).text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  const page = await words('/activity');
  expect(page).toContain('(client 12): waits for a person local waiting');
  expect(page).toContain('(client 12): a person said no local denied');
  expect(page).toContain('(client 12): approved, and not made yet local approved');
  expect(await words(`/activity/c-${denied.id}`)).toContain('a person said no');
  console.pass(30 * 60_000);
  expect(await words('/activity')).toContain('(client 12): nobody decided in time local expired');
});
