import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Sandbox, startSandbox } from '../../src/sandbox/index.js';
import {
  type Agent,
  ALLOW_ALL,
  credentialsFor,
  done,
  inProcess,
  policyFile,
  sandboxed,
  temporaryFolder,
} from '../harness.js';
import { finished } from '../program.js';
import { type Recorder, recorder } from '../recorder.js';

async function withSandbox(policy: unknown = ALLOW_ALL) {
  const sandbox = await sandboxed();
  const env = {
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(policy),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
  };
  return { sandbox, env, agent: await inProcess(env) };
}

const sent = (sandbox: Sandbox, action: string) =>
  sandbox.requests.filter((request) => request.action === action).length;

function unpaid({ state }: Awaited<ReturnType<typeof startSandbox>>) {
  const invoice = state.invoices.find((one) => one.status === 'Unpaid');
  if (invoice === undefined) throw new Error('the sandbox has no unpaid invoice');
  return invoice;
}

async function balanceOf(agent: Agent, invoiceid: number): Promise<string> {
  return String(done(await agent.call('whmcs_get_invoice', { invoiceid })).balance);
}

/** One cent more than a decimal text says. */
const aCentMore = (amount: string) => (Math.round(Number(amount) * 100 + 1) / 100).toFixed(2);

const payment = (invoiceid: number, amount: string, transid: string) => ({
  invoiceid,
  amount,
  transid,
  gateway: 'banktransfer',
});

describe('a payment under a policy that allows all', () => {
  test('of what is open goes alone, to the cent; of a cent more a person is asked, who can let it pass', async () => {
    const { sandbox, env, agent } = await withSandbox();
    const { id } = unpaid(sandbox);
    const open = await balanceOf(agent, id);
    const more = payment(id, aCentMore(open), 'T-more');
    const asked = await agent.call('whmcs_add_payment', more);
    expect(asked).toMatchObject({
      code: 'approval_required',
      details: { rule: '(against the record)' },
      text: expect.stringContaining(
        `Invoice ${id} has ${open} open: ${more.amount} is 0.01 more than is owed`,
      ),
    });
    expect(sent(sandbox, 'AddInvoicePayment')).toBe(0);
    const request = String(asked.details.approval);
    const shown = (await finished(['approvals', 'show', request], env)).out;
    expect(shown).toContain('0.01 more than is owed');
    expect((await finished(['approvals', 'approve', request], env)).code).toBe(0);
    done(await agent.call('whmcs_add_payment', more));
    expect(sent(sandbox, 'AddInvoicePayment')).toBe(1);
    const other = sandbox.state.invoices.find((one) => one.status === 'Unpaid' && one.id !== id);
    const exact = payment(Number(other?.id), await balanceOf(agent, Number(other?.id)), 'T-exact');
    done(await agent.call('whmcs_add_payment', exact));
  });

  test('of three at once of the whole balance books one', async () => {
    const { sandbox, agent } = await withSandbox();
    const { id } = unpaid(sandbox);
    const open = await balanceOf(agent, id);
    const answers = await Promise.all(
      ['A', 'B', 'C'].map((transid) => agent.call('whmcs_add_payment', payment(id, open, transid))),
    );
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
    expect(answers.flatMap(({ code }) => code ?? [])).toEqual(['approval_required', 'approval_required']);
    expect(sent(sandbox, 'AddInvoicePayment')).toBe(1);
  });

  test.each([
    ['Paid', 'approval_required', /is Paid: all of 1\.00 would become credit/],
    ['Draft', 'approval_required', /is a Draft\.|is Draft\. Its client was not asked/],
    ['Refunded', 'approval_required', /is Refunded\. Its money went back/],
    ['Cancelled', 'invalid_arguments', /is Cancelled, and WHMCS books no payment on it/],
  ] as const)('on an invoice that is %s does not go alone', async (status, code, says) => {
    const { sandbox, agent } = await withSandbox();
    const invoice = unpaid(sandbox);
    invoice.status = status;
    const answer = await agent.call('whmcs_add_payment', payment(invoice.id, '1.00', 'T-1'));
    expect(answer.code).toBe(code);
    expect(answer.text).toMatch(says);
    expect(sent(sandbox, 'AddInvoicePayment')).toBe(0);
  });

  test('that is booked already is told as that, and nobody is asked', async () => {
    const { sandbox, env, agent } = await withSandbox();
    const { id } = unpaid(sandbox);
    const pay = payment(id, await balanceOf(agent, id), 'T-1');
    done(await agent.call('whmcs_add_payment', pay));
    const again = await agent.call('whmcs_add_payment', { ...pay, noemail: true });
    expect(again.code).toBe('duplicate_call');
    const unknown = { ...pay, transid: 'T-2', gateway: 'nosuchgateway' };
    expect((await agent.call('whmcs_add_payment', unknown)).code).toBe('invalid_arguments');
    expect((await finished(['approvals', 'list'], env)).out).not.toContain('whmcs_add_payment');
  });

  test('is not sent where the invoice can not be read, nor where another one comes back', async () => {
    const { sandbox, agent } = await withSandbox();
    const { id } = unpaid(sandbox);
    sandbox.misbehave({ kind: 'html', actions: ['GetInvoice'] });
    expect((await agent.call('whmcs_add_payment', payment(id, '1.00', 'T-1'))).code).toBe('whmcs_bad_reply');
    expect(sent(sandbox, 'AddInvoicePayment')).toBe(0);
    const whmcs = await recorder();
    whmcs.answers.set('GetTransactions', { result: 'success', transactions: '' });
    const other = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
    const strange = payment(77, '1.00', 'T-1');
    expect((await other.call('whmcs_add_payment', { ...strange, gateway: 'paypal' })).code).toBe(
      'whmcs_bad_reply',
    );
    expect(whmcs.received.map(({ action }) => action)).not.toContain('AddInvoicePayment');
  });

  test('asks a person also where the policy is only being tried', async () => {
    const { sandbox, agent } = await withSandbox({ ...ALLOW_ALL, mode: 'shadow' });
    const invoice = unpaid(sandbox);
    invoice.status = 'Paid';
    expect((await agent.call('whmcs_add_payment', payment(invoice.id, '1.00', 'T-1'))).code).toBe(
      'approval_required',
    );
  });

  test('that a rule asks for says why and what the record says', async () => {
    const rule = { require_approval: { message: 'money needs a person' } };
    const { sandbox, agent } = await withSandbox({ ...ALLOW_ALL, tools: { whmcs_add_payment: rule } });
    const invoice = unpaid(sandbox);
    invoice.status = 'Paid';
    const answer = await agent.call('whmcs_add_payment', payment(invoice.id, '1.00', 'T-1'));
    expect(answer.text).toMatch(
      /whmcs_add_payment\/require_approval.*money needs a person\. Invoice \d+ is Paid/,
    );
  });
});

describe('credit that WHMCS would not apply is not sent', () => {
  test.each([
    ['more than is open', (open: string) => aCentMore(open), /open: .* is more/],
    ['nothing wrong', () => '1.00', undefined],
  ] as const)('%s', async (_name, amountFor, says) => {
    const { sandbox, agent } = await withSandbox();
    const invoice = unpaid(sandbox);
    const client = sandbox.state.clients.find((one) => one.id === invoice.clientId);
    if (client) client.credit = 1_000_000;
    const amount = amountFor(await balanceOf(agent, invoice.id));
    const answer = await agent.call('whmcs_apply_credit', { invoiceid: invoice.id, amount });
    if (says === undefined) done(answer);
    else expect(answer).toMatchObject({ code: 'invalid_arguments', text: expect.stringMatching(says) });
    expect(sent(sandbox, 'ApplyCredit')).toBe(says === undefined ? 1 : 0);
  });

  test('more than the client has, or on an invoice that is not Unpaid', async () => {
    const { sandbox, agent } = await withSandbox();
    const invoice = unpaid(sandbox);
    const client = sandbox.state.clients.find((one) => one.id === invoice.clientId);
    if (client) client.credit = 99;
    const apply = () => agent.call('whmcs_apply_credit', { invoiceid: invoice.id, amount: '1.00' });
    expect((await apply()).text).toContain('The client has 0.99 of credit, which is less than 1.00');
    invoice.status = 'Paid';
    expect((await apply()).text).toContain('is Paid, and WHMCS pays only Unpaid invoices from credit');
    expect(sent(sandbox, 'ApplyCredit')).toBe(0);
  });
});

describe('a service that staff do not want suspended', () => {
  const serviceWith = (whmcs: Recorder, columns: Record<string, unknown>) =>
    whmcs.answers.set('GetClientsProducts', {
      result: 'success',
      totalresults: 1,
      products: { product: [{ id: 3, clientid: 1, status: 'Active', name: 'VPS', ...columns }] },
    });

  async function start(columns: Record<string, unknown>, policy: unknown = ALLOW_ALL) {
    const whmcs = await recorder();
    serviceWith(whmcs, columns);
    const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(policy) });
    return { whmcs, suspend: () => agent.call('whmcs_module_suspend', { serviceid: 3 }) };
  }

  test.each([
    [{ overideautosuspend: 'on', overidesuspenduntil: '9999-12-31' }, 'not to be suspended until 9999-12-31'],
    [{ overideautosuspend: 1, overidesuspenduntil: '0000-00-00' }, 'not to be suspended.'],
    [{ overideautosuspend: true, overidesuspenduntil: '-0001-11-30' }, 'not to be suspended.'],
  ])('is suspended only past a person: %j', async (columns, says) => {
    const { whmcs, suspend } = await start(columns);
    const answer = await suspend();
    expect(answer).toMatchObject({ code: 'approval_required', text: expect.stringContaining(says) });
    expect(whmcs.received.map(({ action }) => action)).not.toContain('ModuleSuspend');
  });

  test.each([
    { overideautosuspend: '', overidesuspenduntil: '9999-12-31' },
    { overideautosuspend: 'on', overidesuspenduntil: '2020-01-01' },
    { overideautosuspend: '0', overidesuspenduntil: '0000-00-00' },
  ])('goes alone where that was never said, or is over: %j', async (columns) => {
    done(await (await start(columns)).suspend());
  });

  test('is open to rules, which can refuse it', async () => {
    const rule = {
      deny_if: [
        {
          conditions: [{ path: 'context.service.override_suspend_until', op: 'gt', value: '2030-01-01' }],
          on_deny: 'leave it on',
        },
      ],
    };
    const policy = { ...ALLOW_ALL, tools: { whmcs_module_suspend: rule } };
    const spared = await start({ overideautosuspend: 'on', overidesuspenduntil: '9999-12-31' }, policy);
    expect(await spared.suspend()).toMatchObject({
      code: 'policy_denied',
      text: expect.stringContaining('leave it on'),
    });
  });
});
