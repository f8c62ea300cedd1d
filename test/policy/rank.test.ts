import { describe, expect, test } from 'vitest';
import { UNKNOWN } from '../../src/policy/index.js';
import { ask, type Document, TOOLS, verdict } from './desk.js';

const ALWAYS = { conditions: [] };

describe('hide before deny before approval before allow before the default', () => {
  const table: [string, Document, string, string][] = [
    ['nothing lists it', {}, 'look', 'deny (default deny)'],
    ['the default allows', { default: 'allow' }, 'look', 'allow (default allow)'],
    ['an empty entry lists it', { tools: { look: {} } }, 'look', 'allow /tools/look'],
    ['another tool is not listed by it', { tools: { look: {} } }, 'reply', 'deny (default deny)'],
    ['its class lists it', { classes: { read: {} } }, 'look', 'allow /classes/read'],
    [
      'its own entry is named before its class',
      { classes: { read: {} }, tools: { look: {} } },
      'look',
      'allow /tools/look',
    ],
    ['another class does not list it', { classes: { read: {} } }, 'reply', 'deny (default deny)'],
    ['rules for all tools list none', { all_tools: { require: [] } }, 'look', 'deny (default deny)'],
    [
      'an approval lists nothing by itself',
      { all_tools: { require_approval: true } },
      'look',
      'deny (default deny)',
    ],
    [
      'approval before allow',
      { tools: { look: { require_approval: true } } },
      'look',
      'approval /tools/look/require_approval',
    ],
    [
      'approval before the default',
      { default: 'allow', all_tools: { require_approval: true } },
      'look',
      'approval /all_tools/require_approval',
    ],
    [
      'deny before approval',
      { tools: { look: { require_approval: true, deny_if: [ALWAYS] } } },
      'look',
      'deny /tools/look/deny_if/0',
    ],
    [
      'hide before deny',
      { hide: ['look'], tools: { look: { deny_if: [ALWAYS] } } },
      'look',
      'hidden (hidden)',
    ],
    ['hide before allow', { hide: ['look'], tools: { look: {} } }, 'look', 'hidden (hidden)'],
    ['hide under default allow', { default: 'allow', hide: ['look'] }, 'look', 'hidden (hidden)'],
    ['hide everything by a star', { default: 'allow', hide: '*' }, 'pay', 'hidden (hidden)'],
    ['hide everything by a star in the list', { default: 'allow', hide: ['*'] }, 'pay', 'hidden (hidden)'],
    ['a hidden class', { default: 'allow', classes: { write: { hide: true } } }, 'reply', 'hidden (hidden)'],
    [
      'allow does not lift a hidden class',
      { classes: { write: { hide: true } }, tools: { reply: { action: 'allow' } } },
      'reply',
      'hidden (hidden)',
    ],
    [
      'an action denies',
      { default: 'allow', tools: { pay: { action: 'deny' } } },
      'pay',
      'deny /tools/pay/action',
    ],
    [
      'allow does not lift the deny of a class',
      { classes: { write: { action: 'deny' } }, tools: { reply: { action: 'allow' } } },
      'reply',
      'deny /classes/write/action',
    ],
    [
      'allow does not lift an approval',
      { classes: { financial: { require_approval: true } }, tools: { pay: { action: 'allow' } } },
      'pay',
      'approval /classes/financial/require_approval',
    ],
    [
      'allow does not lift a deny of all tools',
      { all_tools: { deny_if: [ALWAYS] }, tools: { look: { action: 'allow' } } },
      'look',
      'deny /all_tools/deny_if/0',
    ],
    [
      'allow lists as an empty entry does',
      { tools: { look: { action: 'allow' } } },
      'look',
      'allow /tools/look',
    ],
    ['outside the toolsets', { default: 'allow', toolsets: ['tickets'] }, 'pay', 'hidden (hidden)'],
    ['inside the toolsets', { default: 'allow', toolsets: ['tickets'] }, 'reply', 'allow (default allow)'],
    ['a tool nobody has', { default: 'allow' }, 'constructor', 'hidden (unknown tool)'],
  ];
  test.each(table)('%s', (_name, document, tool, expected) => {
    expect(verdict(document, tool)).toBe(expected);
  });

  test('an unlisted tool stays denied whatever else speaks for it', () => {
    const document = { classes: { read: {} }, all_tools: { require_approval: true } };
    const outcomes = TOOLS.map((tool) => [tool, ask(document, tool).outcome]);
    expect(Object.fromEntries(outcomes)).toEqual({
      look: 'approval',
      read_ticket: 'approval',
      reply: 'deny',
      accept: 'deny',
      pay: 'deny',
      wipe: 'deny',
    });
  });
});

describe('what a decision carries', () => {
  test('every rule that spoke, with its message, the deciding one among them', () => {
    const document = {
      hide: ['pay'],
      all_tools: { deny_if: [{ conditions: [], on_deny: 'Not today.' }] },
      classes: { financial: { require_approval: { message: 'Ask Ann.' } } },
      tools: { pay: { action: 'deny', reason: 'Never.' } },
    };
    const decision = ask(document, 'pay');
    expect(decision.rules).toEqual([
      { id: '(hidden)', verdict: 'hide', pointer: '/hide/0' },
      { id: '/tools/pay/action', verdict: 'deny', message: 'Never.' },
      { id: '/classes/financial/require_approval', verdict: 'approval', message: 'Ask Ann.' },
      { id: '/all_tools/deny_if/0', verdict: 'deny', message: 'Not today.' },
      { id: '/tools/pay', verdict: 'allow' },
    ]);
    expect(decision.rules).toContain(decision.deciding);
  });

  test('a revision that follows the meaning and not the layout', () => {
    const revision = (document: Document) => ask(document, 'look').revision;
    const first = revision({ hide: ['pay'], tools: { look: {}, reply: {} } });
    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect(revision({ tools: { reply: {}, look: {} }, hide: ['pay'] })).toBe(first);
    expect(revision({ tools: { reply: {}, look: {} }, hide: ['wipe'] })).not.toBe(first);
  });

  test('what the rules that ask for approval ask for together', () => {
    const document = {
      classes: {
        financial: {
          require_approval: {
            channels: ['console', 'cli'],
            approvers: 2,
            expires: 600,
            message: 'Of the class.',
          },
        },
      },
      tools: {
        pay: {
          require_approval: [
            { when: [{ path: 'args.gateway', op: 'eq', value: 'cash' }], channels: ['cli'], expires: 60 },
            { when: [{ path: 'args.gateway', op: 'eq', value: 'card' }], approvers: 9 },
          ],
        },
      },
    };
    expect(ask(document, 'pay', { args: { gateway: 'cash' } }).approval).toEqual({
      rule: '/tools/pay/require_approval/0',
      asked: ['/tools/pay/require_approval/0', '/classes/financial/require_approval'],
      channels: ['cli'],
      approvers: 2,
      expires: 60,
      message: 'Of the class.',
    });
    expect(ask({ tools: { look: {} } }, 'look').approval).toBeUndefined();
  });

  test('the most approvers, the shortest time, and the channels that all accept', () => {
    const rule = (approvers: number, expires: number, ...channels: string[]) => ({
      approvers,
      expires,
      channels,
    });
    const document = {
      tools: {
        pay: {
          require_approval: [
            rule(1, 900, 'cli', 'console'),
            rule(3, 60, 'console'),
            rule(2, 600, 'console', 'cli'),
          ],
        },
      },
    };
    expect(ask(document, 'pay').approval).toMatchObject({ approvers: 3, expires: 60, channels: ['console'] });
  });

  test.each([
    [['required', undefined], 'required'],
    [[undefined, 'required'], 'required'],
    [['optional', 'required'], 'required'],
    [['optional', undefined], 'optional'],
    [[undefined, undefined], undefined],
  ])('previews of %j together: %s', (previews, expected) => {
    const asks = previews.map((preview) => (preview === undefined ? {} : { preview }));
    const { approval } = ask({ tools: { pay: { require_approval: asks } } }, 'pay');
    expect(approval?.asked).toHaveLength(2);
    expect(approval?.preview).toBe(expected);
  });

  test("a form in the agent's client, which does not tell who answered, is no channel where two people must say yes", () => {
    const document = (approvers: number) => ({
      classes: { financial: { require_approval: { channels: ['elicitation', 'cli'] } } },
      tools: { pay: { require_approval: { approvers } } },
    });
    expect(ask(document(1), 'pay').approval?.channels).toEqual(['elicitation', 'cli']);
    expect(ask(document(2), 'pay').approval?.channels).toEqual(['cli']);
    const alone = {
      classes: { financial: { require_approval: { channels: ['elicitation'] } } },
      tools: { pay: { require_approval: { approvers: 2 } } },
    };
    expect(ask(alone, 'pay').outcome).toBe('deny');
  });

  test('an approval that no channel could give is a denial', () => {
    const document = {
      classes: { financial: { require_approval: { channels: ['console'] } } },
      tools: { pay: { require_approval: { channels: ['cli'] } } },
    };
    expect(ask(document, 'pay').outcome).toBe('deny');
    expect(ask(document, 'pay').deciding.message).toMatch(/no channel/);
  });
});

describe('what is certain before all is known', () => {
  const open = { conditions: [{ path: 'context.invoice.status', op: 'eq', value: 'Paid' }] };
  const waiting = { context: UNKNOWN, money: UNKNOWN } as const;

  test('nothing is looked up past a rule that denies, or hides', () => {
    const denied = {
      tools: { pay: { require_approval: { when: open.conditions }, deny_if: [open, ALWAYS] } },
    };
    expect(verdict(denied, 'pay', waiting)).toBe('deny /tools/pay/deny_if/1');
    expect(ask(denied, 'pay', waiting).needs.records).toEqual([]);
    const hidden = { hide: ['pay'], tools: { pay: { deny_if: [open] } } };
    expect(ask(hidden, 'pay', waiting)).toMatchObject({ outcome: 'hidden', needs: { records: [] } });
    const unlisted = { all_tools: { deny_if: [open] } };
    expect(verdict(unlisted, 'pay', waiting)).toBe('deny (default deny)');
    expect(ask(unlisted, 'pay', waiting).needs.records).toEqual([]);
  });

  test('a requirement that already fails is certain, whatever stands beside it', () => {
    const failing = { conditions: [{ path: 'args.gateway', op: 'eq', value: 'cash' }, ...open.conditions] };
    const document = { tools: { pay: { require: [failing] } } };
    expect(ask(document, 'pay', { ...waiting, args: {} }).outcome).toBe('deny');
    expect(ask(document, 'pay', { ...waiting, args: { gateway: 'cash' } }).outcome).toBe('open');
  });

  test('only what a rule that could still speak rests on is looked up', () => {
    const document = {
      tools: {
        pay: {
          deny_if: [
            { conditions: [{ path: 'args.gateway', op: 'eq', value: 'cash' }, ...open.conditions] },
            { conditions: [{ path: 'context.client.status', op: 'eq', value: 'Closed' }] },
          ],
        },
      },
    };
    const records = (gateway: string) =>
      ask(document, 'pay', { ...waiting, args: { gateway } }).needs.records;
    expect(records('card')).toEqual(['client']);
    expect(records('cash')).toEqual(['invoice', 'client']);
  });

  test('an approval that is certain waits for the terms of another that is not', () => {
    const document = {
      classes: { financial: { require_approval: true } },
      tools: { pay: { require_approval: { when: open.conditions, approvers: 2 } } },
    };
    expect(ask(document, 'pay', waiting)).toMatchObject({ outcome: 'open', needs: { records: ['invoice'] } });
    const paid = { context: { invoice: { status: 'Paid' } } };
    expect(ask(document, 'pay', paid)).toMatchObject({ outcome: 'approval', approval: { approvers: 2 } });
  });
});
