import { expect, test } from 'vitest';
import { UNAVAILABLE, UNKNOWN } from '../../src/policy/index.js';
import { explain } from '../../src/policy/trial/index.js';
import { type Document, policyOf, requestOf } from './desk.js';

const POLICY: Document = {
  timezone: 'Europe/Berlin',
  schedules: { office: { from: '09:00', to: '17:00' } },
  classes: {
    financial: { limits: [{ counter: 'spend', window: 'day', max: 1000, increment_from: 'money.amount' }] },
  },
  tools: {
    pay: {
      deny_if: [
        {
          conditions: [
            { path: 'context.invoice.status', op: 'neq', value: 'Unpaid' },
            { path: 'args.gateway', op: 'in', value: ['cash'] },
          ],
          on_deny: 'Only open invoices.',
        },
      ],
      require_approval: {
        when: [{ path: 'money.amount', op: 'gt', value: 50 }],
        channels: ['console', 'cli'],
        approvers: 2,
        expires: 900,
        message: 'A lot.',
      },
      rate_limit: { max: 3, window: 60 },
    },
  },
};

const lines = (document: Document, tool: string, rest = {}) =>
  explain(policyOf(document), requestOf(tool, rest));

test('the decision, every rule that spoke, what each condition compared, what is counted and asked', () => {
  const [, revision = '', ...told] = lines(POLICY, 'pay', {
    args: { gateway: 'cash' },
    money: { amount: '75.50' },
    context: { invoice: { status: 'Unpaid' } },
  });
  expect(revision).toMatch(/^policy [0-9a-f]{12}$/);
  expect(told).toEqual([
    'time: tue 2026-03-03, hour 13 in Europe/Berlin, in office',
    'spoke:',
    '  allow /tools/pay',
    '  approval /tools/pay/require_approval: A lot.',
    '    money.amount is "75.50"; gt 50 holds',
    '  counts /tools/pay/rate_limit: 1 in "/tools/pay/rate_limit pay" of grant:local, at most 3 in 60 s',
    '  counts /classes/financial/limits/0: 75.5 in "spend" of grant:local, at most 1000 in a day (Europe/Berlin)',
    'kept silent:',
    '  silent /tools/pay/deny_if/0: Only open invoices.',
    '    context.invoice.status is "Unpaid"; neq "Unpaid" does not hold',
    '    args.gateway is "cash"; in ["cash"] holds',
    'approval: by console or cli, of 2, within 900 s, for /tools/pay/require_approval',
  ]);
});

test('the first line is the answer', () => {
  const paid = {
    args: { gateway: 'cash' },
    money: { amount: '5' },
    context: { invoice: { status: 'Paid' } },
  };
  expect(lines(POLICY, 'pay', paid)[0]).toBe('pay: deny by /tools/pay/deny_if/0: Only open invoices.');
  expect(lines(POLICY, 'look')[0]).toBe('look: deny by (default deny)');
  expect(lines(POLICY, 'nobody')).toEqual([
    'nobody: hidden by (unknown tool)',
    expect.stringMatching(/^policy /),
  ]);
  expect(lines({ mode: 'shadow', tools: { look: {} } }, 'look')[1]).toMatch(
    /; mode shadow: nothing is denied$/,
  );
});

test('what is missing, not looked up or not to be had is said', () => {
  const told = lines(POLICY, 'pay', { args: {}, context: UNKNOWN, money: UNKNOWN, at: UNKNOWN });
  expect(told).toEqual(
    expect.arrayContaining([
      'time: not looked up',
      '    context.invoice.status is not looked up; neq "Unpaid" is open',
      '    args.gateway is missing; in ["cash"] can\'t be evaluated',
      '    counts money.amount, which is not looked up, by grant, at most 1000 in a day (Europe/Berlin)',
      'still open: money, context.invoice',
    ]),
  );
  const lost = lines(POLICY, 'pay', { args: {}, context: UNAVAILABLE, money: UNAVAILABLE });
  expect(lost).toEqual(
    expect.arrayContaining([
      '    context.invoice.status is not to be had; neq "Unpaid" can\'t be evaluated',
      '  deny /classes/financial/limits/0',
    ]),
  );
});

test('switches, grants and hiding name their place', () => {
  const document = {
    hide: ['pay'],
    grants: { desk: { callers: ['local'], tools: ['look'] } },
    classes: { financial: {} },
  };
  expect(lines(document, 'pay', { switches: { readOnly: true } })).toEqual(
    expect.arrayContaining([
      '  hide (hidden) by /hide/0',
      '  hide (read only)',
      '  hide (not granted) by /grants/desk/tools',
      '  allow /classes/financial',
    ]),
  );
});

test('what the policy shows, and a preview that is wanted, are told', () => {
  const document = { show: ['wipe'], classes: { destructive: { hide: true } } };
  expect(lines(document, 'wipe')).toEqual(
    expect.arrayContaining([
      '  approval (shown) by /show/0: Destructive tools that the policy shows need approval for every call.',
      'approval: with a preview, for (shown)',
    ]),
  );
  const optional = { tools: { look: { require_approval: { preview: 'optional' } } } };
  expect(lines(optional, 'look')).toContain('approval: for /tools/look/require_approval');
});

test('how long the same call again is a duplicate', () => {
  const document = {
    classes: { write: { repeat_after: 600 } },
    tools: { pay: { repeat_after: 0 }, look: {} },
  };
  expect(lines(document, 'reply')).toContain(
    'the same call again: a duplicate within 600 s, by /classes/write/repeat_after',
  );
  expect(lines(document, 'pay')).toContain(
    'the same call again: never a duplicate, by /tools/pay/repeat_after',
  );
  expect(lines(document, 'look').join()).not.toContain('the same call again');
});

test('long values are cut', () => {
  const document = {
    tools: { reply: { deny_if: [{ conditions: [{ path: 'args.message', op: 'contains', value: 'x' }] }] } },
  };
  const told = lines(document, 'reply', { args: { message: 'y'.repeat(5000) } });
  expect(Math.max(...told.map((line) => line.length))).toBeLessThan(300);
});

test('for a caller the rules and limits of its own grant are told, and those of no other', () => {
  const limits = (counter: string) => [{ counter, window: 'day', max: 3 }];
  const document: Document = {
    default: 'allow',
    grants: { desk: { limits: limits('desk') }, tills: { limits: limits('tills'), callers: ['cat'] } },
  };
  const told = (caller: Document) => lines(document, 'look', { caller }).join('\n');
  expect(told({ name: 'ann', grant: 'desk' })).toContain('/grants/desk/limits/0');
  expect(told({ name: 'ann', grant: 'desk' })).not.toContain('tills');
  expect(told({ name: 'cat' })).toContain('/grants/tills/limits/0');
  expect(told({ name: 'cat' })).not.toContain('desk');
  expect(told({ name: 'dan' })).not.toContain('/grants');
});
