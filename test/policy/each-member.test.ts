import { describe, expect, test } from 'vitest';
import { type Document, problemsOf, textOf, verdict, warningsOf } from './desk.js';

const reply = (rules: Document): Document => ({ tools: { reply: rules } });
const above = (path: string, op = 'gt') => [{ path, op, value: 5 }];
const items = (...amounts: unknown[]) => ({ args: { items: amounts.map((amount) => ({ amount })) } });

describe('a path with [*] speaks of every member of a list', () => {
  const denied = reply({ deny_if: [{ conditions: above('args.items[*].amount') }] });
  const required = reply({ require: [{ conditions: above('args.items[*].amount', 'lte') }] });
  const asked = reply({ require_approval: { when: above('args.items[*].amount') } });

  test.each([
    ['in the first place', items(6, 1, 1)],
    ['in the last place', items(1, 1, 6)],
  ])('one member %s is enough to refuse or to ask', (_where, call) => {
    expect(verdict(denied, 'reply', call)).toBe('deny /tools/reply/deny_if/0');
    expect(verdict(required, 'reply', call)).toBe('deny /tools/reply/require/0');
    expect(verdict(asked, 'reply', call)).toBe('approval /tools/reply/require_approval');
  });

  test('where no member is above it, the call passes', () => {
    for (const document of [denied, required, asked]) {
      expect(verdict(document, 'reply', items(1, 5, 2))).toBe('allow /tools/reply');
      expect(verdict(document, 'reply', items())).toBe('allow /tools/reply');
    }
  });

  test.each([
    ['a member without the field', { args: { items: [{ amount: 1 }, {}] } }],
    ['a member that is no amount', items(1, 'a lot')],
    ['no list at all', { args: {} }],
    ['something else than a list', { args: { items: { amount: 1 } } }],
  ])('%s can not be told, and counts against the call', (_what, call) => {
    expect(verdict(denied, 'reply', call)).toBe('deny /tools/reply/deny_if/0');
    expect(verdict(required, 'reply', call)).toBe('deny /tools/reply/require/0');
    expect(verdict(asked, 'reply', call)).toBe('approval /tools/reply/require_approval');
  });

  test('lists inside of lists', () => {
    const document = reply({ deny_if: [{ conditions: above('args.items[*].rows[*].amount') }] });
    const call = (amount: number) => ({
      args: { items: [{ rows: [{ amount: 1 }] }, { rows: [{ amount }] }] },
    });
    expect(verdict(document, 'reply', call(6))).toBe('deny /tools/reply/deny_if/0');
    expect(verdict(document, 'reply', call(5))).toBe('allow /tools/reply');
  });

  test('a limit can not add up a list', () => {
    const limit = { counter: 'c', window: 'day', max: 5, increment_from: 'args.items[*].amount' };
    expect(problemsOf(textOf(reply({ limits: [limit] })))[0]).toMatch(/must name one amount/);
  });

  test('only arguments have members', () => {
    for (const path of ['context.ticket.status[*]', 'effects[*]', 'session.tainted[*]']) {
      const document = reply({ deny_if: [{ conditions: [{ path, op: 'eq', value: 'x' }] }] });
      expect(problemsOf(textOf(document)), path).not.toEqual([]);
    }
  });
});

describe('rules that look strict and are not are told of', () => {
  const deny = (...conditions: unknown[]) => ({ tools: { pay: { deny_if: [{ conditions }] } } });
  const require = (...conditions: unknown[]) => ({ tools: { pay: { require: [{ conditions }] } } });
  const CASE = /WHMCS takes capital and small letters/;

  test('one place of a list', () => {
    const [warning] = warningsOf(reply({ deny_if: [{ conditions: above('args.items[0].amount') }] }));
    expect(warning).toContain('args.items[*].amount looks at all of them');
  });

  test.each([
    ['eq', 'PayPal'],
    ['in', ['paypal', 'stripe']],
    ['contains', 'paypal'],
    ['regex', '^paypal$'],
  ])('refusing a text by %s, which other letters pass', (op, value) => {
    expect(warningsOf(deny({ path: 'args.gateway', op, value }))[0]).toMatch(CASE);
  });

  test.each([
    ['what is required', require({ path: 'args.gateway', op: 'in', value: ['paypal'] })],
    ['a pattern for all letters', deny({ path: 'args.gateway', op: 'regex', value: '(?i)^paypal$' })],
    ['a number', deny({ path: 'args.gateway', op: 'eq', value: '1234' })],
    ['a fact of ours', deny({ path: 'context.invoice.status', op: 'eq', value: 'Paid' })],
  ])('%s is not warned of', (_what, document) => {
    expect(warningsOf(document).filter((text) => CASE.test(text))).toEqual([]);
  });

  test('required to be something else, which other letters are as well', () => {
    expect(warningsOf(require({ path: 'args.gateway', op: 'neq', value: 'paypal' }))[0]).toMatch(CASE);
  });

  test('a limit per client where calls name none', () => {
    const limits = [{ counter: 'c', window: 'day', max: 5, scope: 'client' }];
    expect(warningsOf({ all_tools: { limits } })).toEqual([]);
  });
});
