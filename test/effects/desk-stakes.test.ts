import { describe, expect, test } from 'vitest';
import type { Body, ReadAction } from '../../src/catalog/index.js';
import type { Sandbox } from '../../src/sandbox/index.js';
import { everyTool } from '../every-tool.js';
import { sandboxed } from '../harness.js';
import { ask as askSandbox } from '../sandbox/caller.js';

function callOf(sandbox: Sandbox, name: string, args: Body) {
  const tool = everyTool().get(name);
  const parsed = tool?.parse(args);
  if (tool === undefined || parsed === undefined || 'problems' in parsed)
    throw new Error(`${name}: ${JSON.stringify(parsed)}`);
  const ask = (action: ReadAction, params: Body) =>
    askSandbox(sandbox, action, params as Record<string, string>);
  return { tool, call: { values: parsed.values, ask, now: new Date() } };
}

async function stakeOf(sandbox: Sandbox, name: string, args: Body): Promise<number> {
  const { tool, call } = callOf(sandbox, name, args);
  return Number((await tool.money?.(call))?.amount);
}

async function effectsOf(sandbox: Sandbox, name: string, args: Body): Promise<readonly string[]> {
  const { tool, call } = callOf(sandbox, name, args);
  return tool.readEffects(call);
}

/** The client's tax. */
const TAX = 1.21;
const upTo = (amount: number) => Math.ceil(Number((amount * TAX * 100).toFixed(6))) / 100;

/** Kessler's: 5.95 a month, next due on 2026-03-26. */
const SERVICE = 101;
const update = (changes: Body) => ({ serviceid: SERVICE, ...changes });

describe('the terms of a service', () => {
  test.each<[string, Body, number]>([
    ['a date a week later', { nextduedate: '2026-04-02' }, upTo(5.95)],
    ['a date a year later: twelve payments and more', { nextduedate: '2027-03-26' }, upTo(14 * 5.95)],
    ['a date earlier', { nextduedate: '2026-03-01' }, upTo(5.95)],
    ['a price below', { recurringamount: '0.01' }, upTo(5.95)],
    ['a price above', { recurringamount: '100' }, upTo(100)],
    ['a larger product at the old price', { pid: 3 }, upTo(24.95)],
    ['a longer cycle at the old price', { billingcycle: 'Annually' }, upTo(59.5)],
    ['nothing that costs', { notes: 'x', domain: 'example.com' }, 0],
    ['what it has already', { recurringamount: '5.95', nextduedate: '2026-03-26', pid: 1 }, 0],
  ])('%s', async (_what, changes, due) => {
    const sandbox = await sandboxed();
    expect(await stakeOf(sandbox, 'whmcs_update_client_product', update(changes))).toBe(due);
  });

  test.each([{ promoid: 1 }, { disklimit: 9 }, { configoptions: [{ id: 1, optionid: 2 }] }])(
    '%j has no amount that could be told',
    async (changes) => {
      const sandbox = await sandboxed();
      const stake = stakeOf(sandbox, 'whmcs_update_client_product', update(changes));
      await expect(stake).rejects.toThrow('does not show');
    },
  );

  test('are money; where it is reached is control; a password is a secret that does not come back', async () => {
    const sandbox = await sandboxed();
    const effects = (changes: Body) => effectsOf(sandbox, 'whmcs_update_client_product', update(changes));
    expect(await effects({ notes: 'x' })).toEqual([]);
    expect(await effects({ nextduedate: '2026-03-26', status: 'Active' })).toEqual([]);
    expect(await effects({ nextduedate: '2026-03-27' })).toEqual(['money']);
    expect(await effects({ overideautosuspend: true })).toEqual(['money']);
    expect(await effects({ serverid: 2 })).toEqual(['control']);
    expect(await effects({ customfields: { 1: 'x' } })).toEqual(['control']);
    expect(await effects({ unset: ['serviceusername'] })).toEqual(['control', 'secret']);
    expect(await effects({ unset: ['subscriptionid'] })).toEqual(['money']);
    expect(await effects({ servicepassword: 'x' })).toEqual(['control', 'irreversible', 'secret']);
    expect(await effects({ suspendreason: 'x' })).toEqual(['mail']);
    expect(await effects({ regdate: '2020-01-01' })).toEqual(['impersonation']);
  });
});

describe('an upgrade', () => {
  const up = (newproductid: number) => ({
    serviceid: SERVICE,
    type: 'product',
    newproductid,
    newproductbillingcycle: 'monthly',
    paymentmethod: 'paypal',
  });

  test('counts what it costs each month from then on, whatever WHMCS asks for the rest of this one', async () => {
    const sandbox = await sandboxed();
    expect(await stakeOf(sandbox, 'whmcs_upgrade_product', up(3))).toBe(upTo(24.95));
    expect(await effectsOf(sandbox, 'whmcs_upgrade_product', up(3))).toEqual(['mail', 'money']);
    expect(sandbox.requests.some(({ effect }) => effect)).toBe(false);
  });

  test('that costs nothing, or that credit may pay, is done at once', async () => {
    const sandbox = await sandboxed();
    const service = sandbox.state.services.find(({ id }) => id === SERVICE);
    const atOnce = ['mail', 'money', 'provisioning', 'irreversible'];
    if (service !== undefined) service.recurring = 9900;
    expect(await effectsOf(sandbox, 'whmcs_upgrade_product', up(3))).toEqual(atOnce);
    expect(await stakeOf(sandbox, 'whmcs_upgrade_product', up(3))).toBe(upTo(99));
    const rich = sandbox.state.clients.find(({ id }) => id === service?.clientId);
    if (service !== undefined) service.recurring = 595;
    if (rich !== undefined) rich.credit = 1;
    expect(await effectsOf(sandbox, 'whmcs_upgrade_product', up(3))).toEqual(atOnce);
  });

  test('has no amount where the price is written in a way that its currency is not', async () => {
    const sandbox = await sandboxed();
    const [currency] = sandbox.state.currencies;
    if (currency !== undefined) currency.format = 3;
    await expect(stakeOf(sandbox, 'whmcs_upgrade_product', up(3))).rejects.toThrow('does not show');
  });
});

describe('an order', () => {
  const order = (...items: Body[]) => ({ clientid: 2, paymentmethod: 'paypal', items });

  test.each<[string, Body[], number]>([
    ['one product', [{ pid: 1, billingcycle: 'monthly' }], 5.95],
    ['several of it', [{ pid: 1, billingcycle: 'annually', qty: 3 }], 178.5],
    ['the first cycle where it names none', [{ pid: 7 }], 49],
    ['a domain', [{ domain: 'a.example', domaintype: 'register', regperiod: 2 }], 24.9],
    [
      'both at once',
      [{ pid: 1, billingcycle: 'monthly', domain: 'a.shop.example', domaintype: 'register' }],
      34.95,
    ],
    ['a price of its own below the list', [{ pid: 6, billingcycle: 'monthly', priceoverride: '0' }], 45],
    ['a price of its own above the list', [{ pid: 1, billingcycle: 'monthly', priceoverride: '400' }], 400],
  ])('%s', async (_what, items, due) => {
    const sandbox = await sandboxed();
    expect(await stakeOf(sandbox, 'whmcs_add_order', order(...items))).toBe(upTo(due));
  });

  test('of what no list has a price for has no amount', async () => {
    const sandbox = await sandboxed();
    for (const item of [
      { pid: 1, addons: [1] },
      { pid: 1, billingcycle: 'quarterly' },
      { pid: 1, configoptions: [{ id: 9, value: 1 }] },
      { domain: 'a.example', domaintype: 'register', idprotection: true },
    ])
      await expect(stakeOf(sandbox, 'whmcs_add_order', order(item))).rejects.toThrow('do not tell');
  });

  test('mails unless both mails are switched off', async () => {
    const sandbox = await sandboxed();
    const effects = (more: Body) => effectsOf(sandbox, 'whmcs_add_order', { ...order({ pid: 1 }), ...more });
    expect(await effects({})).toEqual(['mail', 'money']);
    expect(await effects({ noemail: true })).toEqual(['mail', 'money']);
    expect(await effects({ noemail: true, noinvoiceemail: true })).toEqual(['money']);
    expect(await effects({ noemail: true, noinvoice: true })).toEqual(['money']);
    expect(await effects({ noemail: true, noinvoice: true, contactid: 1, clientip: '192.0.2.1' })).toEqual([
      'money',
      'control',
      'impersonation',
    ]);
  });
});

describe('an addon', () => {
  test('counts what it costs before and after, and no other addon by its id', async () => {
    const sandbox = await sandboxed();
    const [addon] = sandbox.state.addons;
    const args = (changes: Body) => ({ id: addon?.id, serviceid: addon?.serviceId, ...changes });
    const stake = (changes: Body) => stakeOf(sandbox, 'whmcs_update_client_addon', args(changes));
    expect(await stake({ recurring: '1.00' })).toBe(upTo(3));
    expect(await stake({ recurring: '7.00' })).toBe(upTo(7));
    expect(await stake({ notes: 'x' })).toBe(0);
    await expect(stake({ autorecalc: true })).rejects.toThrow('does not show');
    await expect(stake({ id: 2, recurring: '1.00' })).rejects.toThrow('no such addon');
  });
});

describe('the record of a domain', () => {
  /** O'Brien's, renewed every year. */
  const DOMAIN = 202;
  const change = (changes: Body) => ({ domainid: DOMAIN, ...changes });
  const held = ({ state }: Sandbox) => {
    const domain = state.domains.find(({ id }) => id === DOMAIN);
    if (domain === undefined) throw new Error('there is no such domain');
    return domain;
  };

  test('counts what it costs before and after, what the list asks, and what is not charged', async () => {
    const sandbox = await sandboxed();
    const domain = held(sandbox);
    domain.nextDueDate = '2026-04-01';
    [domain.recurring, domain.firstPayment] = [1000, 500];
    const stake = (changes: Body) => stakeOf(sandbox, 'whmcs_update_client_domain', change(changes));
    expect(await stake({ notes: 'x' })).toBe(0);
    expect(await stake({ nextduedate: '2026-04-01', recurringamount: '10.00' })).toBe(0);
    expect(await stake({ recurringamount: '0.01' })).toBe(upTo(10));
    expect(await stake({ recurringamount: '80' })).toBe(upTo(80));
    expect(await stake({ nextduedate: '2026-04-20' })).toBe(upTo(10));
    expect(await stake({ nextduedate: '2029-03-01' })).toBe(upTo(30));
    expect(await stake({ donotrenew: true })).toBe(upTo(10));
    expect(await stake({ autorecalc: true })).toBeGreaterThanOrEqual(upTo(10));
    await expect(stake({ promoid: 1 })).rejects.toThrow('does not show');
    await expect(stake({ idprotection: !domain.idProtection })).rejects.toThrow('does not show');
    await expect(stake({ regperiod: 9 })).rejects.toThrow('no price');
  });

  test('is money; its name and registrar are control; name servers reach the registrar; dates are told otherwise', async () => {
    const sandbox = await sandboxed();
    const domain = held(sandbox);
    const effects = (changes: Body) => effectsOf(sandbox, 'whmcs_update_client_domain', change(changes));
    expect(await effects({ notes: 'x' })).toEqual([]);
    expect(await effects({ status: domain.status, donotrenew: domain.doNotRenew })).toEqual([]);
    expect(await effects({ domain: domain.name.toUpperCase(), registrar: domain.registrar })).toEqual([]);
    expect(await effects({ nextduedate: '2030-01-01' })).toEqual(['money']);
    expect(await effects({ donotrenew: !domain.doNotRenew })).toEqual(['money']);
    expect(await effects({ domain: 'other.example' })).toEqual(['control']);
    expect(await effects({ registrar: 'email' })).toEqual(['control']);
    expect(await effects({ regdate: '2020-01-01' })).toEqual(['impersonation']);
    expect(await effects({ expirydate: '2030-01-01' })).toEqual(['money', 'impersonation']);
    expect(
      await effects({ notes: 'x', updatens: true, ns1: 'ns1.example.net', ns2: 'ns2.example.net' }),
    ).toEqual(['control', 'registrar']);
  });

  test('ID protection costs where it is not on, and shows the holder to everybody where it is switched off', async () => {
    const sandbox = await sandboxed();
    const domain = held(sandbox);
    const name = 'whmcs_update_domain_id_protection';
    domain.idProtection = false;
    expect(await effectsOf(sandbox, name, change({ idprotect: true }))).toEqual(['money', 'registrar']);
    await expect(stakeOf(sandbox, name, change({ idprotect: true }))).rejects.toThrow('does not show');
    domain.idProtection = true;
    expect(await effectsOf(sandbox, name, change({ idprotect: true }))).toEqual(['registrar']);
    expect(await stakeOf(sandbox, name, change({ idprotect: true }))).toBe(0);
    expect(await effectsOf(sandbox, name, change({ idprotect: false }))).toEqual(['disclosure', 'registrar']);
  });
});
