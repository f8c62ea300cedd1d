import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { credentialsFor, done, policyFile, sandboxed, temporaryFolder } from '../harness.js';
import { finished, overStdio } from '../program.js';

const RULES = {
  version: '1',
  default: 'allow',
  timezone: 'Europe/Berlin',
  tools: {
    whmcs_cancel_order: {
      deny_if: [
        { conditions: [{ path: 'context.order.amount', op: 'gt', value: 50 }], on_deny: 'Too dear.' },
      ],
    },
    whmcs_log_activity: { limits: [{ counter: 'log', window: 'month', max: 9 }] },
  },
};

function fileWith(value: unknown, name: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

describe('policy check', () => {
  test('names every fault at once, with its place and the nearest spelling, and fails', async () => {
    const file = policyFile(
      '{\n "version": "1",\n "default": "deny",\n "hid": [],\n "tools": { "whmcs_get_clientz": {} }\n}',
    );
    const { code, out } = await finished(['policy', 'check', file]);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`${file}:4:\\d+ error /hid .*did you mean "hide"`, 'i'));
    expect(out).toMatch(
      new RegExp(`${file}:5:\\d+ error /tools/whmcs_get_clientz .*did you mean "whmcs_get_clients"`, 'i'),
    );
  });

  test('passes a good file, with warnings of rules that can never speak', async () => {
    const file = policyFile({ ...RULES, hide: ['whmcs_cancel_order'] });
    const { code, out } = await finished(['policy', 'check', file]);
    expect(code).toBe(0);
    expect(out).toMatch(/warning \/tools\/whmcs_cancel_order/);
    expect(out).toMatch(/good \(revision [0-9a-f]{12}, mode enforce, \d+ warning/);
  });

  test('says class by class what callers can do, and warns where nothing can be looked up', async () => {
    const whole = policyFile({
      version: '1',
      default: 'deny',
      classes: { read: {}, execute: { require_approval: true } },
      tools: {
        whmcs_log_activity: {},
        whmcs_add_payment: {
          deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 5 }] }],
        },
      },
      grants: { nobody: { callers: ['anna'], tools: [] } },
    });
    const { code, out } = await finished(['policy', 'check', whole]);
    expect(code).toBe(0);
    const [read = '', all] = / read: (\d+) of (\d+) tools\n/.exec(out)?.slice(1) ?? [];
    expect(read).toBe(all);
    expect(out).toMatch(/ write: 1 of \d+ tools\n/);
    expect(out).toMatch(/ execute: (\d+) of \1 tools \(\1 ask a person each time\)\n/);
    expect(out).toMatch(/ financial: 1 of \d+ tools \(1 depend on the call\)\n/);
    expect(out).toMatch(/ destructive: none of \d+ tools\n/);
    expect(out).not.toContain('look up nothing');

    const blind = policyFile({ version: '1', default: 'deny', tools: { whmcs_log_activity: {} } });
    const told = await finished(['policy', 'check', blind]);
    expect(told.out).toContain(`${blind}:1:1 warning / no tool that reads can be called`);
    expect(told.out).toMatch(/good \(.*, 1 warning\)/);
    const json = JSON.parse((await finished(['policy', 'check', blind, '--json'])).out);
    expect(json.warnings).toHaveLength(1);
    expect(json.lets_through[0]).toMatchObject({ class: 'read', go: 0, ask: 0, depend: 0 });
  });

  test('a file that is not there is said to be so', async () => {
    const { code, err } = await finished(['policy', 'check', 'none.json']);
    expect(code).toBe(1);
    expect(err).toMatch(/none\.json can't be read/);
  });
});

describe('policy explain', () => {
  const explain = (...words: string[]) => finished(['policy', 'explain', policyFile(RULES), ...words]);

  test('says that what the record speaks against asks a person under every policy', async () => {
    const payment = JSON.stringify({ invoiceid: 3077, amount: '20.00', gateway: 'stripe' });
    expect((await explain('whmcs_add_payment', payment)).out).toContain('(against the record)');
    expect((await explain('whmcs_get_clients')).out).not.toContain('(against the record)');
  });

  test('says what is still open, and with a context what each condition compared', async () => {
    const open = await explain('whmcs_cancel_order', '{"orderid":7}');
    expect(open.out).toMatch(/whmcs_cancel_order: open/);
    expect(open.out).toMatch(/still open: context\.order/);
    const context = fileWith({ order: { amount: '59.90' } }, 'context.json');
    const told = await explain(
      'whmcs_cancel_order',
      '{"orderid":7}',
      '--context',
      context,
      '--at',
      '2026-03-02T09:30:00Z',
    );
    expect(told.code).toBe(0);
    expect(told.out).toMatch(
      /whmcs_cancel_order: deny by \/tools\/whmcs_cancel_order\/deny_if\/0: Too dear\./,
    );
    expect(told.out).toMatch(/context\.order\.amount is "59\.90"; gt 50 holds/);
    expect(told.out).toMatch(/mon 2026-03-02, hour 10 in Europe\/Berlin/);
  });

  test('says what the limits stand at in the state of the server', async () => {
    const sandbox = await sandboxed();
    const file = policyFile(RULES);
    const env = {
      ...credentialsFor(sandbox),
      GUARD_POLICY: file,
      GUARD_STATE: join(temporaryFolder(), 'state.db'),
    };
    const agent = await overStdio(env);
    for (let n = 0; n < 4; n += 1) done(await agent.call('whmcs_log_activity', { description: `x ${n}` }));
    const { out } = await finished(
      ['policy', 'explain', file, 'whmcs_log_activity', '{"description":"y"}'],
      env,
    );
    expect(out).toMatch(/\/tools\/whmcs_log_activity\/limits\/0: 4 of 9, until \d{4}-/);
  });

  test.each([
    [['whmcs_cancel_ordr', '{}'], /Did you mean "whmcs_cancel_order"/],
    [['whmcs_cancel_order', '{"orderid":"x"}'], /orderid: must be a whole number/],
    [['whmcs_cancel_order', 'orderid=1'], /must be JSON/],
    [['whmcs_cancel_order', '{"orderid":1}', '--at', 'noon'], /--at takes a time/],
    [['whmcs_cancel_order', '{"orderid":1}', '--context', 'none.json'], /none\.json can't be read/],
  ])('%j is refused with the fix', async (words, message) => {
    const { code, err } = await explain(...words);
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });
});

describe('policy test', () => {
  test('fails where a row comes out otherwise, and says which', async () => {
    const order = { tool: 'whmcs_cancel_order', args: { orderid: 1 } };
    const good = {
      ...order,
      context: { order: { amount: '60' } },
      expect: 'deny',
      rule: '/tools/whmcs_cancel_order/deny_if/0',
    };
    const bad = { ...order, context: { order: { amount: '40' } }, expect: 'deny' };
    const both = await finished(['policy', 'test', policyFile(RULES), fileWith([good, bad], 'cases.json')]);
    expect(both.code).toBe(1);
    expect(both.out).toMatch(/expected deny, is allow by/);
    expect(both.out).toContain('1 of 2 cases hold.');
    const one = await finished(['policy', 'test', policyFile(RULES), fileWith([good], 'cases.json')]);
    expect(one).toMatchObject({ code: 0, out: '1 of 1 cases hold.\n' });
  });

  test('a table with a fault is refused with its place', async () => {
    const table = fileWith([{ tool: 'whmcs_cancel_ordr', expect: 'deny' }], 'cases.json');
    const { code, out } = await finished(['policy', 'test', policyFile(RULES), table]);
    expect(code).toBe(1);
    expect(out).toMatch(/cases\.json:1:\d+ error .*did you mean "whmcs_cancel_order"/i);
  });
});

test('a command that is not there is refused with the nearest', async () => {
  const { code, err } = await finished(['policy', 'chek', 'x.json']);
  expect(code).toBe(2);
  expect(err).toMatch(/Did you mean "check"/);
});
