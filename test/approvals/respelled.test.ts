import { expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { idIn, openInstallation } from './installation.js';

const ASK = {
  version: '1',
  default: 'allow',
  classes: { financial: { require_approval: {} }, write: { require_approval: {} } },
};

async function unpaid() {
  const installation = await openInstallation(ASK);
  const invoice = installation.sandbox.state.invoices.find((one) => one.status === 'Unpaid');
  return { installation, agent: await installation.agent(), invoiceid: Number(invoice?.id) };
}

test.each([
  ['repeat_of', { repeat_of: 'a' }],
  ['no fees', { fees: '0.00' }],
  ['a default', { noemail: false }],
  ['letter case', { transid: 't1' }],
  ['a blank', { transid: 'T1 ' }],
  ['places', { amount: 10 }],
])('a no holds for the same payment with %s', async (_what, variant) => {
  const { installation, agent, invoiceid } = await unpaid();
  const pay = { invoiceid, gateway: 'banktransfer', amount: '10.00', transid: 'T1' };
  const id = idIn(await agent.call('whmcs_add_payment', pay));
  await installation.command('approvals', 'deny', id, 'no such transfer');
  const again = await agent.call('whmcs_add_payment', { ...pay, ...variant });
  expect(again.code).toBe('approval_denied');
  expect(idIn(again)).toBe(id);
  // What differs in more than its spelling is another call.
  expect((await agent.call('whmcs_add_payment', { ...pay, amount: '10.01' })).code).toBe('approval_required');
});

test('two spellings of one payment are one request, and only the one that was shown is sent', async () => {
  const { installation, agent, invoiceid } = await unpaid();
  const pay = { invoiceid, gateway: 'banktransfer', amount: '1.00' };
  const id = idIn(await agent.call('whmcs_add_payment', pay));
  const respelled = await agent.call('whmcs_add_payment', { ...pay, fees: '0.00' });
  expect(respelled.code).toBe('duplicate_call');
  expect(idIn(respelled)).toBe(id);
  await installation.command('approvals', 'approve', id);
  expect((await agent.call('whmcs_add_payment', { ...pay, fees: '0.00' })).code).toBe('duplicate_call');
  expect(installation.arrived('AddInvoicePayment')).toEqual([]);
  expect((await agent.call('whmcs_add_payment', pay)).isError).toBe(false);
  expect((await agent.call('whmcs_add_payment', { ...pay, fees: '0.00' })).code).toBe('duplicate_call');
  expect(installation.arrived('AddInvoicePayment')).toHaveLength(1);
});

test('what an update leaves as it is when it is absent is another call than false or empty', async () => {
  const { installation, agent } = await unpaid();
  const change = { clientid: LANDMARKS.clientWithCredit, city: 'Exampletown' };
  const id = idIn(await agent.call('whmcs_update_client', change));
  await installation.command('approvals', 'deny', id);
  const other = await agent.call('whmcs_update_client', { ...change, taxexempt: false });
  expect(other.code).toBe('approval_required');
});

test.each(['EVE@evil.example', 'eve@evil.example.'])(
  'a no to an address holds for its other spelling %s',
  async (email) => {
    const { installation, agent } = await unpaid();
    const change = { clientid: LANDMARKS.clientWithCredit, email: 'eve@evil.example' };
    const id = idIn(await agent.call('whmcs_update_client', change));
    await installation.command('approvals', 'deny', id);
    const again = await agent.call('whmcs_update_client', { ...change, email });
    expect([again.code, idIn(again)]).toEqual(['approval_denied', id]);
  },
);

test('an address with a sign that nobody sees is none', async () => {
  const { agent } = await unpaid();
  const change = { clientid: LANDMARKS.clientWithCredit, email: 'eve@evil\u200b.example' };
  expect((await agent.call('whmcs_update_client', change)).code).toBe('invalid_arguments');
});
