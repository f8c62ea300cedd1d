import { expect, test } from 'vitest';
import type { Values } from '../../src/catalog/index.js';
import { invoice } from './cases.js';
import { catalog, staged, the, toolNamed } from './stage.js';

const tool = toolNamed('whmcs_add_payment');
const at = {
  dateFormat: 'DD/MM/YYYY' as const,
  timezone: 'UTC',
  now: () => new Date('2026-03-02T09:30:00Z'),
  password: () => '',
};

function valuesOf(args: Record<string, unknown>): Values {
  const parsed = tool.parse(args);
  if ('problems' in parsed) throw new Error(parsed.problems.join());
  return parsed.values;
}

const transidOf = (args: Record<string, unknown>) => String(tool.encode(valuesOf(args), at).transid);
const payment = { invoiceid: 3001, gateway: 'paypal', amount: '5.00' };

test('a payment without a transaction id makes the same one each time, and another payment another', () => {
  const id = transidOf(payment);
  expect(id).toMatch(/^mcp-[0-9a-f]{20}$/);
  expect(transidOf({ ...payment, amount: 5, noemail: true, fees: '0.10' })).toBe(id);
  const day = transidOf({ ...payment, date: '2026-03-02 09:30:00' });
  expect(transidOf({ ...payment, date: '2026-03-02 17:45:10' })).toBe(day);
  const others = [
    { ...payment, invoiceid: 3002 },
    { ...payment, amount: '5.01' },
    { ...payment, gateway: 'stripe' },
    { ...payment, date: '2026-03-03 09:30:00' },
  ].map(transidOf);
  expect(new Set([id, day, ...others]).size).toBe(6);
  expect(transidOf({ ...payment, transid: 'T-1' })).toBe('T-1');
  // To repeat a payment on purpose takes a transaction of its own: a lost one may have been booked.
  expect(transidOf({ ...payment, repeat_of: 'call-1' })).toBe(id);
});

test('the check, the turn and the read-back all use the id that is sent', async () => {
  const stage = await staged();
  const call = {
    tool: tool.name,
    args: { invoiceid: invoice(stage.sandbox.state).id, gateway: 'paypal', amount: '2.00' },
  };
  const values = valuesOf(call.args);
  const id = transidOf(call.args);
  expect(tool.turn?.(values)).toBe(id);
  const check = the(tool.before, (one) => one.action === 'GetTransactions');
  expect(check.params(values)).toEqual({ transid: id });

  expect(await stage.lookUp(call)).toMatchObject({ done: false });
  await stage.make(call);
  const { transactions } = stage.sandbox.state;
  expect(transactions.at(-1)).toMatchObject({ transId: id, invoiceId: call.args.invoiceid });
  expect(await stage.lookUp(call)).toEqual({
    done: true,
    says: `the payment is recorded on invoice ${call.args.invoiceid} as transaction ${transactions.at(-1)?.id}`,
  });
  const reply = {
    transactions: {
      transaction: [{ transid: id.toUpperCase(), invoiceid: '7', date: '2026-03-02 09:30:00' }],
    },
  };
  expect(check.refuse(reply, values)).toMatchObject({
    code: 'duplicate_call',
    message: expect.stringMatching(/already recorded on invoice 7.*If this is another payment, give/),
  });
  expect(check.refuse(reply, { ...values, transid: 'T-2' })).toBe(undefined);
});

test('an id that WHMCS may spell otherwise, or one on another invoice, leaves the payment open', async () => {
  const stage = await staged();
  const args = { invoiceid: invoice(stage.sandbox.state).id, gateway: 'paypal', amount: '2.00' };
  const odd = { tool: tool.name, args: { ...args, transid: 'A & B' } };
  expect((await stage.lookUp(odd))?.done).toBe(undefined);
  await stage.make(odd);
  expect((await stage.lookUp(odd))?.done).toBe(true);
  const other = { tool: tool.name, args: { ...odd.args, invoiceid: args.invoiceid + 1 } };
  expect((await stage.lookUp(other))?.done).toBe(undefined);
});

test('every tool that is no read can be repeated on purpose, which is sent nowhere and changes nothing', () => {
  for (const one of catalog.values()) {
    const { properties } = one.listing.inputSchema;
    expect('repeat_of' in Object(properties), one.name).toBe(
      one.risk !== 'read' || one.name === 'whmcs_call_action',
    );
  }
  const repeated = { ...payment, transid: 'T', repeat_of: 'call-1' };
  expect(tool.encode(valuesOf(repeated), at)).not.toHaveProperty('repeat_of');
  expect(tool.parse({ ...payment, repeat_of: 'x'.repeat(41) })).toHaveProperty('problems');
  expect(tool.parse({ ...payment, repeat_of: '' })).toHaveProperty('problems');
  expect(toolNamed('whmcs_update_client').parse({ clientid: 1, repeat_of: 'call-1' })).toEqual({
    problems: [expect.stringContaining('nothing to change')],
  });
});

test('an invoice is not set Paid or Refunded by hand: no transaction would show the money', () => {
  for (const status of ['Paid', 'Refunded'])
    expect(toolNamed('whmcs_update_invoice').parse({ invoiceid: 1, status })).toHaveProperty('problems');
});
