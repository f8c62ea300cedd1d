import { describe, expect, test } from 'vitest';
import { limitsOf, UNAVAILABLE, UNKNOWN } from '../../src/policy/index.js';
import { countedOn, explain, parseCases, runCases } from '../../src/policy/trial/index.js';
import { ask, type Document, policyOf, problemsOf, requestOf, SHOP, textOf, verdict } from './desk.js';

const limits = (...all: Document[]): Document => ({
  tools: { pay: { limits: all.map((one) => ({ counter: 'c', window: 'day', max: 10, ...one })) } },
});
const sum = { increment_from: 'money.amount' };
const asking = { over: 'approval' };
const money = (amount: string) => ({ money: { amount } });

describe('a limit that asks past its maximum', () => {
  test('is claimed apart from one that refuses, with the same counter or not', () => {
    const { limits: claims } = ask(limits(asking, {}, { ...asking, max: 5 }), 'pay');
    expect(claims.map(({ id, max, part }) => [id, max, part])).toEqual([
      ['/tools/pay/limits/2', '5', 'unasked'],
      ['/tools/pay/limits/1', '10', undefined],
    ]);
  });

  test('asks for a call that alone is more than it holds, and counts it all the same', () => {
    const document = limits({ ...sum, ...asking, on_deny: 'Ask Anna.' });
    expect(verdict(document, 'pay', money('10'))).toBe('allow /tools/pay');
    const { outcome, approval, limits: claims } = ask(document, 'pay', money('10.01'));
    expect(outcome).toBe('approval');
    expect(approval).toMatchObject({ rule: '/tools/pay/limits/0', message: 'Ask Anna.' });
    expect(claims).toHaveLength(1);
    expect(verdict(limits(sum), 'pay', money('10.01'))).toBe('deny /tools/pay/limits/0');
  });

  test('refuses what it can not count: nobody approves an amount that nobody knows', () => {
    const document = limits({ ...sum, ...asking });
    expect(verdict(document, 'pay', { money: UNAVAILABLE })).toBe('deny /tools/pay/limits/0');
    expect(verdict(document, 'pay', { money: UNKNOWN })).toBe('open /tools/pay/limits/0');
    expect(verdict(limits({ ...asking, scope: 'client' }), 'pay')).toBe('deny /tools/pay/limits/0');
  });

  test('goes after a rule that denies', () => {
    const document = limits({ ...sum, ...asking });
    Object.assign((document.tools as { pay: Document }).pay, { action: 'deny' });
    expect(verdict(document, 'pay', money('11'))).toBe('deny /tools/pay/action');
  });

  test('is told as one', () => {
    const policy = policyOf({ ...limits(asking), timezone: 'Europe/Berlin' });
    expect(limitsOf(policy)).toMatchObject([
      { part: 'unasked', window: { calendar: 'day', timezone: 'Europe/Berlin' } },
    ]);
    expect(explain(policy, requestOf('pay'))).toContain(
      '  counts /tools/pay/limits/0: 1 in "c" of grant:local, 10 in a day (Europe/Berlin) without a person, who decides on what goes past it',
    );
  });

  test('is deny or approval', () => {
    expect(problemsOf(textOf(limits({ over: 'ask' })))).toEqual([
      expect.stringContaining('/over must be one of "deny", "approval"'),
    ]);
    expect(ask(limits({ over: 'deny' }), 'pay').limits[0]).not.toHaveProperty('part');
  });
});

describe('a limit that holds only for some calls', () => {
  const when = [{ path: 'context.client.status', op: 'in', value: ['Active'] }];
  const document = limits({ ...sum, when, max: 5 }, { ...sum, ...asking, max: 3, counter: 'd' });
  const from = (status: unknown) => ({ ...money('4'), context: { client: { status } } });

  test('counts where its conditions hold or can not be told, and not where they do not', () => {
    const counting = (rest: object) => ask(document, 'pay', rest).limits.map(({ id }) => id.at(-1));
    expect(counting(from('Active'))).toEqual(['0', '1']);
    expect(counting(from('Closed'))).toEqual(['1']);
    expect(counting({ ...money('4'), context: UNAVAILABLE })).toEqual(['0', '1']);
    expect(verdict(document, 'pay', { ...from('Active'), ...money('6') })).toBe('deny /tools/pay/limits/0');
    expect(verdict(document, 'pay', { ...from('Closed'), ...money('6') })).toBe(
      'approval /tools/pay/limits/1',
    );
  });

  test('is open, and asks for the record, until that is read', () => {
    const { outcome, needs } = ask(document, 'pay', { ...money('1'), context: UNKNOWN });
    expect([outcome, needs.records]).toEqual(['open', ['client']]);
  });

  test('is explained with what it compared', () => {
    const told = explain(policyOf(document), requestOf('pay', from('Closed')));
    expect(told).toContain('  does not count in /tools/pay/limits/0');
    expect(told).toContain('    context.client.status is "Closed"; in ["Active"] does not hold');
  });

  test('is refused with conditions that lead nowhere', () => {
    const wrong = limits({ when: [{ path: 'context.client.stattus', op: 'eq', value: 'Active' }] });
    expect(problemsOf(textOf(wrong))).toEqual([expect.stringContaining('did you mean "status"')]);
  });
});

describe('a decision where something is counted already', () => {
  const document = limits({ ...sum, ...asking }, { ...sum, max: 30 });
  const on = (amount: string, used: Record<string, string>) => {
    const { outcome, deciding } = countedOn(ask(document, 'pay', money(amount)), ({ id }) => used[id]);
    return `${outcome} ${deciding.id}`;
  };
  const [budget, limit] = ['/tools/pay/limits/0', '/tools/pay/limits/1'];

  test.each([
    ['4', {}, 'allow /tools/pay'],
    ['4', { [budget]: '6' }, 'allow /tools/pay'],
    ['4', { [budget]: '6.01' }, `approval ${budget}`],
    ['4', { [budget]: '10', [limit]: '26' }, `approval ${budget}`],
    ['4', { [budget]: '10', [limit]: '27' }, `deny ${limit}`],
    ['12', { [limit]: '18' }, `approval ${budget}`],
    ['12', { [limit]: '18.5' }, `deny ${limit}`],
  ])('%s beside %j: %s', (amount, used, expected) => {
    expect(on(amount, used)).toBe(expected);
  });

  test('is what a row of a table may ask about', () => {
    const row = (used: object, expect: string, rule?: string) => ({
      tool: 'pay',
      money: { amount: 4 },
      used,
      expect,
      ...(rule === undefined ? {} : { rule }),
    });
    const rows = [
      row({}, 'allow'),
      row({ [budget]: 6 }, 'allow'),
      row({ [budget]: '7' }, 'approval', budget),
      row({ [limit]: 27 }, 'deny', limit),
      row({ '/tools/pay/limits/7': 1 }, 'allow'),
    ];
    const parsed = parseCases(JSON.stringify(rows), SHOP);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const results = runCases(policyOf(document), parsed.cases);
    expect(results.map(({ passed }) => passed)).toEqual([true, true, true, true, false]);
    expect(results[4]?.message).toBe('/tools/pay/limits/7 is no limit that counts this call');
    const negative = parseCases(JSON.stringify([row({ [budget]: -1 }, 'allow')]), SHOP);
    expect('problems' in negative && negative.problems[0]?.message).toContain('0 or more');
  });
});

test('days and months are those of the time zone of the policy; minutes and hours need none', () => {
  const windowsIn = (timezone: string) =>
    ['minute', 'hour', 'day', 'month'].map(
      (window) => ask({ ...limits({ window }), timezone }, 'pay').limits[0]?.window,
    );
  const zone = { timezone: 'Asia/Kolkata' };
  expect(windowsIn('Asia/Kolkata')).toEqual([
    { calendar: 'minute' },
    { calendar: 'hour' },
    { calendar: 'day', ...zone },
    { calendar: 'month', ...zone },
  ]);
  expect(windowsIn('UTC')[2]).toEqual({ calendar: 'day' });
});
