import { expect, test } from 'vitest';
import { staged } from './stage.js';

const order = (item: Record<string, unknown>, paymentmethod = 'paypal') => ({
  tool: 'whmcs_add_order',
  args: { clientid: 2, paymentmethod, items: [item] },
});
const SITE = { pid: 1, billingcycle: 'monthly', domain: 'a.example' };

test('a lost order is not taken for another one that its client placed at the same time', async () => {
  const { make, lookUp } = await staged();
  const { orderid } = await make(order(SITE));
  expect(await lookUp(order(SITE))).toEqual({ done: true, says: `the order is there: order ${orderid}` });
  for (const other of [
    order({ ...SITE, domain: 'b.example' }),
    order({ ...SITE, qty: 2 }),
    order({ ...SITE, domaintype: 'register' }),
    order(SITE, 'banktransfer'),
  ])
    expect((await lookUp(other))?.done, JSON.stringify(other.args)).toBe(undefined);
});

test('a lost request to end a service is told by its service, its kind and its reason', async () => {
  const { make, lookUp, sandbox } = await staged();
  const request = (type: string, cancelreason: string, serviceid = 101) => ({
    tool: 'whmcs_add_cancel_request',
    args: { serviceid, type, cancelreason },
  });
  await make(request('Immediate', 'We move'));
  expect((await lookUp(request('Immediate', 'We move')))?.done).toBe(true);
  expect((await lookUp(request('End of Billing Period', 'We move')))?.done).toBe(undefined);
  expect((await lookUp(request('Immediate', 'We stay')))?.done).toBe(undefined);
  expect((await lookUp(request('Immediate', 'We move', 103)))?.done).toBe(false);
  expect(sandbox.state.cancelRequests.at(-1)).toMatchObject({ serviceId: 101, type: 'Immediate' });
});
