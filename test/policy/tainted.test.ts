import { describe, expect, test } from 'vitest';
import { couldBeListed, decide, type PolicyRequest, UNAVAILABLE, UNKNOWN } from '../../src/policy/index.js';
import { ask, blank, type Document, policyOf } from './desk.js';

type Kind = 'require' | 'deny_if' | 'require_approval';

const rule = (kind: Kind, op: string, value: boolean): Document => {
  const conditions = [{ path: 'session.tainted', op, value }];
  return kind === 'require_approval' ? { [kind]: { when: conditions } } : { [kind]: [{ conditions }] };
};

const SESSIONS: readonly PolicyRequest['session'][] = [
  { tainted: true },
  { tainted: false },
  {},
  UNAVAILABLE,
  UNKNOWN,
];

describe('whether text of outsiders has entered the session', () => {
  // Tainted, not tainted, not said, not to be had, not looked at yet.
  const table: [Kind, string, boolean, ...string[]][] = [
    ['require', 'eq', false, 'deny', 'allow', 'deny', 'deny', 'open'],
    ['require', 'eq', true, 'allow', 'deny', 'deny', 'deny', 'open'],
    ['require', 'neq', true, 'deny', 'allow', 'deny', 'deny', 'open'],
    ['deny_if', 'eq', true, 'deny', 'allow', 'deny', 'deny', 'open'],
    ['deny_if', 'eq', false, 'allow', 'deny', 'deny', 'deny', 'open'],
    ['require_approval', 'eq', true, 'approval', 'allow', 'approval', 'approval', 'open'],
    ['require_approval', 'eq', false, 'allow', 'approval', 'approval', 'approval', 'open'],
    ['require_approval', 'neq', false, 'approval', 'allow', 'approval', 'approval', 'open'],
  ];

  describe.each([
    ['all tools', (rules: Document) => ({ default: 'allow', all_tools: rules })],
    ['a class', (rules: Document) => ({ classes: { write: rules } })],
    ['a tool', (rules: Document) => ({ tools: { reply: rules } })],
    [
      'a grant',
      (rules: Document) => ({ default: 'allow', grants: { desk: { ...rules, callers: ['local'] } } }),
    ],
  ])('in the rules of %s', (_place, within) => {
    test.each(table)('%s %s %s', (kind, op, value, ...expected) => {
      const document = within(rule(kind, op, value));
      expect(SESSIONS.map((session) => ask(document, 'reply', { session }).outcome)).toEqual(expected);
    });
  });

  test('it is asked for where an answer rests on it, and lists the tool meanwhile', () => {
    const document = { tools: { reply: rule('deny_if', 'eq', true) } };
    expect(ask(document, 'reply', { session: UNKNOWN }).needs.session).toBe(true);
    expect(couldBeListed(decide(policyOf(document), blank('reply')))).toBe(true);
  });

  test('beside another condition it is asked for only if that one holds', () => {
    const when = [
      { path: 'effects', op: 'contains', value: 'mail' },
      { path: 'session.tainted', op: 'eq', value: true },
    ];
    const document = { tools: { reply: { require_approval: { when } } } };
    const asked = (effects: string[]) => ask(document, 'reply', { effects, session: UNKNOWN });
    expect(asked([])).toMatchObject({ outcome: 'allow', needs: { session: false } });
    expect(asked(['mail'])).toMatchObject({ outcome: 'open', needs: { session: true } });
  });
});
