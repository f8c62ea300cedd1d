import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadAction } from '../../src/catalog/index.js';
import type { Sandbox } from '../../src/sandbox/index.js';
import { everyTool } from '../every-tool.js';
import { ALLOW_ALL, credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';
import { recorder } from '../recorder.js';
import { ask as askSandbox } from '../sandbox/caller.js';

type Args = Record<string, unknown>;

async function stakeOf(sandbox: Sandbox, name: string, args: Args): Promise<number> {
  const tool = everyTool().get(name);
  const parsed = tool?.parse(args);
  if (tool?.money === undefined || parsed === undefined || 'problems' in parsed)
    throw new Error(`${name}: ${JSON.stringify(parsed)}`);
  const ask = (action: ReadAction, params: Args) =>
    askSandbox(sandbox, action, params as Record<string, string>);
  const stake = await tool.money({ values: parsed.values, ask, now: new Date() });
  expect(stake.amount).toMatch(/^\d+\.\d\d$/);
  return Number(stake.amount);
}

/** What the invoice comes to, credit not taken off. */
async function grossOf(sandbox: Sandbox, invoiceid: number): Promise<number> {
  const { subtotal, tax, tax2 } = await askSandbox(sandbox, 'GetInvoice', { invoiceid });
  return Number(subtotal) + Number(tax) + Number(tax2);
}

const cents = fc.integer({ min: -50_000, max: 200_000 }).map((amount) => (amount / 100).toFixed(2));
const newLine = fc.record({ description: fc.constant('x'), amount: cents, taxed: fc.boolean() });
const CLIENT = 2;

describe('an invoice that is changed', () => {
  test('has at stake the greatest of what it comes to before and after, and the difference', async () => {
    const sandbox = await sandboxed();
    const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) });
    const invoice = fc.record({
      items: fc.array(newLine, { minLength: 1, maxLength: 4 }),
      edit: fc.array(newLine, { maxLength: 2 }),
      add: fc.array(newLine, { maxLength: 2 }),
      remove: fc.boolean(),
      rate: fc.constantFrom(undefined, '0', '7', '25.5'),
    });
    await fc.assert(
      fc.asyncProperty(invoice, async ({ items, edit, add, remove, rate }) => {
        const made = done(await agent.call('whmcs_create_invoice', { userid: CLIENT, items }));
        const invoiceid = Number(made.invoiceid);
        const held = sandbox.state.invoices.find(({ id }) => id === invoiceid)?.lines ?? [];
        const edited = edit.slice(0, held.length).map((line, at) => ({ ...line, id: held[at]?.id }));
        const last = held.at(-1)?.id;
        const args = {
          invoiceid,
          duedate: '2027-01-01',
          ...(edited.length === 0 ? {} : { items: edited }),
          ...(add.length === 0 ? {} : { newitems: add }),
          ...(remove && edited.length < held.length ? { deletelineids: [last] } : {}),
          ...(rate === undefined ? {} : { taxrate: rate }),
        };
        const before = await grossOf(sandbox, invoiceid);
        const stake = await stakeOf(sandbox, 'whmcs_update_invoice', args);
        done(await agent.call('whmcs_update_invoice', args));
        const after = await grossOf(sandbox, invoiceid);
        const due = Math.max(Math.abs(before), Math.abs(after), Math.abs(after - before));
        expect(stake).toBeGreaterThanOrEqual(due - 0.02);
        // Where a line was taxed, WHMCS has shown how it adds up: then it is no more than that.
        const taxed = items.reduce((sum, line) => sum + (line.taxed ? Number(line.amount) : 0), 0);
        if (Math.abs(taxed) > 5) expect(stake).toBeLessThanOrEqual(due + 0.02);
      }),
      { numRuns: 40 },
    );
  }, 55_000);

  test('can not hide an amount by splitting: a draft, a line, then publishing', async () => {
    const sandbox = await sandboxed();
    const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) });
    const items = [{ description: 'x', amount: '500.00' }];
    const made = done(await agent.call('whmcs_create_invoice', { userid: CLIENT, items, draft: true }));
    const invoiceid = Number(made.invoiceid);
    const adding = { invoiceid, newitems: [{ description: 'y', amount: '99999.00' }] };
    expect(await stakeOf(sandbox, 'whmcs_update_invoice', adding)).toBe(100_499);
    done(await agent.call('whmcs_update_invoice', adding));
    expect(await stakeOf(sandbox, 'whmcs_update_invoice', { invoiceid, publish: true })).toBe(100_499);
    expect(await stakeOf(sandbox, 'whmcs_update_invoice', { invoiceid, status: 'Cancelled' })).toBe(100_499);
    expect(await stakeOf(sandbox, 'whmcs_update_invoice', { invoiceid, credit: '200000' })).toBe(200_000);
    expect(await stakeOf(sandbox, 'whmcs_update_invoice', { invoiceid, notes: 'x' })).toBe(0);
  });

  test('by a line that it does not have can not be told', async () => {
    const sandbox = await sandboxed();
    const invoiceid = sandbox.state.invoices[0]?.id;
    const deleting = stakeOf(sandbox, 'whmcs_update_invoice', { invoiceid, deletelineids: [999_999] });
    await expect(deleting).rejects.toThrow('no such line');
  });
});

test('a new invoice counts the tax of its client, and none where the client is exempt', async () => {
  const sandbox = await sandboxed();
  const client = sandbox.state.clients.find(({ id }) => id === CLIENT);
  const rate = Number(sandbox.state.invoices.find(({ clientId }) => clientId === CLIENT)?.taxRate);
  const args = { userid: CLIENT, items: [{ description: 'x', amount: '100.00', taxed: true }] };
  expect(rate).toBeGreaterThan(0);
  expect(await stakeOf(sandbox, 'whmcs_create_invoice', args)).toBe(100 + rate);
  if (client !== undefined) client.taxExempt = true;
  expect(await stakeOf(sandbox, 'whmcs_create_invoice', args)).toBe(100);
});

test('what is booked, charged or offered counts as the most that it comes to', async () => {
  const sandbox = await sandboxed();
  const stake = (tool: string, args: Args) => stakeOf(sandbox, tool, args);
  const item = { clientid: CLIENT, description: 'x', amount: '5.00', unit: 'hours' };
  const payment = sandbox.state.transactions.find(({ id }) => id === 5001);
  const [came, own] = [(payment?.amountIn ?? 0) / 100, { transactionid: 5001, userid: payment?.clientId }];
  expect(await stake('whmcs_update_transaction', { ...own, description: 'x' })).toBe(came);
  expect(await stake('whmcs_update_transaction', { ...own, amountin: '1000.00' })).toBe(1000);
  expect(await stake('whmcs_update_transaction', { ...own, amountin: '0' })).toBe(came);
  const [service] = sandbox.state.services.filter(({ clientId }) => clientId === CLIENT);
  const due = await stake('whmcs_generate_invoices', { clientid: CLIENT, serviceids: [service?.id] });
  expect(due).toBeGreaterThanOrEqual((service?.recurring ?? 0) / 100);
  await expect(stake('whmcs_generate_invoices', { clientid: CLIENT })).rejects.toThrow('does not show');
  expect(
    await stake('whmcs_add_billable_item', { ...item, invoiceaction: 'noinvoice' }),
  ).toBeGreaterThanOrEqual(5);
  const often = {
    invoiceaction: 'recur',
    recur: 1,
    recurcycle: 'Months',
    recurfor: 12,
    duedate: '2027-01-01',
  };
  expect(await stake('whmcs_add_billable_item', { ...item, ...often })).toBeGreaterThanOrEqual(60);
  const line = [{ desc: 'x', up: '5000.00', discount: '99' }];
  expect(await stake('whmcs_update_quote', { quoteid: 501, lineitems: line })).toBeGreaterThanOrEqual(5000);
  expect(await stake('whmcs_update_quote', { quoteid: 501, stage: 'Delivered' })).toBe(997.71);
  expect(await stake('whmcs_update_quote', { quoteid: 501, adminnotes: 'x' })).toBe(0);
  expect(await stake('whmcs_send_quote', { quoteid: 501 })).toBe(997.71);
});

test('a quote counts what its discounts take off', async () => {
  const sandbox = await sandboxed();
  const lineitems = [{ desc: 'x', qty: 2, up: '300.00', discount: '90' }];
  const quote = { userid: CLIENT, subject: 'x', stage: 'Delivered', validuntil: '2027-01-01', lineitems };
  expect(await stakeOf(sandbox, 'whmcs_create_quote', quote)).toBe(600);
});

test('what a line below zero takes off counts as what is charged before it', async () => {
  const sandbox = await sandboxed();
  const lineitems = [
    { desc: 'A server', up: '5000.00' },
    { desc: 'Rebate', up: '-4999.00' },
  ];
  const quote = { userid: CLIENT, subject: 'x', stage: 'Delivered', validuntil: '2027-01-01', lineitems };
  expect(await stakeOf(sandbox, 'whmcs_create_quote', quote)).toBe(5000);
  const items = lineitems.map(({ desc, up }) => ({ description: desc, amount: up }));
  expect(await stakeOf(sandbox, 'whmcs_create_invoice', { userid: CLIENT, items })).toBe(5000);
});

test('what changes how a client is charged has no amount that could be told', async () => {
  const sandbox = await sandboxed();
  const changed = stakeOf(sandbox, 'whmcs_update_client', { clientid: CLIENT, taxexempt: true });
  await expect(changed).rejects.toThrow('does not show');
  expect(await stakeOf(sandbox, 'whmcs_update_client', { clientid: CLIENT, city: 'X' })).toBe(0);
});

describe('a renewal under a cap', () => {
  const domain = {
    id: 7,
    userid: 1,
    domainname: 'name.example',
    registrar: 'enom',
    regperiod: 1,
    firstpaymentamount: '14.95',
    recurringamount: '14.95',
    expirydate: '2100-01-01',
    status: 'Active',
  };
  const currency = { id: 1, code: 'USD', rate: '1.00000' };
  const renew = { '1': '14.95' };
  const periods = {
    grace_period: { days: 30, price: '20.00' },
    redemption_period: { days: 30, price: '120.00' },
  };

  async function renewed(changes: Args, price: Args, max: number): Promise<boolean> {
    const require = [{ conditions: [{ path: 'money.amount', op: 'lte', value: max }] }];
    const policy = { version: '1', default: 'allow', tools: { whmcs_renew_domain: { require } } };
    const whmcs = await recorder();
    const domains = { domain: [{ ...domain, ...changes }] };
    whmcs.answers.set('GetClientsDomains', { result: 'success', totalresults: 1, domains });
    const pricing = { example: { renew, ...price } };
    whmcs.answers.set('GetTLDPricing', { result: 'success', currency, pricing });
    const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(policy) });
    const answer = await agent.call('whmcs_renew_domain', { domainid: 7 });
    expect(whmcs.received.some(({ action }) => action === 'DomainRenew')).toBe(!answer.isError);
    return !answer.isError;
  }

  test.each([
    ['by the list', {}, periods, 14.95],
    ['of a premium name by its own amount', { recurringamount: '2497.50' }, periods, 2497.5],
    ['in redemption', { status: 'Redemption', expirydate: '2000-01-01' }, periods, 134.95],
    ['in redemption by its date alone', { expirydate: '2000-01-01' }, periods, 134.95],
    ['in grace by its status alone', { status: 'Grace' }, periods, 34.95],
    ['late where the list has no fee', { status: 'Expired', expirydate: '2000-01-01' }, {}, 14.95],
  ])('%s passes at its price and not a cent below', async (_what, changes, price, due) => {
    expect(await renewed(changes, price, due)).toBe(true);
    expect(await renewed(changes, price, due - 0.01)).toBe(false);
  });

  test('with a fee that has no price is refused', async () => {
    const price = { ...periods, redemption_period: { days: 30, price: '-1' } };
    expect(await renewed({ status: 'Redemption' }, price, 1_000_000)).toBe(false);
  });
});
