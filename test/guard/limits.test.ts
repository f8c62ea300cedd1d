import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Agent,
  credentialsFor,
  done,
  inProcess,
  policyFile,
  sandboxed,
  temporaryFolder,
} from '../harness.js';
import { overStdio } from '../program.js';
import { type Recorder, recorder } from '../recorder.js';

let entries = 0;

/** Another entry each time: the same one again would be a duplicate. */
const log = (agent: Agent) => {
  entries += 1;
  return agent.call('whmcs_log_activity', { description: `entry ${entries}` });
};

/** The same of a tool that the shipped default allows without a person. */
const note = (agent: Agent) => {
  entries += 1;
  return agent.call('whmcs_add_ticket_note', { ticketid: 1, message: `note ${entries}` });
};

async function start(policy: unknown, env: Record<string, string> = {}) {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(policy), ...env });
  return { agent, whmcs };
}

const arrivals = (whmcs: Recorder, action: string) =>
  whmcs.received.filter((request) => request.action === action).length;

describe('limits', () => {
  test('the shipped default lets 30 writes of a tool through in a minute, and says when to come back', async () => {
    const whmcs = await recorder();
    const agent = await inProcess(whmcs.env);
    const codes: (string | undefined)[] = [];
    // Enough calls that 31 of them fall into one calendar minute even if it turns on the way.
    for (let i = 0; i < 62; i += 1) codes.push((await note(agent)).code);
    expect(codes.filter((code) => code === undefined).length).toBeLessThanOrEqual(60);
    const refused = await note(agent);
    if (refused.code === undefined) return;
    const answer = await note(agent);
    expect(answer.text).toMatch(/^\[POLICY DENIED\] .*\/classes\/write\/limits\/0/);
    expect(answer.details.retry_after_s).toBeGreaterThanOrEqual(1);
    expect(answer.details.retry_after_s).toBeLessThanOrEqual(60);
    // Another tool of the class has a counter of its own.
    done(await agent.call('whmcs_update_ticket', { ticketid: 1, priority: 'Low' }));
  });

  const three = (extra = {}) => ({
    version: '1',
    default: 'allow',
    tools: { whmcs_log_activity: { limits: [{ counter: 'c', window: 'month', max: 3, ...extra }] } },
  });

  test('a call that never left is given back; one that WHMCS refused is not', async () => {
    const { agent, whmcs } = await start(three());
    whmcs.answers.set('LogActivity', { result: 'error', message: 'No' });
    for (let i = 0; i < 3; i += 1) expect((await log(agent)).code).toBe('whmcs_error');
    expect((await log(agent)).code).toBe('rate_limited');
    expect(arrivals(whmcs, 'LogActivity')).toBe(3);

    const sandbox = await sandboxed();
    const env = { ...credentialsFor(sandbox), GUARD_POLICY: policyFile(three()) };
    await sandbox.close();
    const cut = await inProcess(env);
    for (let i = 0; i < 5; i += 1) expect((await log(cut)).code).toBe('whmcs_unreachable');
  }, 60_000);

  test('a call with an unknown outcome stays counted', async () => {
    const { agent, whmcs } = await start(three());
    whmcs.answers.set('LogActivity', '<html></html>');
    for (let i = 0; i < 3; i += 1) expect((await log(agent)).code).toBe('outcome_unknown');
    expect((await log(agent)).code).toBe('rate_limited');
  });

  test('a check that refuses the call gives it back', async () => {
    const { agent, whmcs } = await start({
      version: '1',
      default: 'allow',
      tools: { whmcs_add_payment: { limits: [{ counter: 'c', window: 'day', max: 1 }] } },
    });
    whmcs.answers.set('GetTransactions', { result: 'success', transactions: '' });
    const payment = { invoiceid: 1, transid: 'T', amount: '1.00' };
    for (let i = 0; i < 3; i += 1) {
      const answer = await agent.call('whmcs_add_payment', { ...payment, gateway: 'bitcoin' });
      expect(answer.code).toBe('invalid_arguments');
    }
    done(await agent.call('whmcs_add_payment', { ...payment, gateway: 'paypal' }));
  });

  test('a call that can not be written as a form gives it back', async () => {
    const { agent, whmcs } = await start({
      version: '1',
      default: 'allow',
      tools: { whmcs_update_invoice: { limits: [{ counter: 'c', window: 'day', max: 1 }] } },
    });
    // Three fields a line: more than PHP takes, which would drop the rest without a word.
    const line = (id: number) => ({ id, description: 'x', amount: '1.00', taxed: false });
    const many = {
      invoiceid: 1,
      items: Array.from({ length: 200 }, (_none, n) => line(n + 1)),
      newitems: Array.from({ length: 200 }, () => ({ description: 'x', amount: '1.00' })),
    };
    for (let n = 0; n < 3; n += 1) {
      expect((await agent.call('whmcs_update_invoice', many)).code).toBe('invalid_arguments');
    }
    expect(arrivals(whmcs, 'UpdateInvoice')).toBe(0);
    done(await agent.call('whmcs_update_invoice', { invoiceid: 1, notes: 'x' }));
  });

  test('counters survive a restart, and a file of state is shared between processes', async () => {
    const whmcs = await recorder();
    const env = {
      ...whmcs.env,
      GUARD_POLICY: policyFile(three()),
      GUARD_STATE: join(temporaryFolder(), 'state.db'),
    };
    const first = await overStdio(env);
    const second = await overStdio(env);
    expect((await log(first)).code).toBeUndefined();
    expect((await log(second)).code).toBeUndefined();
    await first.client.close();
    const third = await overStdio(env);
    expect((await log(third)).code).toBeUndefined();
    expect((await log(second)).code).toBe('rate_limited');
    expect((await log(third)).code).toBe('rate_limited');
    expect(arrivals(whmcs, 'LogActivity')).toBe(3);
  });

  test('a limit per client counts each client for itself, by whom the record belongs to', async () => {
    const sandbox = await sandboxed();
    const rule = { limits: [{ counter: 'notes', window: 'month', max: 1, scope: 'client' }] };
    const policy = policyFile({ version: '1', default: 'allow', tools: { whmcs_update_invoice: rule } });
    const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policy });
    const [one, two] = [...new Set(sandbox.state.invoices.map((invoice) => invoice.clientId))];
    const of = (client: number | undefined) =>
      sandbox.state.invoices.filter((invoice) => invoice.clientId === client);
    const note = async (invoiceid: number | undefined) =>
      (await agent.call('whmcs_update_invoice', { invoiceid, notes: 'x' })).code;
    expect(await note(of(one)[0]?.id)).toBeUndefined();
    expect(await note(of(one)[1]?.id)).toBe('rate_limited');
    expect(await note(of(two)[0]?.id)).toBeUndefined();
    expect(await note(999_999)).toBe('policy_denied');
  });

  test('money is added up exactly, in the base currency, to the last cent and not above', async () => {
    const sandbox = await sandboxed();
    const rule = {
      limits: [{ counter: 'paid', window: 'month', max: '1.00', increment_from: 'money.amount' }],
    };
    const policy = policyFile({ version: '1', default: 'allow', tools: { whmcs_add_payment: rule } });
    const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policy });
    const base = sandbox.state.currencies[0]?.id;
    const invoice = sandbox.state.invoices.find((one) => {
      const client = sandbox.state.clients.find((who) => who.id === one.clientId);
      return one.status === 'Unpaid' && client?.currencyId === base;
    });
    let n = 0;
    const pay = async (amount: string | number) => {
      n += 1;
      const gateway = sandbox.state.gateways[0]?.module;
      const args = { invoiceid: invoice?.id, transid: `T${n}`, gateway, amount };
      return (await agent.call('whmcs_add_payment', args)).code;
    };
    for (const amount of ['0.10', 0.2, '0.33']) expect(await pay(amount)).toBeUndefined();
    expect(await pay('0.38')).toBe('rate_limited');
    expect(await pay('0.37')).toBeUndefined();
    expect(await pay('0.01')).toBe('rate_limited');
    const booked = sandbox.state.transactions.filter((row) => /^T\d$/.test(row.transId));
    expect(booked.reduce((sum, row) => sum + row.amountIn, 0)).toBe(100);
  });
});

describe('the state', () => {
  test('that can not be opened stops whatever is no plain read', async () => {
    const broken = join(temporaryFolder(), 'state.db');
    writeFileSync(broken, 'this is no database, and long enough to be told from an empty one '.repeat(20));
    const { agent, whmcs } = await start({ version: '1', default: 'allow' }, { GUARD_STATE: broken });
    done(await agent.call('whmcs_get_clients'));
    const answer = await agent.call('whmcs_log_activity', { description: 'x' });
    expect(answer.code).toBe('internal');
    expect(answer.text).toMatch(/Nothing was sent/);
    expect(answer.text).not.toContain(broken);
    expect(agent.log()).toContain(broken);
    expect(arrivals(whmcs, 'LogActivity')).toBe(0);
    // Mended while it runs.
    rmSync(broken);
    done(await agent.call('whmcs_log_activity', { description: 'x' }));
  });
});
