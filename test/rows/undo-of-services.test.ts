import { expect, test } from 'vitest';
import type { CallOf } from '../../src/catalog/index.js';
import type { State } from '../../src/sandbox/index.js';
import { reversal, staged, the } from './stage.js';

const SERVICE = 101;
const serviceIn = (state: State) => the(state.services, ({ id }) => id === SERVICE);

async function undone(call: CallOf) {
  const stage = await staged();
  const { state } = stage.sandbox;
  const former = structuredClone({ services: state.services, addons: state.addons });
  const kept = await stage.keep(call);
  const result = await stage.make(call);
  const back = reversal(call, kept, result);
  if (typeof back === 'string') throw new Error(back);
  const changed = structuredClone({ services: state.services, addons: state.addons });
  expect(changed).not.toEqual(former);
  await stage.make(back);
  return { state, former, back, result };
}

test('all that the record of a service shows comes back, what was empty too', async () => {
  const { state, former, back } = await undone({
    tool: 'whmcs_update_client_product',
    args: {
      serviceid: SERVICE,
      pid: 3,
      serverid: 2,
      regdate: '2020-01-02',
      nextduedate: '2027-01-02',
      domain: 'changed.example.com',
      firstpaymentamount: '0',
      recurringamount: '99.99',
      paymentmethod: 'paypal',
      billingcycle: 'Annually',
      subscriptionid: 'I-1',
      status: 'Suspended',
      notes: 'Changed & "noted"',
      serviceusername: 'changed',
      overideautosuspend: true,
      ns1: 'ns1.example.net',
      ns2: 'ns2.example.net',
      dedicatedip: '192.0.2.7',
      assignedips: '192.0.2.8',
      diskusage: 1,
      disklimit: 2,
      bwusage: 3,
      bwlimit: 4,
      suspendreason: 'Changed',
      promoid: 2,
      customfields: { 1: 'changed' },
    },
  });
  expect({ services: state.services, addons: state.addons }).toEqual(former);
  expect(back.leaves).toBe(undefined);
  expect(back.args.unset).toEqual(
    expect.arrayContaining(['ns1', 'ns2', 'dedicatedip', 'assignedips', 'notes', 'suspendreason']),
  );
});

test('fields that were emptied are filled again, and a price of the list is taken back', async () => {
  const emptied = await undone({
    tool: 'whmcs_update_client_product',
    args: { serviceid: SERVICE, unset: ['domain', 'serviceusername', 'subscriptionid', 'ns1'] },
  });
  expect(emptied.state.services).toEqual(emptied.former.services);
  const recalculated = await undone({
    tool: 'whmcs_update_client_product',
    args: { serviceid: SERVICE, pid: 2, autorecalc: true },
  });
  expect(recalculated.state.services).toEqual(recalculated.former.services);
});

test('a password is neither kept nor promised back', async () => {
  const stage = await staged();
  const { password } = serviceIn(stage.sandbox.state);
  const call = {
    tool: 'whmcs_update_client_product',
    args: { serviceid: SERVICE, servicepassword: 'another-one', unset: ['ns1'] },
  };
  const kept = await stage.keep(call);
  expect(JSON.stringify(kept)).not.toContain(password);
  expect(JSON.stringify(kept)).not.toContain('another-one');
  expect(reversal(call, kept, await stage.make(call))).toMatch(/a person can set it/);
});

test('an addon gets back what it had, by the service that it is on', async () => {
  const { sandbox } = await staged();
  const { id, serviceId } = the(sandbox.state.addons);
  const { state, former, back } = await undone({
    tool: 'whmcs_update_client_addon',
    args: {
      id,
      serviceid: serviceId,
      status: 'Cancelled',
      addonid: 2,
      name: 'Changed',
      setupfee: '9.00',
      recurring: '9.00',
      billingcycle: 'Annually',
      nextduedate: '2027-01-02',
    },
  });
  expect(state.addons).toEqual(former.addons);
  expect(back).toMatchObject({ tool: 'whmcs_update_client_addon', args: { id, serviceid: serviceId } });
});

test('an order ends as Cancelled with its invoice, and so does an upgrade that is not paid', async () => {
  for (const call of [
    {
      tool: 'whmcs_add_order',
      args: { clientid: 2, paymentmethod: 'paypal', items: [{ pid: 1, billingcycle: 'monthly' }] },
    },
    {
      tool: 'whmcs_upgrade_product',
      args: { serviceid: SERVICE, type: 'product', newproductid: 3, paymentmethod: 'paypal' },
    },
  ]) {
    const stage = await staged();
    const { state } = stage.sandbox;
    const product = serviceIn(state).productId;
    const result = await stage.make(call);
    const back = reversal(call, {}, result);
    if (typeof back === 'string') throw new Error(back);
    await stage.make(back);
    expect(the(state.orders, ({ id }) => id === Number(result.orderid)).status).toBe('Cancelled');
    expect(the(state.invoices, ({ id }) => id === Number(result.invoiceid)).status).toBe('Cancelled');
    expect([serviceIn(state).productId, state.upgrades]).toEqual([product, []]);
  }
});

test('an upgrade that cost nothing is told as done, and not undone by a call', async () => {
  const stage = await staged();
  const { state } = stage.sandbox;
  serviceIn(state).recurring = 9900;
  const credit = the(state.clients, ({ id }) => id === serviceIn(state).clientId).credit;
  const call = {
    tool: 'whmcs_upgrade_product',
    args: { serviceid: SERVICE, type: 'product', newproductid: 3, paymentmethod: 'paypal' },
  };
  const prior = await stage.prior(call);
  const result = await stage.make(call);
  expect(serviceIn(state).productId).toBe(3);
  expect(the(state.clients, ({ id }) => id === serviceIn(state).clientId).credit).toBeGreaterThan(credit);
  expect(reversal(call, {}, result)).toMatch(/carried out at once/);
  expect(await stage.lookUp(call, prior)).toMatchObject({ done: true, says: 'service 101 has product 3' });
  expect(await stage.lookUp(call)).toMatchObject({ done: undefined });
});
