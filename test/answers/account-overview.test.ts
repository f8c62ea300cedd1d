import { expect, test } from 'vitest';
import { answering, asked, day, plantInvoice, plantPayment } from './stage.js';

test('an account at a glance is what the client has and owes, and nobody else', async () => {
  const at = await answering();
  const { state } = at.sandbox;
  const [service, ended, other] = state.services;
  if (!service || !ended || !other) throw new Error('the company lacks them');
  state.services.length = 3;
  Object.assign(service, { clientId: 6, status: 'Active' });
  Object.assign(ended, { clientId: 6, status: 'Terminated' });
  Object.assign(other, { clientId: 7, status: 'Active' });
  state.invoices = state.invoices.filter(({ clientId }) => clientId !== 6);
  const invoice = plantInvoice(at.sandbox, { clientId: 6, dueDate: day(-1), cents: 1_250 });
  plantInvoice(at.sandbox, { clientId: 7, dueDate: day(-1), cents: 9_999 });
  plantPayment(at.sandbox, { clientId: 6, date: `${day()} 09:00:00`, amountIn: 700 });
  const { answer, rows } = await asked(at, 'whmcs_account_overview', { clientid: 6 });
  expect(answer).not.toHaveProperty('partial');
  expect(answer.client).toMatchObject({ id: 6, currency_code: 'EUR' });
  expect(answer.owed).toMatchObject({ numoverdueinvoices: 1, overdueinvoicesbalance: '€12.50 EUR' });
  expect(answer.counts).toMatchObject({ services: { open: 1, ended: 1 }, unpaid_invoices: 1 });
  expect(rows('services').map(({ id }) => id)).toEqual([service.id]);
  expect(rows('unpaid_invoices').map(({ id }) => id)).toEqual([invoice.id]);
  expect(rows('last_payments')[0]).toMatchObject({ amountin: '7.00' });
});
