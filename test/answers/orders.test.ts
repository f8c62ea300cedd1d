import { expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { answering, asked } from './stage.js';

test('open orders are told with what each waits for; those that are done are not', async () => {
  const at = await answering();
  const { state } = at.sandbox;
  const pending = state.orders.find(({ id }) => id === LANDMARKS.pendingOrder);
  const invoice = state.invoices.find(({ id }) => id === pending?.invoiceId);
  const done = state.orders.find(({ status }) => status === 'Active');
  if (!pending || !invoice || !done) throw new Error('the company lacks them');
  const before = await asked(at, 'whmcs_open_orders');
  const waits = (rows: Record<string, unknown>[], order: number) =>
    rows.find(({ id }) => id === order)?.waits_for;
  expect(waits(before.rows('orders'), pending.id)).toBe('its invoice is Unpaid');
  expect(waits(before.rows('orders'), done.id)).toBeUndefined();
  invoice.status = 'Paid';
  const after = await asked(at, 'whmcs_open_orders', { clientid: pending.clientId });
  expect(waits(after.rows('orders'), pending.id)).toBe('paid, waits to be accepted');
  expect(after.answer.pending).toBe(1);
});
