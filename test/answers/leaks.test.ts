import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.js';
import { answering, asked, day, plantInvoice, plantPayment } from './stage.js';

const LEAKS = 'whmcs_billing_leaks';

const idsOf = (rows: Record<string, unknown>[]) => rows.map(({ id }) => id);

/** A company in which nothing leaks: its services are billed ahead, its invoices paid as they are. */
function sealed(sandbox: Sandbox) {
  const { state } = sandbox;
  for (const service of state.services)
    Object.assign(service, { status: 'Active', nextDueDate: day(20), recurring: 1_000 });
  for (const domain of state.domains) domain.recurring = 100_000;
  for (const client of state.clients) client.credit = 0;
  state.invoices.length = 1;
  state.transactions.length = 1;
  Object.assign(state.invoices[0] ?? {}, { status: 'Cancelled' });
  Object.assign(state.transactions[0] ?? {}, { amountIn: 0, amountOut: 0 });
  // What a client pays in is told by an invoice.
  for (const { id } of state.clients) plantInvoice(sandbox, { clientId: id, status: 'Paid', cents: 0 });
  const [late, spare, third] = state.services;
  const [domain] = state.domains.filter(({ status }) => status === 'Active');
  if (!late || !spare || !third || !domain) throw new Error('the company lacks them');
  return { late, spare, third, domain };
}

describe('billing leaks', () => {
  test('there are none where nothing leaks', async () => {
    const at = await answering();
    sealed(at.sandbox);
    const { answer } = await asked(at, LEAKS);
    expect(answer).not.toHaveProperty('partial');
    expect(answer.counts).toEqual({
      unbilled_services: 0,
      suspended_though_paid: 0,
      orphan_payments: 0,
      domains_below_price: 0,
      unused_credit: 0,
    });
  });

  test('an active service whose date has passed leaks unless an open invoice bills it', async () => {
    const at = await answering();
    const { late, spare } = sealed(at.sandbox);
    for (const one of [late, spare]) Object.assign(one, { nextDueDate: day(-70), billingCycle: 'Monthly' });
    Object.assign(spare, { clientId: 6 });
    Object.assign(late, { clientId: 7 });
    plantInvoice(at.sandbox, { clientId: 6, dueDate: day(-70), relId: spare.id, cents: 1_000 });
    const other = plantInvoice(at.sandbox, { clientId: 7, dueDate: day(-70), relId: spare.id, cents: 1_000 });
    const { rows } = await asked(at, LEAKS, { only: 'unbilled_services' });
    expect(rows('unbilled_services')).toMatchObject([{ id: late.id, periods_missed: 3 }]);
    other.lines[0] = { ...other.lines[0], relId: late.id } as (typeof other.lines)[number];
    expect((await asked(at, LEAKS, { only: 'unbilled_services' })).rows('unbilled_services')).toEqual([]);
  });

  test('a service that is suspended for money leaks where nothing is due', async () => {
    const at = await answering();
    const { late, spare, third } = sealed(at.sandbox);
    for (const one of [late, spare, third])
      Object.assign(one, { status: 'Suspended', suspendReason: 'Overdue on Payment' });
    Object.assign(late, { clientId: 7 });
    Object.assign(spare, { clientId: 6 });
    Object.assign(third, { clientId: 7, suspendReason: 'sends spam' });
    plantInvoice(at.sandbox, { clientId: 6, dueDate: day(-5), cents: 1_000 });
    plantInvoice(at.sandbox, { clientId: 7, dueDate: day(5), cents: 1_000 });
    const { rows } = await asked(at, LEAKS, { only: 'suspended_though_paid' });
    expect(idsOf(rows('suspended_though_paid'))).toEqual([late.id]);
  });

  test('payments leak that pay nothing, a cancelled invoice, one twice, or too much', async () => {
    const at = await answering();
    sealed(at.sandbox);
    const pay = (over: Parameters<typeof plantPayment>[1]) =>
      plantPayment(at.sandbox, { clientId: 6, gateway: 'paypal', date: `${day(-1)} 08:00:00`, ...over });
    const bill = (over: Parameters<typeof plantInvoice>[1]) =>
      plantInvoice(at.sandbox, { clientId: 6, status: 'Paid', ...over });
    const right = bill({ cents: 1_000 });
    pay({ invoiceId: right.id, amountIn: 1_000 });
    const gaveBack = bill({ cents: 1_000, status: 'Cancelled' });
    pay({ invoiceId: gaveBack.id, amountIn: 1_000 });
    pay({ invoiceId: gaveBack.id, amountOut: 1_000 });
    const nothing = pay({ amountIn: 500 });
    const cancelled = pay({ invoiceId: bill({ cents: 1_000, status: 'Cancelled' }).id, amountIn: 1_000 });
    const over = pay({ invoiceId: bill({ cents: 1_000 }).id, amountIn: 1_250 });
    const [one, other] = [bill({ cents: 700 }), bill({ cents: 700 })];
    pay({ invoiceId: one.id, amountIn: 700, transId: 'T-1' });
    const twice = pay({ invoiceId: other.id, amountIn: 700, transId: 'T-1' });
    const { rows } = await asked(at, LEAKS, { only: 'orphan_payments' });
    expect(new Map(rows('orphan_payments').map(({ id, why }) => [Number(id), why]))).toEqual(
      new Map([
        [nothing.id, 'no invoice'],
        [cancelled.id, 'its invoice is cancelled'],
        [twice.id, 'booked twice: the same transaction id'],
        [over.id, "paid 2.50 more than the invoice's total"],
      ]),
    );
  });

  test('a domain leaks that renews below the price list of its currency', async () => {
    const at = await answering();
    const { domain } = sealed(at.sandbox);
    Object.assign(domain, { clientId: 6, name: 'planted.example', years: 1, recurring: 1_489 });
    plantInvoice(at.sandbox, { clientId: 6, status: 'Paid', cents: 0 });
    const price = at.sandbox.state.tldPrices.find(({ tld }) => tld === 'example')?.renew['1'] ?? 0;
    domain.recurring = price - 1;
    const { rows } = await asked(at, LEAKS, { only: 'domains_below_price' });
    expect(rows('domains_below_price')).toMatchObject([{ id: domain.id, currency: 'EUR' }]);
    domain.recurring = price;
    expect((await asked(at, LEAKS, { only: 'domains_below_price' })).rows('domains_below_price')).toEqual([]);
  });

  test('credit leaks that stands beside an unpaid invoice', async () => {
    const at = await answering();
    sealed(at.sandbox);
    for (const client of at.sandbox.state.clients)
      if (client.id === 6 || client.id === 8) client.credit = 1_500;
    plantInvoice(at.sandbox, { clientId: 6, cents: 2_000 });
    plantInvoice(at.sandbox, { clientId: 7, cents: 2_000 });
    const { rows } = await asked(at, LEAKS, { only: 'unused_credit' });
    expect(rows('unused_credit')).toEqual([
      { clientid: 6, credit: '15.00', unpaid: '20.00', currency: 'EUR' },
    ]);
  });

  test('where open invoices can not be read, nothing is said to be unbilled or suspended though paid', async () => {
    const at = await answering({ policy: { hide: ['whmcs_get_invoices'] } });
    const { late, spare } = sealed(at.sandbox);
    Object.assign(late, { nextDueDate: day(-70) });
    Object.assign(spare, { status: 'Suspended', suspendReason: 'Overdue on Payment' });
    const { answer } = await asked(at, LEAKS);
    expect(answer.counts).toMatchObject({ unbilled_services: 0, suspended_though_paid: 0 });
    for (const leak of ['unbilled_services', 'suspended_though_paid'])
      expect(answer.partial).toContain(`${leak} (not all open invoices could be read)`);
  });

  test('an open invoice counts however many newer ones there are', async () => {
    const at = await answering();
    const { late } = sealed(at.sandbox);
    Object.assign(late, { status: 'Suspended', suspendReason: 'Overdue on Payment', clientId: 7 });
    plantInvoice(at.sandbox, { clientId: 7, dueDate: day(-5), cents: 1_000 });
    for (let newer = 0; newer < 1_000; newer += 1)
      plantInvoice(at.sandbox, { clientId: 6, status: 'Paid', cents: 100 });
    const { rows } = await asked(at, LEAKS, { only: 'suspended_though_paid' });
    expect(rows('suspended_though_paid')).toEqual([]);
  });

  test('what could not be looked at is named, and nothing is concluded from it', async () => {
    const at = await answering({ policy: { hide: ['whmcs_get_transactions'] } });
    sealed(at.sandbox);
    const { answer } = await asked(at, LEAKS);
    expect(answer.orphan_payments).toEqual([]);
    expect(answer.partial).toEqual(['transactions (whmcs_get_transactions: policy_denied by (hidden))']);
    expect(await at.agent.call(LEAKS, { only: 'orphan_payments' })).toMatchObject({ code: 'policy_denied' });
  });
});
