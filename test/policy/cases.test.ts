import { describe, expect, test } from 'vitest';
import { parseCases, runCases } from '../../src/policy/trial/index.js';
import { type Document, lineOf, policyOf, SHOP } from './desk.js';

const POLICY: Document = {
  timezone: 'Europe/Berlin',
  schedules: { office: { from: '09:00', to: '17:00' } },
  classes: { read: {}, destructive: { hide: true } },
  grants: { bob: { callers: ['bob'], tools: ['look'] }, desk: { hide: ['pay'] } },
  tools: {
    pay: {
      deny_if: [{ conditions: [{ path: 'money.amount', op: 'gt', value: 100 }], on_deny: 'Too much.' }],
      require: [{ conditions: [{ path: 'context.invoice.status', op: 'eq', value: 'Unpaid' }] }],
    },
    reply: {
      require_approval: {
        when: [
          { path: 'effects', op: 'contains', value: 'mail' },
          { path: 'time.schedule', op: 'not_in', value: ['office'] },
        ],
      },
    },
    accept: { limits: [{ counter: 'c', window: 'day', max: 5, scope: 'client' }] },
  },
};

function run(rows: unknown) {
  const parsed = parseCases(JSON.stringify(rows, null, 1), SHOP);
  if ('problems' in parsed) throw new Error(parsed.problems.map(lineOf).join('\n'));
  return runCases(policyOf(POLICY), parsed.cases);
}

const refusals = (rows: unknown) => {
  const text = typeof rows === 'string' ? rows : JSON.stringify(rows, null, 1);
  const parsed = parseCases(text, SHOP);
  return 'problems' in parsed ? parsed.problems.map(lineOf) : [];
};

const unpaid = { context: { invoice: { status: 'Unpaid' } } };
const evening = '2026-03-02T17:30:00Z';

describe('a row of a decision table', () => {
  test.each([
    [{ tool: 'look', expect: 'allow' }, true],
    [{ tool: 'look', expect: 'allow', rule: '/classes/read' }, true],
    [{ tool: 'look', expect: 'allow', rule: '/tools/look' }, false],
    [{ tool: 'look', expect: 'deny' }, false],
    [{ tool: 'pay', args: { reason: 'a customer asked' }, money: { amount: 900 }, expect: 'deny' }, true],
    [{ tool: 'wipe', expect: 'hidden', rule: '(hidden)' }, true],
    [{ tool: 'wipe', switches: { destructive: 'all' }, expect: 'approval', rule: '(destructive on)' }, true],
    [
      {
        tool: 'wipe',
        switches: { destructive: ['wipe'], readOnly: true },
        expect: 'hidden',
        rule: '(read only)',
      },
      true,
    ],
    [{ tool: 'pay', caller: 'bob', expect: 'hidden', rule: '(not granted)' }, true],
    [{ tool: 'look', caller: { name: 'bob', team: 'x' }, expect: 'allow' }, true],
    [{ tool: 'pay', caller: { name: 'ann', grant: 'desk' }, expect: 'hidden', rule: '(not granted)' }, true],
    [{ tool: 'look', caller: { name: 'ann', grant: 'gone' }, expect: 'hidden', rule: '(no grant)' }, true],
    [{ tool: 'pay', money: { amount: '100.00' }, ...unpaid, expect: 'allow' }, true],
    [
      { tool: 'pay', money: { amount: 100.01 }, ...unpaid, expect: 'deny', rule: '/tools/pay/deny_if/0' },
      true,
    ],
    [{ tool: 'reply', effects: ['mail'], at: evening, expect: 'approval' }, true],
    [{ tool: 'reply', effects: [], at: evening, expect: 'allow' }, true],
    [{ tool: 'reply', effects: ['mail'], at: '2026-03-02T10:30:00+02:00', expect: 'allow' }, true],
    [{ tool: 'accept', client: 7, expect: 'allow' }, true],
  ])('%j: %s', (row, passed) => {
    expect(run([row]).map((one) => one.passed)).toEqual([passed]);
  });

  test('what it leaves out is not to be had', () => {
    expect(run([{ tool: 'pay', ...unpaid, expect: 'deny', rule: '/tools/pay/deny_if/0' }])[0]?.passed).toBe(
      true,
    );
    expect(
      run([{ tool: 'pay', money: { amount: 1 }, expect: 'deny', rule: '/tools/pay/require/0' }])[0]?.passed,
    ).toBe(true);
    expect(run([{ tool: 'reply', at: evening, expect: 'approval' }])[0]?.passed).toBe(true);
    expect(run([{ tool: 'reply', effects: ['mail'], expect: 'approval' }])[0]?.passed).toBe(true);
    expect(run([{ tool: 'accept', expect: 'deny', rule: '/tools/accept/limits/0' }])[0]?.passed).toBe(true);
  });

  test.each([
    [{}, 'allow', 'deny', 'allow'],
    [{ session: {} }, 'allow', 'deny', 'allow'],
    [{ session: { tainted: false } }, 'allow', 'deny', 'allow'],
    [{ session: { tainted: true } }, 'approval', 'allow', 'deny'],
  ])('%j: a session is untainted unless the row says otherwise', (rest, ...expected) => {
    const tainted = (value: boolean) => ({ path: 'session.tainted', op: 'eq', value });
    const tools = {
      look: { require_approval: { when: [tainted(true)] } },
      read_ticket: { deny_if: [{ conditions: [tainted(false)] }] },
      reply: { require: [{ conditions: [tainted(false)] }] },
    };
    const rows = Object.keys(tools).map((tool) => ({ tool, expect: 'allow', ...rest }));
    const parsed = parseCases(JSON.stringify(rows), SHOP);
    if ('problems' in parsed) throw new Error(parsed.problems.map(lineOf).join('\n'));
    expect(runCases(policyOf({ tools }), parsed.cases).map(({ outcome }) => outcome)).toEqual(expected);
  });

  test('says what came out instead, where it stands, and by which name', () => {
    const rows = [
      { name: 'a large payment', tool: 'pay', money: { amount: 500 }, ...unpaid, expect: 'approval' },
      { tool: 'look', expect: 'hidden' },
    ];
    expect(run(rows)).toEqual([
      {
        case: expect.objectContaining({ name: 'a large payment', line: 2, expect: 'approval' }),
        passed: false,
        outcome: 'deny',
        rule: '/tools/pay/deny_if/0',
        message: 'Too much.',
      },
      {
        case: expect.objectContaining({ name: '2: look hidden', line: 15 }),
        passed: false,
        outcome: 'allow',
        rule: '/classes/read',
      },
    ]);
  });
});

describe('tables that are refused', () => {
  test.each<[unknown, ...string[]]>([
    ['', '1:1 / the file is empty; it must hold JSON'],
    ['[{]', '1:3 / not JSON here: property name expected'],
    [{}, '1:1 / must be a list, not an object'],
    [[], '1:1 / must not be empty'],
    [[5], '2:2 /0 must be an object, not 5'],
    [[{}], '2:2 /0/tool "tool" is missing', '2:2 /0/expect "expect" is missing'],
    [[{ tool: 'lok', expect: 'allow' }], '3:11 /0/tool there is no tool "lok"; did you mean "look"?'],
    [
      [{ tool: 'look', expect: 'denied' }],
      '4:13 /0/expect must be one of "hidden", "deny", "approval", "hold", "allow"',
    ],
    [
      [{ tool: 'look', expect: 'open' }],
      '4:13 /0/expect must be one of "hidden", "deny", "approval", "hold", "allow"',
    ],
    [
      [{ tool: 'look', expect: 'allow', arg: {} }],
      '5:3 /0/arg there is no key "arg" here; did you mean "args"?',
    ],
    [
      [{ tool: 'look', args: { serch: 'x' }, expect: 'allow' }],
      '5:4 /0/args/serch there is no argument of look "serch"; did you mean "search"?',
    ],
    [
      [{ tool: 'look', args: { reason: 'a read needs none' }, expect: 'allow' }],
      '5:4 /0/args/reason there is no argument of look "reason"',
    ],
    [
      [{ tool: 'look', context: { clint: {} }, expect: 'allow' }],
      '5:4 /0/context/clint there is no record "clint"; did you mean "client"?',
    ],
    [
      [{ tool: 'look', context: { client: { statsu: 1 } }, expect: 'allow' }],
      '6:5 /0/context/client/statsu there is no field of client "statsu"; did you mean "status"?',
    ],
    [
      [{ tool: 'look', money: { amount: '5e2' }, expect: 'allow' }],
      '5:14 /0/money/amount must be a number or decimal text',
    ],
    [
      [{ tool: 'look', effects: ['mial'], expect: 'allow' }],
      '5:4 /0/effects/0 must be one of "mail", "money", "control", "disclosure", "impersonation", "provisioning", "registrar", "irreversible", "secret"; did you mean "mail"?',
    ],
    [
      [{ tool: 'look', at: '2026-03-02 09:30', expect: 'allow' }],
      '4:9 /0/at must be a time with its zone, such as 2026-03-02T09:30:00Z',
    ],
    [
      [{ tool: 'look', at: '2026-13-02T09:30:00Z', expect: 'allow' }],
      '4:9 /0/at must be a time with its zone, such as 2026-03-02T09:30:00Z',
    ],
    [
      [{ tool: 'look', switches: { destructive: 'on' }, expect: 'allow' }],
      '5:19 /0/switches/destructive must be "off", "all" or a list of tools',
    ],
    [
      [{ tool: 'look', switches: { destructive: ['wip'] }, expect: 'allow' }],
      '6:5 /0/switches/destructive/0 there is no tool "wip"; did you mean "wipe"?',
    ],
    [
      [{ tool: 'look', switches: { toolsets: ['biling'] }, expect: 'allow' }],
      '6:5 /0/switches/toolsets/0 there is no toolset "biling"; did you mean "billing"?',
    ],
    ['[{"tool":"look","tool":"pay","expect":"allow"}]', '1:17 /0/tool the key "tool" stands twice'],
  ])('%j', (rows, ...expected) => {
    expect(refusals(rows)).toEqual(expected);
  });
});
