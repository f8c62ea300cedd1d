import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { ask } from './caller.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
});

const ORDER = { clientid: 2, paymentmethod: 'paypal' };
const UPGRADE = { serviceid: 101, type: 'product', newproductid: 3, paymentmethod: 'paypal' };

describe('an order', () => {
  it('takes a single text for the first place of a list, and leaves out what the shop does not have', async () => {
    const made = await ask(sandbox, 'AddOrder', {
      ...ORDER,
      'pid[0]': 99,
      'pid[1]': 1,
      'domain[1]': 'a.example',
    });
    const { services } = sandbox.state;
    expect(services.filter(({ orderId }) => orderId === Number(made.orderid))).toMatchObject([
      { productId: 1, domain: 'a.example', status: 'Pending', billingCycle: 'Monthly' },
    ]);
    const single = await ask(sandbox, 'AddOrder', { ...ORDER, pid: 2, billingcycle: 'annually' });
    expect(services.find(({ orderId }) => orderId === Number(single.orderid))?.recurring).toBe(11950);
  });

  it('of nothing, for nobody, for somebody closed or by no gateway is refused, and leaves no trace', async () => {
    const closed = sandbox.state.clients[4];
    if (closed !== undefined) closed.status = 'Closed';
    const orders = sandbox.state.orders.length;
    for (const [fields, says] of [
      [ORDER, 'No items added to cart'],
      [{ ...ORDER, clientid: 9999, pid: 1 }, 'Client ID Not Found'],
      [{ ...ORDER, clientid: closed?.id ?? 0, pid: 1 }, 'client status is Closed'],
      [{ ...ORDER, paymentmethod: 'pigeon', pid: 1 }, 'Invalid Payment Method'],
    ] as const)
      expect((await ask(sandbox, 'AddOrder', fields)).message).toContain(says);
    expect(sandbox.state.orders).toHaveLength(orders);
    expect(sandbox.mails).toEqual([]);
  });

  it('mails twice, once or not at all, and makes an invoice unless it must not', async () => {
    const mails = async (fields: Record<string, number>) => {
      const before = sandbox.mails.length;
      const { invoiceid } = await ask(sandbox, 'AddOrder', { ...ORDER, pid: 1, ...fields });
      return [sandbox.mails.length - before, invoiceid !== undefined];
    };
    expect(await mails({})).toEqual([2, true]);
    expect(await mails({ noemail: 1 })).toEqual([1, true]);
    expect(await mails({ noemail: 1, noinvoiceemail: 1 })).toEqual([0, true]);
    expect(await mails({ noemail: 1, noinvoice: 1 })).toEqual([0, false]);
  });
});

describe('an upgrade', () => {
  it('that is only calculated changes nothing, whatever word PHP takes for true', async () => {
    const { price, upgradeinprogress } = await ask(sandbox, 'UpgradeProduct', {
      ...UPGRADE,
      calconly: 'false',
    });
    expect([price, upgradeinprogress]).toEqual([expect.stringMatching(/^€\d+\.\d\d EUR$/), 0]);
    expect(sandbox.requests.some(({ effect }) => effect)).toBe(false);
  });

  it('waits for its invoice, refuses a second one meanwhile, and is carried out by the payment', async () => {
    const { invoiceid } = await ask(sandbox, 'UpgradeProduct', UPGRADE);
    expect(await ask(sandbox, 'UpgradeProduct', UPGRADE)).toMatchObject({
      message: 'Unable to accept upgrade order. Previous upgrade invoice for service is still unpaid.',
    });
    const service = sandbox.state.services.find(({ id }) => id === 101);
    expect(service?.productId).toBe(1);
    const { balance } = await ask(sandbox, 'GetInvoice', { invoiceid: Number(invoiceid) });
    await ask(sandbox, 'AddInvoicePayment', {
      invoiceid: Number(invoiceid),
      transid: 'T1',
      gateway: 'paypal',
      amount: String(balance),
      date: '2026-03-02 09:00:00',
    });
    expect(service).toMatchObject({ productId: 3, recurring: 2495 });
    expect(sandbox.state.upgrades).toEqual([]);
  });
});

it('a service keeps what is sent empty; unset alone empties it', async () => {
  await ask(sandbox, 'UpdateClientProduct', { serviceid: 101, domain: '', notes: 'x' });
  const service = sandbox.state.services.find(({ id }) => id === 101);
  expect(service).toMatchObject({ domain: 'kessler-101.example', notes: 'x' });
  await ask(sandbox, 'UpdateClientProduct', { serviceid: 101, 'unset[0]': 'domain' });
  expect(service?.domain).toBe('');
});
