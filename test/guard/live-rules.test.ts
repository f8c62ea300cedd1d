import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, test } from 'vitest';
import { LANDMARKS, type Sandbox } from '../../src/sandbox/index.js';
import {
  type Agent,
  credentialsFor,
  done,
  inProcess,
  policyFile,
  sandboxed,
  temporaryFolder,
  until,
} from '../harness.js';
import { finished, overStdio } from '../program.js';
import { catalogue } from '../recorder.js';

async function start(
  policy: unknown,
  env: Record<string, string> = {},
): Promise<{ agent: Agent; sandbox: Sandbox }> {
  const sandbox = await sandboxed();
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(policy), ...env });
  return { agent, sandbox };
}

const allowing = (tools: Record<string, unknown>, more = {}) => ({
  version: '1',
  default: 'allow',
  tools,
  ...more,
});
const denyIf = (path: string, op: string, value: unknown, on_deny = 'Not this one.') => ({
  deny_if: [{ conditions: [{ path, op, value }], on_deny }],
});
const actions = (sandbox: Sandbox) => sandbox.requests.map((request) => request.action);

describe('rules about the record as WHMCS holds it', () => {
  test('an order is asked about once, and only by the tool whose rule asks', async () => {
    const policy = allowing({ whmcs_cancel_order: denyIf('context.order.amount', 'gt', 1000) });
    const { agent, sandbox } = await start(policy);
    done(await agent.call('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder }));
    // For the rule, and for the turn that the client's writes take.
    expect(actions(sandbox)).toEqual(['GetOrders', 'CancelOrder']);
    done(await agent.call('whmcs_log_activity', { description: 'x' }));
    expect(actions(sandbox).filter((action) => action === 'GetOrders')).toHaveLength(1);
  });

  test('refuses by status, names the rule and its words, never the value', async () => {
    const policy = allowing({ whmcs_cancel_order: denyIf('context.order.status', 'eq', 'Pending') });
    const { agent, sandbox } = await start(policy);
    const answer = await agent.call('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder });
    expect(answer.code).toBe('policy_denied');
    expect(answer.text).toMatch(
      /^\[POLICY DENIED\] .*\/tools\/whmcs_cancel_order\/deny_if\/0.*Not this one\./,
    );
    expect(answer.text).not.toContain('Pending');
    expect(sandbox.requests.filter((request) => request.effect)).toEqual([]);
  });

  test('a record that is not there, or can not be fetched, refuses', async () => {
    const policy = allowing({ whmcs_cancel_order: denyIf('context.order.status', 'eq', 'Active') });
    const { agent, sandbox } = await start(policy);
    expect((await agent.call('whmcs_cancel_order', { orderid: 999_999 })).code).toBe('policy_denied');
    sandbox.misbehave({ kind: 'html', actions: ['GetOrders'] });
    expect((await agent.call('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder })).code).toBe(
      'policy_denied',
    );
    expect(actions(sandbox)).not.toContain('CancelOrder');
  });

  test('nothing is fetched past a rule that already refuses', async () => {
    const rule = denyIf('context.order.amount', 'gt', 1);
    const policy = allowing({ whmcs_cancel_order: { ...rule, action: 'deny', reason: 'Never.' } });
    const { agent, sandbox } = await start(policy);
    expect((await agent.call('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder })).text).toContain(
      'Never.',
    );
    expect(sandbox.requests).toEqual([]);
  });

  test('every record and field can be asked about', async () => {
    const cases: [string, string, (sandbox: Sandbox) => Record<string, unknown>][] = [
      [
        'whmcs_update_invoice',
        'invoice.balance',
        ({ state }) => ({ invoiceid: state.invoices[0]?.id, notes: 'x' }),
      ],
      [
        'whmcs_update_invoice',
        'client.status',
        ({ state }) => ({ invoiceid: state.invoices[0]?.id, notes: 'x' }),
      ],
      [
        'whmcs_update_client',
        'client.age_days',
        ({ state }) => ({ clientid: state.clients[0]?.id, city: 'X' }),
      ],
      [
        'whmcs_update_client',
        'client.credit',
        ({ state }) => ({ clientemail: state.clients[0]?.email, city: 'X' }),
      ],
      ['whmcs_module_suspend', 'service.product', ({ state }) => ({ serviceid: state.services[0]?.id })],
      ['whmcs_renew_domain', 'domain.registrar', ({ state }) => ({ domain: state.domains[0]?.name })],
      [
        'whmcs_update_ticket',
        'ticket.status',
        ({ state }) => ({ ticketid: state.tickets[0]?.id, priority: 'Low' }),
      ],
      ['whmcs_delete_quote', 'quote.stage', ({ state }) => ({ quoteid: state.quotes[0]?.id })],
      ['whmcs_cancel_order', 'order.age_days', () => ({ orderid: LANDMARKS.pendingOrder })],
    ];
    for (const [tool, path, args] of cases) {
      const policy = allowing({
        [tool]: { require: [{ conditions: [{ path: `context.${path}`, op: 'exists' }] }] },
      });
      const { agent, sandbox } = await start(policy);
      const answer = await agent.call(tool, args(sandbox));
      expect({ tool, path, code: answer.code === 'policy_denied' ? answer.text : 'passed' }).toEqual({
        tool,
        path,
        code: 'passed',
      });
    }
  });
});

describe('money and effects', () => {
  test('the stake is the argument, the order, the quote, or the price for the years asked', async () => {
    const capped = (max: string) => ({
      version: '1',
      default: 'allow',
      classes: { execute: denyIf('money.amount', 'gt', max), financial: denyIf('money.amount', 'gt', max) },
    });
    const world = (sandbox: Sandbox) => {
      const domain = sandbox.state.domains.find((one) => one.status === 'Active' && one.registrar === 'enom');
      const quote = sandbox.state.quotes.find((one) => one.stage === 'Delivered' && one.clientId > 0);
      const invoice = sandbox.state.invoices.find((one) => one.status === 'Unpaid');
      const gateway = sandbox.state.gateways[0]?.module;
      return [
        ['whmcs_renew_domain', { domainid: domain?.id, regperiod: 1 }],
        ['whmcs_accept_quote', { quoteid: quote?.id }],
        ['whmcs_accept_order', { orderid: LANDMARKS.pendingOrder }],
        ['whmcs_add_payment', { invoiceid: invoice?.id, transid: 'T', gateway, amount: '3.00' }],
      ] as [string, Record<string, unknown>][];
    };
    const low = await start(capped('0.50'));
    for (const [tool, args] of world(low.sandbox)) {
      expect({ tool, code: (await low.agent.call(tool, args)).code }).toEqual({
        tool,
        code: 'policy_denied',
      });
    }
    expect(low.sandbox.requests.filter((request) => request.effect)).toEqual([]);
    const high = await start(capped('100000'));
    for (const [tool, args] of world(high.sandbox)) done(await high.agent.call(tool, args));
  });

  test('what can not be priced is refused wherever a rule speaks of money', async () => {
    const { agent, sandbox } = await start(
      allowing({ whmcs_renew_domain: denyIf('money.amount', 'gt', '100000') }),
    );
    const domain = sandbox.state.domains.find((one) => one.status === 'Active' && one.registrar === 'enom');
    expect((await agent.call('whmcs_renew_domain', { domainid: domain?.id, regperiod: 10 })).code).toBe(
      'policy_denied',
    );
  });

  test('"may accept orders, but without the mail" is one rule', async () => {
    const { agent } = await start(allowing({ whmcs_accept_order: denyIf('effects', 'contains', 'mail') }));
    const order = { orderid: LANDMARKS.pendingOrder };
    expect((await agent.call('whmcs_accept_order', { ...order, sendemail: true })).code).toBe(
      'policy_denied',
    );
    done(await agent.call('whmcs_accept_order', order));
  });
});

describe('a policy that changes', () => {
  const tools = (agent: Agent) => agent.listed();

  test('holds at once for what is no read, is announced, and a broken one changes nothing', async () => {
    const sandbox = await sandboxed();
    const file = policyFile({ version: '1', default: 'allow' });
    const agent = await overStdio({ ...credentialsFor(sandbox), GUARD_POLICY: file });
    let announced = 0;
    agent.client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      announced += 1;
    });
    let notes = 0;
    const write = () => agent.call('whmcs_log_activity', { description: `note ${++notes}` });
    expect(await tools(agent)).toHaveLength(catalogue.tools.length);

    done(await agent.call('whmcs_get_clients'));
    writeFileSync(file, JSON.stringify({ version: '1', default: 'deny', tools: { whmcs_get_stats: {} } }));
    const denied = await write();
    expect(denied.code).toBe('policy_denied');
    // Decided by the new policy, and not stopped on its way under the old one.
    expect(denied.details.rule).not.toBe('(policy changed)');
    await until(() => announced === 1);
    expect((await agent.call('whmcs_get_clients')).code).toBe('policy_denied');
    expect(await tools(agent)).toEqual(['whmcs_get_stats']);

    writeFileSync(file, '{"version":"1","default":"allow","hid":["whmcs_get_stats"]}');
    expect((await agent.call('whmcs_get_clients')).code).toBe('policy_denied');
    done(await agent.call('whmcs_get_stats'));
    await until(() => /policy\.refused/.test(agent.log()));
    expect(agent.log()).toMatch(/hid[^\n]*did you mean/i);

    rmSync(file);
    expect((await agent.call('whmcs_get_clients')).code).toBe('policy_denied');
    writeFileSync(file, JSON.stringify({ version: '1', default: 'allow' }));
    done(await write());
    await until(() => announced === 2);
    done(await agent.call('whmcs_get_clients'));
  });

  test('in shadow it denies nothing, and says so; switches still hold', async () => {
    const policy = { version: '1', default: 'deny', mode: 'shadow' };
    const { agent, sandbox } = await start(policy, { GUARD_DESTRUCTIVE: 'off' });
    done(await agent.call('whmcs_log_activity', { description: 'let through' }));
    expect(agent.log()).toMatch(/shadow .*would=deny/);
    expect(agent.log()).toMatch(/THE POLICY DENIES NOTHING/);
    const listing = await agent.client.listTools();
    expect(JSON.stringify(listing._meta)).toMatch(/shadow/);
    expect(listing.tools).toHaveLength(
      catalogue.tools.filter(({ riskClass }) => riskClass !== 'destructive').length,
    );
    expect((await agent.call('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder })).code).toBe(
      'policy_denied',
    );
    expect(actions(sandbox)).toEqual(['LogActivity']);
    const printed = await finished(['--sandbox', 'tools'], { GUARD_POLICY: policyFile(policy) });
    expect(printed.out).toMatch(/^THE POLICY DENIES NOTHING/);
  });
});

describe('the kill switch', () => {
  test('stops every call but reads in all processes at once, until resumed', async () => {
    const sandbox = await sandboxed();
    const state = join(temporaryFolder(), 'state.db');
    const env = {
      ...credentialsFor(sandbox),
      GUARD_POLICY: policyFile({ version: '1', default: 'allow' }),
      GUARD_STATE: state,
      HOME: temporaryFolder(),
    };
    const [one, two] = [await overStdio(env), await overStdio(env)];
    let entries = 0;
    const write = (agent: Agent) => {
      entries += 1;
      return agent.call('whmcs_log_activity', { description: `entry ${entries}` });
    };
    done(await write(one));
    done(await write(two));

    const typed = (...args: string[]) => finished(args, { GUARD_STATE: state, HOME: env.HOME });
    expect(await typed('halt', 'under', 'attack')).toMatchObject({ code: 0 });
    for (const agent of [one, two]) {
      const answer = await write(agent);
      expect(answer.code).toBe('policy_denied');
      expect(answer.text).toMatch(/^\[POLICY DENIED\] .*\(halted\).*under attack/);
      done(await agent.call('whmcs_get_clients'));
    }
    expect(await typed('resume')).toMatchObject({ code: 0 });
    done(await write(one));

    writeFileSync(join(state, '..', 'halt'), '');
    expect((await write(two)).details.rule).toBe('(halted)');
    expect(await typed('resume')).toMatchObject({
      code: 1,
      out: expect.stringContaining('halt'),
    });
    rmSync(join(state, '..', 'halt'));
    done(await write(two));
  });
});

describe('policy replay', () => {
  test('says what another policy would have said of the recorded calls, and where it can not', async () => {
    const sandbox = await sandboxed();
    const state = join(temporaryFolder(), 'state.db');
    const agent = await overStdio({
      ...credentialsFor(sandbox),
      GUARD_POLICY: policyFile({ version: '1', default: 'allow' }),
      GUARD_STATE: state,
    });
    done(await agent.call('whmcs_get_clients'));
    done(await agent.call('whmcs_log_activity', { description: 'first' }));
    done(await agent.call('whmcs_pending_order', { orderid: LANDMARKS.pendingOrder }));
    const candidate = policyFile({
      version: '1',
      default: 'allow',
      tools: {
        whmcs_log_activity: denyIf('args.description', 'eq', 'first'),
        whmcs_pending_order: denyIf('context.order.status', 'eq', 'Active'),
      },
    });
    const { code, out } = await finished(['policy', 'replay', candidate], { GUARD_STATE: state });
    expect(code).toBe(0);
    expect(out).toMatch(
      /whmcs_log_activity .*was allow, would be deny by \/tools\/whmcs_log_activity\/deny_if\/0/,
    );
    expect(out).toMatch(/whmcs_pending_order: .*context\.order was not looked up/);
    expect(out).toMatch(/3 calls of 7 days: 1 newly denied, 0 newly asked, 0 newly allowed, 1 can't be told/);
  });
});
