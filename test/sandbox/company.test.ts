import { describe, expect, it } from 'vitest';
import { totalsOf } from '../../src/sandbox/effects/billing.js';
import { LANDMARKS, SANDBOX_NOW, startSandbox } from '../../src/sandbox/index.js';
import { seedCompany } from '../../src/sandbox/seed/company.js';

const state = seedCompany(1, SANDBOX_NOW);

function tally<T>(rows: readonly T[], keyOf: (row: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[keyOf(row)] = (counts[keyOf(row)] ?? 0) + 1;
  return counts;
}

describe('the company', () => {
  it('has the size its documentation promises', () => {
    expect({
      clients: state.clients.length,
      services: state.services.length,
      products: state.products.length,
      productGroups: state.productGroups.length,
      domains: state.domains.length,
      invoices: state.invoices.length,
      tickets: state.tickets.length,
      orders: state.orders.length,
      quotes: state.quotes.length,
      staff: state.staff.length,
      departments: state.departments.length,
    }).toEqual({
      clients: 40,
      services: 60,
      products: 7,
      productGroups: 3,
      domains: 30,
      invoices: 120,
      tickets: 15,
      orders: 14,
      quotes: 6,
      staff: 3,
      departments: 3,
    });
  });

  it('has records in every state that matters', () => {
    expect(tally(state.invoices, (one) => one.status)).toEqual({
      Paid: 62,
      Unpaid: 30,
      Draft: 6,
      Cancelled: 8,
      Refunded: 6,
      Collections: 4,
      'Payment Pending': 4,
    });
    expect(tally(state.services, (one) => one.status)).toEqual({
      Active: 40,
      Suspended: 6,
      Terminated: 4,
      Cancelled: 5,
      Pending: 3,
      Fraud: 2,
    });
    expect(tally(state.orders, (one) => one.status)).toEqual({
      Active: 7,
      Pending: 3,
      Cancelled: 2,
      Fraud: 2,
    });
    expect(Object.keys(tally(state.clients, (one) => one.status)).sort()).toEqual([
      'Active',
      'Closed',
      'Inactive',
    ]);
    expect(new Set(state.quotes.map((one) => one.stage)).size).toBe(6);
  });

  it('has books that add up', () => {
    for (const invoice of state.invoices) {
      const { subtotal, total, balance } = totalsOf(state, invoice);
      const entries = state.transactions.filter((one) => one.invoiceId === invoice.id);
      expect(subtotal, `invoice ${invoice.id}`).toBeGreaterThan(0);
      expect(Number.isInteger(total)).toBe(true);
      if (invoice.status === 'Paid') expect(balance, `invoice ${invoice.id}`).toBe(0);
      if (invoice.status === 'Unpaid') expect(balance, `invoice ${invoice.id}`).toBeGreaterThan(0);
      if (invoice.status === 'Refunded') {
        expect(entries.reduce((all, one) => all + one.amountIn - one.amountOut, 0)).toBe(0);
        expect(entries.some((one) => one.amountOut > 0)).toBe(true);
      }
      if (['Draft', 'Cancelled', 'Collections', 'Payment Pending'].includes(invoice.status)) {
        expect(entries).toEqual([]);
      }
    }
    const orphans = state.transactions.filter(
      (one) => !state.invoices.some((all) => all.id === one.invoiceId),
    );
    expect(orphans).toEqual([]);
  });

  it('has orders whose items, invoice and amount belong together', () => {
    for (const order of state.orders) {
      const items = [...state.services, ...state.domains].filter((one) => one.orderId === order.id);
      expect(items.length, `order ${order.id}`).toBeGreaterThan(0);
      expect(items.every((one) => one.clientId === order.clientId && one.status === order.status)).toBe(true);
      expect(items.reduce((all, one) => all + one.firstPayment, 0)).toBe(order.amount);
      expect(state.invoices.find((one) => one.id === order.invoiceId)?.clientId).toBe(order.clientId);
    }
  });

  it('names nobody real and opens nothing real', () => {
    const everything = JSON.stringify({ ...state, random: undefined });
    const mails = everything.match(/[\w.+-]+@[\w.-]+/g) ?? [];
    expect(mails.length).toBeGreaterThan(40);
    expect(mails.filter((mail) => !/@example\.(com|net|org)\.?$/.test(mail))).toEqual([]);
    const addresses = everything.match(/\b\d{1,3}(\.\d{1,3}){3}\b/g) ?? [];
    expect(addresses.filter((ip) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\./.test(ip))).toEqual([]);
    for (const service of state.services) expect(service.password).toMatch(/^(not-real-\w+)?$/);
    for (const domain of state.domains) expect(domain.name).toMatch(/\.(example|test)$/);
  });

  it('gives no id to two kinds of record, so that mixing them up shows', () => {
    const { clients, users, services, domains, orders, invoices, transactions, tickets, quotes } = state;
    const ids = [clients, users, services, domains, orders, invoices, transactions, tickets, quotes].flatMap(
      (records) => records.map((one: { id: number }) => one.id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps its landmarks in every seed', () => {
    for (const seed of [1, 2, 99]) {
      const other = seedCompany(seed, SANDBOX_NOW);
      expect(other.orders.find((one) => one.id === LANDMARKS.pendingOrder)?.status).toBe('Pending');
      expect(other.clients.find((one) => one.id === LANDMARKS.clientWithApostrophe)?.lastName).toBe(
        "O'Brien",
      );
      expect(other.clients.find((one) => one.id === LANDMARKS.clientBeyondAscii)?.lastName).toBe(
        'Gęślą-Jaźń',
      );
      for (const id of LANDMARKS.ticketsWithInjection) {
        expect(other.tickets.find((one) => one.id === id)?.message).toMatch(/whmcs_\w+/);
      }
      const dead = other.services.find((one) => one.id === LANDMARKS.serviceOnDeadServer);
      expect([dead?.status, dead?.serverId]).toEqual(['Active', 3]);
      const loose = other.services.find((one) => one.id === LANDMARKS.serviceWithoutModule);
      expect([loose?.status, loose?.productId]).toEqual(['Active', 7]);
      const creditor = other.clients.find((one) => one.id === LANDMARKS.clientWithCredit);
      const open = other.invoices.filter((one) => one.clientId === creditor?.id && one.status === 'Unpaid');
      expect(open.some((one) => totalsOf(other, one).balance < (creditor?.credit ?? 0))).toBe(true);
      expect(other.domains.find((one) => one.id === LANDMARKS.domainByMail)?.registrar).toBe('email');
      expect(other.domains.find((one) => one.id === LANDMARKS.domainWithoutRegistrar)?.registrar).toBe('');
    }
  });
});

describe('determinism', () => {
  const print = (seed: number) => JSON.stringify({ ...seedCompany(seed, SANDBOX_NOW), random: undefined });

  it('builds the same company from the same seed and another one from another', () => {
    expect(print(7)).toBe(print(7));
    expect(print(7)).not.toBe(print(8));
  });

  it('keeps sandboxes of one process apart', async () => {
    const [one, other] = await Promise.all([startSandbox(), startSandbox()]);
    for (const product of one.state.products) product.name = 'changed';
    for (const client of one.state.clients) client.email = 'changed@example.com';
    expect(other.state.products[0]?.name).toBe('Web Starter');
    expect(other.state.clients[0]?.email).toBe('marlow@example.com');
    await Promise.all([one.close(), other.close()]);
  });

  it('follows the clock it is given', () => {
    const later = seedCompany(1, new Date('2031-07-01T00:00:00Z'));
    expect(later.orders.find((one) => one.id === LANDMARKS.pendingOrder)?.date).toMatch(/^2031-06-29/);
  });
});
