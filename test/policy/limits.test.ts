import { describe, expect, test } from 'vitest';
import { type PolicyRequest, UNAVAILABLE, UNKNOWN } from '../../src/policy/index.js';
import { ask, type Document, verdict } from './desk.js';

const limited = (limit: Document, name = 'pay'): Document => ({
  tools: { [name]: { limits: [{ counter: 'c', window: 'day', max: 10, ...limit }] } },
});

describe('what a limit claims', () => {
  test('a call, for the caller, in a calendar window', () => {
    expect(ask(limited({ on_deny: 'Enough.' }), 'pay', { caller: { name: 'ann' } }).limits).toEqual([
      {
        id: '/tools/pay/limits/0',
        counter: 'c',
        key: 'grant:ann',
        window: { calendar: 'day' },
        max: '10',
        amount: '1',
        message: 'Enough.',
      },
    ]);
  });

  test.each([
    ['grant', 'grant:local'],
    ['client', 'client:7'],
    ['install', 'install'],
  ])('scope %s counts for %s', (scope, key) => {
    expect(ask(limited({ scope }), 'pay', { client: 7 }).limits.map((one) => one.key)).toEqual([key]);
  });

  test.each(['minute', 'hour', 'day', 'month'])('a window of a %s', (window) => {
    expect(ask(limited({ window }), 'pay').limits[0]?.window).toEqual({ calendar: window });
  });

  test('without a name for the caller, those without one count together', () => {
    const of = (caller: PolicyRequest['caller']) => ask(limited({}), 'pay', { caller }).limits[0]?.key;
    expect(of({})).toBe('grant:');
    expect(of({ name: 5 })).toBe('grant:');
  });

  test('an amount, in one spelling, and a maximum too', () => {
    const document = limited({ increment_from: 'money.amount', max: '0500.50' });
    const [claim] = ask(document, 'pay', { money: { amount: '020.10' } }).limits;
    expect(claim).toMatchObject({ amount: '20.1', max: '500.5' });
    expect(
      ask(limited({ increment_from: 'args.amount' }), 'pay', { args: { amount: 2 } }).limits[0]?.amount,
    ).toBe('2');
  });

  test('zero may be counted, also against a maximum of zero', () => {
    const document = limited({ increment_from: 'money.amount', max: 0 });
    expect(ask(document, 'pay', { money: { amount: '0.00' } }).outcome).toBe('allow');
    expect(ask(limited({ max: 0 }), 'pay').outcome).toBe('deny');
  });

  test('the name of the tool stands in its counter', () => {
    const document = {
      classes: { read: { limits: [{ counter: '{tool}:{tool}', window: 'hour', max: 5 }] } },
    };
    expect(ask(document, 'look').limits[0]?.counter).toBe('look:look');
  });

  test('a rate slides over seconds: of a class, each tool by itself; of all, together', () => {
    const rate = { rate_limit: { max: 3, window: 90 } };
    const of = (document: Document, tool: string) => ask(document, tool).limits[0];
    const byClass = { classes: { read: rate } };
    expect(of(byClass, 'look')).toMatchObject({
      window: { slidingSeconds: 90 },
      max: '3',
      amount: '1',
      key: 'grant:local',
    });
    expect(of(byClass, 'look')?.counter).not.toBe(of(byClass, 'read_ticket')?.counter);
    const ofAll = { default: 'allow', all_tools: rate };
    expect(of(ofAll, 'look')?.counter).toBe(of(ofAll, 'pay')?.counter);
    expect(of(ofAll, 'look')?.counter).not.toBe(of(byClass, 'look')?.counter);
  });
});

describe('what can not be counted is denied', () => {
  test.each([
    '-1',
    '5e2',
    'NaN',
    '１０',
    '',
    '0.0000001',
    '1000000000000',
    '10.01',
    Number.NaN,
    1e300,
    true,
    undefined,
  ])('an amount of %j', (amount) => {
    const document = limited({ increment_from: 'args.amount' });
    expect(verdict(document, 'pay', { args: { amount } })).toBe('deny /tools/pay/limits/0');
  });

  test('an amount that was not to be had', () => {
    const document = limited({ increment_from: 'context.invoice.balance' });
    expect(verdict(document, 'pay', { context: { invoice: UNAVAILABLE } })).toBe('deny /tools/pay/limits/0');
    expect(verdict(document, 'pay', { context: { invoice: { balance: 'x' } } })).toBe(
      'deny /tools/pay/limits/0',
    );
  });

  test('a client that nobody could tell', () => {
    for (const client of [UNAVAILABLE, null] as const) {
      expect(verdict(limited({ scope: 'client' }), 'pay', { client })).toBe('deny /tools/pay/limits/0');
    }
  });

  test('what was not looked up yet stays open, and is asked for', () => {
    const both = limited({ scope: 'client', increment_from: 'money.amount' });
    const { outcome, needs, limits } = ask(both, 'pay', { client: UNKNOWN, money: UNKNOWN });
    expect(outcome).toBe('open');
    expect(needs).toMatchObject({ client: true, money: true, records: [], args: false });
    expect(limits).toEqual([]);
    expect(ask(both, 'pay', { client: 7, money: UNKNOWN }).needs).toMatchObject({
      client: false,
      money: true,
    });
    expect(ask(both, 'pay', { client: 7, money: { amount: '11' } }).outcome).toBe('deny');
  });
});

describe('rules that share a counter', () => {
  const rules = (of: Document[]) => ({ limits: of.map((one) => ({ counter: 'c', window: 'day', ...one })) });

  test('a call counts once in it, against the lowest maximum', () => {
    const document = {
      all_tools: rules([{ max: 50 }]),
      classes: { read: rules([{ max: 5 }]) },
      tools: { look: rules([{ max: 9 }, { max: 7 }]) },
    };
    expect(ask(document, 'look').limits).toEqual([
      expect.objectContaining({ id: '/classes/read/limits/0', counter: 'c', max: '5', amount: '1' }),
    ]);
  });

  test('a call counts with the greatest of its amounts, in either order', () => {
    const amounts = [
      { max: 500, increment_from: 'money.amount' },
      { max: 900, increment_from: 'args.amount' },
    ];
    for (const limits of [amounts, [...amounts].reverse()]) {
      const document = { tools: { pay: rules(limits) } };
      const [claim, ...others] = ask(document, 'pay', {
        args: { amount: '20.50' },
        money: { amount: '5.00', currency: 'EUR' },
      }).limits;
      expect(claim).toMatchObject({ max: '500', amount: '20.5' });
      expect(others).toEqual([]);
    }
  });

  test('another window, scope or name is another counter', () => {
    const document = {
      tools: {
        look: rules([
          { max: 5 },
          { max: 50, window: 'month' },
          { max: 6, scope: 'install' },
          { max: 7, counter: 'd' },
        ]),
      },
    };
    expect(ask(document, 'look').limits.map(({ max }) => max)).toEqual(['5', '50', '6', '7']);
  });

  test('tools that share a counter claim the same one', () => {
    const document = { classes: { read: rules([{ max: 5 }]) } };
    const [a, b] = ['look', 'read_ticket'].map((tool) => ask(document, tool).limits[0]);
    expect(a).toEqual(b);
  });
});
