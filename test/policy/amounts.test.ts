import { describe, expect, test } from 'vitest';
import { compareDecimals, decimalOf, decimalText, isDecimal, sum, textOf } from '../../src/decimal.js';
import { type Decision, UNAVAILABLE, UNKNOWN } from '../../src/policy/index.js';
import { ask, type Document, verdict } from './desk.js';

const NO_AMOUNTS = [
  '5e2',
  '1e309',
  'NaN',
  'Infinity',
  '１０',
  '',
  ' ',
  '1 ',
  '5\n',
  '5\n6',
  '+1',
  '.5',
  '5.',
  '1,00',
  '0x10',
  '--1',
  '1'.repeat(65),
];

describe('exact decimals', () => {
  test('0.10 + 0.20 is 0.3, as no float would have it', () => {
    expect(0.1 + 0.2).not.toBe(0.3);
    const total = (...amounts: readonly (string | number)[]) =>
      textOf(sum(amounts.flatMap((amount) => decimalOf(amount) ?? [])));
    expect(total('0.10', '0.20')).toBe('0.3');
    expect(total(0.1, 0.2)).toBe('0.3');
    expect(total('999999999999.99', '0.01')).toBe('1000000000000');
    expect(total('-0.10', '0.30')).toBe('0.2');
    expect(total('-0.10', '0.10')).toBe('0');
  });

  test.each([
    ['0.1', 0.1, 0],
    ['5.00', 5, 0],
    ['-1', 0, -1],
    ['0.30000000000000001', '0.3', 1],
    [1e21, '1000000000000000000000', 0],
    [1e-7, '0.0000001', 0],
    ['100000000000000000000000000000000.01', '100000000000000000000000000000000.02', -1],
    [-0, '0', 0],
  ])('%s against %s: %i', (a, b, order) => {
    expect(compareDecimals(a, b)).toBe(order);
  });

  test.each(NO_AMOUNTS)('%j is no decimal', (text) => {
    expect(isDecimal(text)).toBe(false);
    expect(compareDecimals(text, 1)).toBeUndefined();
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, true, null, undefined, [5], { a: 5 }, 5n])(
    '%s is no decimal',
    (value) => {
      expect(isDecimal(value)).toBe(false);
    },
  );

  test('an amount has one spelling', () => {
    for (const one of ['5', '5.0', '05.00', 5, '005']) expect(decimalText(one)).toBe('5');
    expect(decimalText('-0.50')).toBe('-0.5');
    expect(decimalText('0.0')).toBe('0');
  });
});

const CAP = { path: 'money.amount', op: 'gt', value: 100 };
const denyAbove: Document = { tools: { pay: { deny_if: [{ conditions: [CAP] }] } } };
const requireBelow: Document = {
  tools: { pay: { require: [{ conditions: [{ ...CAP, op: 'lte' }] }] } },
};
const askAbove: Document = { tools: { pay: { require_approval: { when: [CAP], message: 'A lot.' } } } };
const counted: Document = {
  tools: { pay: { limits: [{ counter: 'c', window: 'day', max: 100, increment_from: 'money.amount' }] } },
};
const withAmount = (amount: unknown) => ({ money: { amount, currency: 'USD' } });
const outcomes = (amount: unknown): Decision['outcome'][] =>
  [denyAbove, requireBelow, askAbove, counted].map(
    (document) => ask(document, 'pay', withAmount(amount)).outcome,
  );

describe('what is at stake', () => {
  test.each(['0', '0.1', '99.99', '100', '100.00', 100, 1e2])('%j is within a cap of 100', (amount) => {
    expect(outcomes(amount)).toEqual(['allow', 'allow', 'allow', 'allow']);
  });

  test.each(['100.01', '100.000001', 101, '5000', '00101'])('%j is above it', (amount) => {
    expect(outcomes(amount)).toEqual(['deny', 'deny', 'approval', 'deny']);
  });

  test.each([
    ...NO_AMOUNTS,
    '-1',
    -1,
    '-0.01',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    null,
    undefined,
    [5],
  ])('%j is refused wherever a rule speaks of money', (amount) => {
    expect(outcomes(amount)).toEqual(['deny', 'deny', 'deny', 'deny']);
  });

  test('what could not be worked out is refused wherever a rule speaks of money', () => {
    for (const document of [denyAbove, requireBelow, askAbove, counted]) {
      expect(ask(document, 'pay', { money: UNAVAILABLE }).outcome).toBe('deny');
    }
    const { deciding } = ask(askAbove, 'pay', { money: UNAVAILABLE });
    expect(deciding.id).toBe('/tools/pay/require_approval');
    expect(deciding.message).toMatch(/amount at stake could not be told/);
  });

  test('a rule that another condition rules out does not speak of money', () => {
    const when = [{ path: 'args.gateway', op: 'eq', value: 'cash' }, CAP];
    const document = { tools: { pay: { require_approval: { when } } } };
    const rest = { args: { gateway: 'card' }, money: UNAVAILABLE } as const;
    expect(ask(document, 'pay', rest).outcome).toBe('allow');
    expect(ask(document, 'pay', { ...rest, money: UNKNOWN }).needs.money).toBe(false);
  });

  test('an approval that asks for no amount does not need one', () => {
    const document = { tools: { pay: { require_approval: true } } };
    expect(ask(document, 'pay', { money: UNAVAILABLE }).outcome).toBe('approval');
  });

  test('a rule that fails on something else still asks a person', () => {
    const when = [{ path: 'context.invoice.balance', op: 'gt', value: 5 }];
    const document = { tools: { pay: { require_approval: { when } } } };
    expect(ask(document, 'pay', { context: UNAVAILABLE }).outcome).toBe('approval');
  });

  test('where no money is at stake, a rule about it counts against the call', () => {
    const all: Document = { default: 'allow', all_tools: { deny_if: [{ conditions: [CAP] }] } };
    expect(verdict(all, 'look', { money: { amount: '1' } })).toBe('deny /all_tools/deny_if/0');
    expect(verdict(all, 'pay', { money: null })).toBe('deny /all_tools/deny_if/0');
    expect(verdict(askAbove, 'pay', { money: null })).toBe('approval /tools/pay/require_approval');
    const guarded = {
      default: 'allow',
      all_tools: { deny_if: [{ conditions: [{ path: 'effects', op: 'contains', value: 'money' }, CAP] }] },
    };
    expect(ask(guarded, 'look').outcome).toBe('allow');
  });

  test.each([
    ['eq', '5', 'deny'],
    ['eq', '5.000', 'deny'],
    ['neq', '5', 'allow'],
    ['in', ['5', 6], 'deny'],
    ['not_in', ['5', 6], 'allow'],
    ['in', ['6'], 'allow'],
  ])('amounts are equal by value, however the policy spells them: %s %j', (op, value, expected) => {
    const document = {
      tools: { pay: { deny_if: [{ conditions: [{ path: 'money.amount', op, value }] }] } },
    };
    expect(ask(document, 'pay', withAmount('5.00')).outcome).toBe(expected);
  });

  test('an argument is compared exactly too', () => {
    const document = {
      tools: { pay: { deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 0.3 }] }] } },
    };
    const at = (amount: unknown) => ask(document, 'pay', { args: { amount } }).outcome;
    expect(at('0.3')).toBe('allow');
    expect(at('0.30')).toBe('allow');
    expect(at(0.1 + 0.2)).toBe('deny');
    expect(at('0.300000000000000000001')).toBe('deny');
    for (const amount of [...NO_AMOUNTS, Number.NaN, Number.POSITIVE_INFINITY])
      expect(at(amount)).toBe('deny');
    expect(at('-1')).toBe('allow');
  });
});
