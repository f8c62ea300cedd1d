import { describe, expect, test } from 'vitest';
import { UNAVAILABLE } from '../../src/policy/index.js';
import { ask } from './desk.js';

const MISSING = undefined;

/** What a condition comes to on `args.items` of a write: `deny_if` shows yes and no, `require` tells no from error. */
function truth(op: string, value: unknown, actual: unknown, path = 'args.items'): string {
  const entry = [{ conditions: [{ path, op, ...(value === undefined ? {} : { value }) }] }];
  const rest = { args: actual === MISSING ? {} : { items: actual } };
  const denied = ask({ tools: { reply: { deny_if: entry } } }, 'reply', rest).outcome === 'deny';
  const required = ask({ tools: { reply: { require: entry } } }, 'reply', rest).outcome === 'allow';
  if (denied && required) return 'yes';
  if (!denied && !required) return 'no';
  return denied ? 'error' : 'both';
}

const table = (rows: [op: string, value: unknown, actual: unknown, expected: string][]) =>
  test.each(rows)('%s %j on %j: %s', (op, value, actual, expected) => {
    expect(truth(op, value, actual)).toBe(expected);
  });

describe('eq and neq', () => {
  table([
    ['eq', 'a', 'a', 'yes'],
    ['eq', 'a', 'A', 'no'],
    ['eq', 'a', 'a ', 'no'],
    ['eq', 5, 5, 'yes'],
    ['eq', 5, '5', 'yes'],
    ['eq', 5, '5.00', 'yes'],
    ['eq', '5', 5, 'yes'],
    ['eq', '0100', '100', 'no'],
    ['eq', true, true, 'yes'],
    ['eq', true, false, 'no'],
    ['neq', 'a', 'b', 'yes'],
    ['neq', 'a', 'a', 'no'],
    ['neq', 5, '5.0', 'no'],
    ['eq', true, 'true', 'error'],
    ['eq', true, 1, 'error'],
    ['neq', true, 'on', 'error'],
    ['eq', 5, 'five', 'error'],
    ['neq', 5, 'five', 'error'],
    ['eq', 'a', ['a'], 'error'],
    ['neq', 'a', { a: 1 }, 'error'],
    ['eq', 'a', MISSING, 'error'],
    ['neq', 'a', MISSING, 'error'],
    ['neq', 'a', null, 'error'],
    ['eq', null, null, 'yes'],
    ['eq', null, MISSING, 'yes'],
    ['eq', null, 'a', 'no'],
    ['neq', null, 'a', 'yes'],
    ['neq', null, MISSING, 'no'],
  ]);
});

describe('in and not_in', () => {
  table([
    ['in', ['a', 'b'], 'b', 'yes'],
    ['in', ['a', 'b'], 'c', 'no'],
    ['in', [], 'a', 'no'],
    ['in', [5, 6], '6.0', 'yes'],
    ['in', ['a', 5], 5, 'yes'],
    ['not_in', ['a', 'b'], 'c', 'yes'],
    ['not_in', ['a', 'b'], 'a', 'no'],
    ['not_in', [], 'a', 'yes'],
    ['in', [5], 'five', 'error'],
    ['not_in', [5], 'five', 'error'],
    ['in', ['a'], ['a'], 'error'],
    ['not_in', ['a'], ['b'], 'error'],
    ['in', ['a'], MISSING, 'error'],
    ['not_in', ['a'], MISSING, 'error'],
    ['not_in', ['a'], null, 'error'],
  ]);
});

describe('lt, lte, gt, gte', () => {
  table([
    ['lt', 10, 9, 'yes'],
    ['lt', 10, '9', 'yes'],
    ['lt', 10, 10, 'no'],
    ['lte', 10, '10.00', 'yes'],
    ['lte', '0.3', '0.30', 'yes'],
    ['gt', 10, '10.01', 'yes'],
    ['gt', 9, '10', 'yes'],
    ['gt', 10, 10, 'no'],
    ['gte', 10, 10, 'yes'],
    ['gte', -5, '-5', 'yes'],
    ['lt', 0, '-0.01', 'yes'],
    ['gt', 10, 'ten', 'error'],
    ['lt', 10, '', 'error'],
    ['lt', 10, ' 5', 'error'],
    ['lt', 10, true, 'error'],
    ['lt', 10, null, 'error'],
    ['lt', 10, [5], 'error'],
    ['lt', 10, MISSING, 'error'],
    ['gt', 10, MISSING, 'error'],
    ['gt', '2026-03-01', '2026-03-02', 'yes'],
    ['lt', '2026-03-01', '2025-12-31', 'yes'],
    ['lte', '2026-03-01', '2026-03-01', 'yes'],
    ['lte', '2026-03-01', '2026-03-01 17:00', 'yes'],
    ['gt', '2026-03-01', '2026-03-01T17:00:00', 'no'],
    ['gt', '2026-03-01 12:00', '2026-03-01T12:30', 'yes'],
    ['gt', '2026-03-01 12:00', '2026-03-01', 'error'],
    ['gt', '2026-03-01', '0000-00-00', 'error'],
    ['lt', '2026-03-01', '0000-00-00 00:00:00', 'error'],
    ['lt', '2026-03-01', '01/03/2025', 'error'],
    ['lt', '2026-03-01', 20250301, 'error'],
    ['lt', 10, '2026-03-01', 'error'],
  ]);
});

describe('regex', () => {
  table([
    ['regex', '^a+$', 'aaa', 'yes'],
    ['regex', '^a+$', 'aab', 'no'],
    ['regex', 'b', 'abc', 'yes'],
    ['regex', '(?i)^ABC$', 'aBc', 'yes'],
    ['regex', '^(\\d{1,3}\\.){3}\\d{1,3}$', '192.0.2.7', 'yes'],
    ['regex', '^a', 5, 'error'],
    ['regex', '^a', ['a'], 'error'],
    ['regex', '.', 'a'.repeat(20_000), 'yes'],
    ['regex', '.', 'a'.repeat(20_001), 'error'],
    ['regex', '.', MISSING, 'error'],
  ]);
});

describe('contains', () => {
  table([
    ['contains', 'b', 'abc', 'yes'],
    ['contains', 'B', 'abc', 'no'],
    ['contains', 'a', ['a', 'b'], 'yes'],
    ['contains', 'ab', ['a', 'b'], 'no'],
    ['contains', 5, [4, '5.0'], 'yes'],
    ['contains', 'a', [], 'no'],
    ['contains', 'a', [{ a: 1 }], 'error'],
    ['contains', 'a', ['b', ['a']], 'error'],
    ['contains', 5, 'a5', 'error'],
    ['contains', '5', 15, 'error'],
    ['contains', 'a', { a: 1 }, 'error'],
    ['contains', 'a', MISSING, 'error'],
  ]);
});

describe('exists', () => {
  table([
    ['exists', true, 'a', 'yes'],
    ['exists', undefined, 'a', 'yes'],
    ['exists', true, '', 'yes'],
    ['exists', true, false, 'yes'],
    ['exists', true, MISSING, 'no'],
    ['exists', undefined, MISSING, 'no'],
    ['exists', true, null, 'no'],
    ['exists', false, MISSING, 'yes'],
    ['exists', false, 0, 'no'],
  ]);

  test('of what could not be had, presence is not told either', () => {
    const at = (value: boolean) => ({
      tools: {
        reply: { deny_if: [{ conditions: [{ path: 'context.client.credit', op: 'exists', value }] }] },
      },
    });
    for (const value of [true, false]) {
      expect(ask(at(value), 'reply', { context: { client: UNAVAILABLE } }).outcome).toBe('deny');
      expect(ask(at(value), 'reply', { context: UNAVAILABLE }).outcome).toBe('deny');
    }
    expect(ask(at(false), 'reply', { context: { client: null } }).outcome).toBe('deny');
    expect(ask(at(true), 'reply', { context: { client: null } }).outcome).toBe('allow');
  });
});

describe('paths', () => {
  const items = [{ amount: '5.00', 'x-y': { z: 1 } }, { amount: '7.00' }];
  test.each([
    ['args.items[1].amount', 7, 'yes'],
    ['args.items.0.amount', '5.00', 'yes'],
    ['args.items[0].x-y.z', 1, 'yes'],
    ['args.items.length', 2, 'yes'],
    ['args.items[2].amount', 7, 'error'],
    ['args.items.amount', 5, 'error'],
    ['args.items[0].constructor', 'x', 'error'],
    ['args.items[0].__proto__.x', 'x', 'error'],
    ['args.items[0].amount.length', 4, 'error'],
  ])('%s eq %j: %s', (path, value, expected) => {
    expect(truth('eq', value, items, path)).toBe(expected);
  });

  test('what every object inherits is no argument, also where it is one of its own', () => {
    const entry = (path: string) => ({
      tools: { reply: { deny_if: [{ conditions: [{ path, op: 'exists' }] }] } },
    });
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      expect(ask(entry(`args.items.${name}`), 'reply', { args: { items: {} } }).outcome).toBe('allow');
      expect(ask(entry(`caller.${name}`), 'reply').outcome).toBe('allow');
    }
    const own = JSON.parse('{"__proto__": 1}');
    expect(ask(entry('args.items.__proto__'), 'reply', { args: { items: own } }).outcome).toBe('deny');
  });

  const facts: [string, string, unknown, string][] = [
    ['tool.class', 'eq', 'write', 'deny'],
    ['tool.level', 'eq', 'high', 'deny'],
    ['tool.toolset', 'in', ['billing'], 'allow'],
    ['tool.name', 'eq', 'reply', 'deny'],
    ['caller.name', 'eq', 'local', 'deny'],
    ['caller.team', 'eq', 'x', 'deny'],
    ['session.tainted', 'eq', true, 'allow'],
    ['effects', 'contains', 'mail', 'deny'],
    ['effects', 'contains', 'money', 'allow'],
    ['effects', 'not_in', ['money', 'secret'], 'deny'],
    ['effects', 'not_in', ['money', 'mail'], 'allow'],
  ];
  test.each(facts)('deny_if %s %s %j: %s', (path, op, value, expected) => {
    const document = { tools: { reply: { deny_if: [{ conditions: [{ path, op, value }] }] } } };
    expect(ask(document, 'reply', { effects: ['mail'] }).outcome).toBe(expected);
  });
});
