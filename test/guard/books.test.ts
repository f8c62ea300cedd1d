import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ALLOW_ALL,
  credentialsFor,
  done,
  inProcess,
  policyFile,
  sandboxed,
  temporaryFolder,
} from '../harness.js';

// Money that goes back, is given or is charged, under a policy that lets everything through.

async function start() {
  const sandbox = await sandboxed();
  const agent = await inProcess({
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(ALLOW_ALL),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
  });
  const { state } = sandbox;
  const payment = state.transactions.find(
    ({ amountIn, invoiceId }) =>
      amountIn > 1000 && state.transactions.filter((one) => one.invoiceId === invoiceId).length === 1,
  );
  if (payment === undefined) throw new Error('the sandbox has no such payment');
  const refund = (amountout: string, transid: string) =>
    agent.call('whmcs_add_transaction', {
      userid: payment.clientId,
      invoiceid: payment.invoiceId,
      paymentmethod: 'paypal',
      amountout,
      transid,
    });
  return { sandbox, state, agent, payment, refund };
}

describe('a refund', () => {
  test('is booked once: again, under its own id or another one, it goes no further than a person', async () => {
    const { state, refund, payment } = await start();
    const first = done(await refund('5.00', 'R-1'));
    const booked = state.transactions.find(({ id }) => id === first.transactionid);
    expect(booked).toMatchObject({ transId: 'R-1', amountOut: 500, invoiceId: payment.invoiceId });
    const count = state.transactions.length;
    expect((await refund('5.00', 'R-1')).code).toBe('duplicate_call');
    expect((await refund('5.0', 'R-1')).code).toBe('duplicate_call');
    const twin = await refund('5.00', 'R-2');
    expect(twin.code).toBe('approval_required');
    expect(twin.text).toContain(
      `5.00 went back on invoice ${payment.invoiceId} already: transaction ${booked?.id}`,
    );
    expect(state.transactions).toHaveLength(count);
  });

  test('of more than is left of what came in goes only past a person', async () => {
    const { state, refund, payment } = await start();
    const more = await refund(((payment.amountIn + 1) / 100).toFixed(2), 'R-3');
    expect([more.code, more.text]).toEqual([
      'approval_required',
      expect.stringContaining('is more than is left'),
    ]);
    expect(state.transactions.some(({ transId }) => transId === 'R-3')).toBe(false);
    done(await refund((payment.amountIn / 100).toFixed(2), 'R-4'));
  });

  test('names the payment once: a second one of the same payment, and one of somebody else, are stopped', async () => {
    const { state, agent, refund, payment } = await start();
    const link = (transactionid: unknown, refundid: unknown) =>
      agent.call('whmcs_update_transaction', { userid: payment.clientId, transactionid, refundid });
    const [one, other] = [done(await refund('2.00', 'R-5')), done(await refund('3.00', 'R-6'))];
    done(await link(one.transactionid, payment.id));
    const twice = await link(other.transactionid, payment.id);
    expect(twice.text).toContain(
      `Transaction ${payment.id} is paid back already, by transaction ${one.transactionid}`,
    );
    const foreign = state.transactions.find(
      ({ clientId, amountIn }) => clientId !== payment.clientId && amountIn > 0,
    );
    for (const wrong of [foreign?.id, one.transactionid])
      expect((await link(other.transactionid, wrong)).code).toBe('invalid_arguments');
    expect((await link(foreign?.id, payment.id)).code).toBe('invalid_arguments');
    expect(state.transactions.find(({ id }) => id === other.transactionid)?.refundId).toBe(0);
    expect(foreign?.clientId).not.toBe(payment.clientId);
  });
});

describe('credit', () => {
  test('is told by its own entry after a lost answer, whatever stood there before', async () => {
    const { sandbox, state, agent } = await start();
    const give = (amount: string, kind?: 'reset-before' | 'reset-after') => {
      sandbox.misbehave(kind === undefined ? null : { kind, actions: ['AddCredit'], ms: 10 });
      return agent.call('whmcs_add_credit', { clientid: 7, type: 'add', amount, description: 'Downtime' });
    };
    done(await give('5.00'));
    const lost = await give('6.00', 'reset-after');
    expect(lost.details.read_back).toMatchObject({ done: true });
    const never = await give('7.00', 'reset-before');
    expect(never.details.read_back).not.toMatchObject({ done: true });
    expect(state.clients.find(({ id }) => id === 7)?.credit).toBe(1100);
  });

  test('of more than a client has is taken only past a person', async () => {
    const { state, agent } = await start();
    const args = { clientid: 7, type: 'remove', amount: '0.01', description: 'x' };
    expect((await agent.call('whmcs_add_credit', args)).code).toBe('approval_required');
    expect(state.clients.find(({ id }) => id === 7)?.credit).toBe(0);
  });
});

describe('a stored card', () => {
  test('is listed without what charges it', async () => {
    const { state, agent } = await start();
    const [card] = state.payMethods;
    const { text } = await agent.call('whmcs_get_pay_methods', { clientid: card?.clientId });
    expect(text).toContain(card?.lastFour);
    expect(text).not.toMatch(/remote_token|cus_sandbox|pm_sandbox/);
  });

  test('that is declined leaves open what was charged, and is not charged again', async () => {
    const { sandbox, state, agent } = await start();
    const declined = state.payMethods.find(({ lastFour }) => lastFour === '0002') ?? state.payMethods[0];
    if (declined !== undefined) declined.lastFour = '0002';
    const invoice = state.invoices.find(({ status }) => status === 'Unpaid');
    if (invoice === undefined || declined === undefined) throw new Error('the sandbox has no such invoice');
    Object.assign(invoice, { clientId: declined.clientId, gateway: declined.gateway });
    const charge = () => agent.call('whmcs_capture_payment', { invoiceid: invoice.id });
    for (const _ of [1, 2]) expect((await charge()).code).toBe('outcome_unknown');
    expect(sandbox.requests.filter(({ action }) => action === 'CapturePayment')).toHaveLength(1);
  });
});

const CREDIT = { clientid: 7, type: 'add', amount: '5.95', description: 'Downtime' };
const REFUND = { userid: 7, invoiceid: 3016, paymentmethod: 'banktransfer', amountout: '1.00' };

describe.each([
  [
    'default',
    ['approval_required', 'approval_required', 'approval_required', 'approval_required', undefined],
  ],
  ['full', ['approval_required', 'approval_required', 'approval_required', 'approval_required', undefined]],
  [
    'billing',
    ['approval_required', 'approval_required', 'approval_required', 'approval_required', undefined],
  ],
  ['support', ['policy_denied', 'policy_denied', 'policy_denied', 'policy_denied', 'policy_denied']],
] as const)('under %s.json', (policy, codes) => {
  test('a person gives credit, books a refund, charges a card and mails a quote; a note for staff needs none', async () => {
    const sandbox = await sandboxed();
    const agent = await inProcess({
      ...credentialsFor(sandbox),
      GUARD_POLICY: `policies/${policy}.json`,
      GUARD_STATE: join(temporaryFolder(), 'state.db'),
      GUARD_APPROVAL_WAIT: '0',
    });
    const told = [
      await agent.call('whmcs_add_credit', CREDIT),
      await agent.call('whmcs_add_transaction', REFUND),
      await agent.call('whmcs_capture_payment', { invoiceid: 3091 }),
      await agent.call('whmcs_send_quote', { quoteid: 501 }),
      await agent.call('whmcs_update_quote', { quoteid: 501, adminnotes: 'Called' }),
    ];
    expect(told.map(({ code }) => code)).toEqual(codes);
    expect(sandbox.mails).toEqual([]);
    expect(sandbox.state.clients.find(({ id }) => id === 7)?.credit).toBe(0);
  });
});
