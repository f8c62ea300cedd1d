import { expect, test } from 'vitest';
import { NEWCOMER } from '../scorecard/actors.js';
import { type Args, openDesk, the } from './open-desk.js';

test('a renewal is moved: a person sees what is not charged', async () => {
  const { sandbox, asked, work, tell } = await openDesk();
  const service = the(sandbox.state.services.find(({ id }) => id === 103));
  const before = structuredClone(service);
  await work('whmcs_update_client_product', { serviceid: 103, nextduedate: '2026-04-15' });
  expect(service.nextDueDate).toBe('2026-04-15');
  expect(asked).toHaveLength(1);
  expect(asked[0]?.text).toContain(`Next due date: ${before.nextDueDate} → 2026-04-15.`);
  expect(asked[0]?.text).toMatch(/It is charged \d+ days later: up to .* not asked for\./);
  tell('move a renewal');
});

test('a plan is upgraded: a person sees the price of WHMCS, and the server follows once it is paid', async () => {
  const { sandbox, asked, work, tell, agent } = await openDesk();
  const service = the(sandbox.state.services.find(({ id }) => id === 103));
  const upgrade = { serviceid: 103, type: 'product', newproductid: 3, paymentmethod: 'banktransfer' };
  const ordered = await work('whmcs_upgrade_product', upgrade);
  const asks = sandbox.requests.filter(({ params }) => params.calconly === '1');
  expect(asks.length).toBeGreaterThan(0);
  expect(asks.some(({ effect }) => effect)).toBe(false);
  expect(asked[0]?.text).toMatch(/WHMCS asks \d+\.\d\d EUR for the \d+ of \d+ days that are left/);
  expect(service.productId).toBe(2);

  const again = await agent.call('whmcs_upgrade_product', { ...upgrade, newproductid: 1 });
  expect(again.code).toBe('invalid_arguments');
  expect(again.text).toContain('while the invoice of an earlier one is unpaid');

  const invoiceid = Number(ordered.invoiceid);
  const invoice = await work('whmcs_get_invoice', { invoiceid });
  await work('whmcs_add_payment', {
    invoiceid,
    gateway: 'banktransfer',
    amount: String(invoice.balance),
    transid: 'BT-1',
  });
  expect(service.productId).toBe(3);
  expect(sandbox.state.moduleCalls.at(-1)).toMatchObject({ command: 'ChangePackage', serviceId: 103 });
  tell('upgrade a plan');
});

test('the price moves while a person looks at it: the yes is to the price that was shown', async () => {
  const { sandbox, app, agent } = await openDesk();
  const service = the(sandbox.state.services.find(({ id }) => id === 103));
  const upgrade = { serviceid: 103, type: 'product', newproductid: 3, paymentmethod: 'banktransfer' };
  const first = await agent.call('whmcs_upgrade_product', upgrade);
  const id = String(first.details.approval);
  await app.approvals.vote(id, { who: 'ada', channel: 'cli', yes: true, reason: 'fine' });
  service.nextDueDate = '2026-03-05';
  const second = await agent.call('whmcs_upgrade_product', upgrade);
  expect(second.isError).toBe(true);
  expect(second.text).toMatch(/What the person saw has changed since: .*upgrade\.price/);
  expect(sandbox.state.upgrades).toEqual([]);
});

test('somebody new is taken on with an order: entered, priced, accepted, set up', async () => {
  const { sandbox, asked, work, tell } = await openDesk();
  const { clientid } = await work('whmcs_add_client', NEWCOMER);
  const order = await work('whmcs_add_order', {
    clientid,
    paymentmethod: 'banktransfer',
    items: [{ pid: 1, billingcycle: 'monthly', domain: 'moor.example', domaintype: 'register' }],
    promocode: 'welcome10',
  });
  const shown = the(asked.find(({ title }) => title.startsWith('Enter an order'))).text;
  expect(shown).toContain(
    '“Web Starter” for “moor.example”, monthly, with the registration of “moor.example” for 1 year: 18.85 EUR.',
  );
  expect(shown).toContain('The promotion “WELCOME10” (“Percentage”, 10 %) is counted where it fits.');
  const orderid = Number(order.orderid);
  await work('whmcs_accept_order', { orderid, autosetup: true, sendregistrar: true, sendemail: true });
  const service = the(sandbox.state.services.find((one) => one.orderId === orderid));
  const domain = the(sandbox.state.domains.find((one) => one.orderId === orderid));
  expect([service.status, domain.status]).toEqual(['Active', 'Active']);
  // What was shown, less ten per cent of the product.
  const invoice = the(sandbox.state.invoices.find(({ id }) => id === Number(order.invoiceid)));
  expect(invoice.lines.reduce((sum, line) => sum + line.amount, 0)).toBe(1885 - 60);
  tell('onboard with an order');
});

test('an order of what the shop does not have asks nobody', async () => {
  const { sandbox, agent } = await openDesk();
  const order = (item: Args) =>
    agent.call('whmcs_add_order', { clientid: 2, paymentmethod: 'banktransfer', items: [item] });
  const product = await order({ pid: 99 });
  expect([product.code, product.text]).toEqual([
    'invalid_arguments',
    expect.stringContaining('no product 99'),
  ]);
  const domain = await order({ domain: 'a.example', domaintype: 'register', regperiod: 3 });
  expect(domain.text).toContain('not on the price list: register a.example for 3 years');
  expect(sandbox.requests.some(({ action }) => action === 'AddOrder')).toBe(false);
});
