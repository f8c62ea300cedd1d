import { expect, test } from 'vitest';
import { kindOf } from '../../src/catalog/index.js';
import { openGate } from '../../src/whmcs/clearance.js';

const upgrade = { serviceid: 101, type: 'product', newproductid: 2, paymentmethod: 'paypal' };

test('an upgrade is a read where WHMCS only calculates it, and a write in every other spelling', () => {
  expect(kindOf('UpgradeProduct', { ...upgrade, calconly: true })).toBe('read');
  expect(kindOf('upgradeproduct', { ...upgrade, calconly: true })).toBe('read');
  for (const calconly of [undefined, false, 1, '1', 'true', 'false', '', [true], { 0: true }])
    expect(kindOf('UpgradeProduct', { ...upgrade, calconly }), String(calconly)).toBe('write');
  expect(kindOf('UpgradeProduct', Object.create({ calconly: true }))).toBe('write');
  expect(kindOf('UpgradeProduct')).toBe('write');
});

test('no other action becomes a read by that parameter', () => {
  for (const action of ['AddOrder', 'ModuleTerminate', 'DeleteClient', 'AddInvoicePayment'])
    expect(kindOf(action, { calconly: true }), action).toBe('write');
  expect(kindOf('GetNothing', { calconly: true })).toBe(undefined);
});

test('a read is cleared with it alone, and what leaves holds it', () => {
  const { clear, clearRead, redeem } = openGate(kindOf);
  expect(() => clearRead({ action: 'UpgradeProduct', params: upgrade })).toThrow(/more than read/);
  const cleared = redeem(clearRead({ action: 'UpgradeProduct', params: { ...upgrade, calconly: true } }));
  expect(cleared).toMatchObject({ write: false, form: expect.stringContaining('calconly=1') });
  expect(redeem(clear({ action: 'UpgradeProduct', slow: true, params: upgrade })).write).toBe(true);
});
