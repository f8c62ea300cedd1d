import { describe, expect, test } from 'vitest';
import { couldBeListed, decide } from '../../src/policy/index.js';
import type { Switches } from '../../src/terms.js';
import { ask, blank, type Document, policyOf, TOOLS, verdict } from './desk.js';

const SHIPPED: Document = {
  classes: { read: {}, write: {}, financial: { require_approval: true }, destructive: { hide: true } },
};

describe('the switch for destructive tools', () => {
  const table: [string, Document, Switches['destructive'], string][] = [
    ['unset: the policy decides, and hides', SHIPPED, undefined, 'hidden (hidden)'],
    ['unset: the policy decides, and allows', { default: 'allow' }, undefined, 'allow (default allow)'],
    [
      'unset: the policy decides, and asks',
      { classes: { destructive: { require_approval: true } } },
      undefined,
      'approval /classes/destructive/require_approval',
    ],
    ['off: hidden though the policy allows', { default: 'allow' }, 'off', 'hidden (destructive off)'],
    [
      'off: hidden though its own entry allows',
      { tools: { wipe: { action: 'allow' } } },
      'off',
      'hidden (destructive off)',
    ],
    ['on: shown where only its class hid it', SHIPPED, 'all', 'approval (destructive on)'],
    ['on by name: shown', SHIPPED, ['wipe'], 'approval (destructive on)'],
    ['on for another: the policy decides', SHIPPED, ['melt'], 'hidden (hidden)'],
    ['on for none: the policy decides', SHIPPED, [], 'hidden (hidden)'],
    ['on: hidden by name stays hidden', { ...SHIPPED, hide: ['wipe'] }, 'all', 'hidden (hidden)'],
    ['on: hidden by a star stays hidden', { ...SHIPPED, hide: '*' }, ['wipe'], 'hidden (hidden)'],
    [
      'on: outside the toolsets stays hidden',
      { ...SHIPPED, toolsets: ['billing'] },
      'all',
      'hidden (hidden)',
    ],
    ['on: what the policy allows needs approval', { default: 'allow' }, 'all', 'approval (destructive on)'],
    [
      'on: a deny stays a deny',
      { ...SHIPPED, tools: { wipe: { action: 'deny' } } },
      'all',
      'deny /tools/wipe/action',
    ],
    ['on: what nothing lists stays denied', { classes: { read: {} } }, 'all', 'deny (default deny)'],
  ];
  test.each(table)('%s', (_name, document, destructive, expected) => {
    expect(verdict(document, 'wipe', { switches: { destructive } })).toBe(expected);
  });

  test('it touches no other class', () => {
    const document = { default: 'allow', classes: { write: { hide: true } } };
    expect(verdict(document, 'reply', { switches: { destructive: 'all' } })).toBe('hidden (hidden)');
    expect(verdict(document, 'reply', { switches: { destructive: ['reply'] } })).toBe('hidden (hidden)');
    expect(verdict(document, 'pay', { switches: { destructive: 'off' } })).toBe('allow (default allow)');
  });

  test('when it is on every call is asked about, whatever other approval there is', () => {
    const document = { classes: { destructive: { require_approval: { approvers: 2 } } } };
    const { approval } = ask(document, 'wipe', { switches: { destructive: 'all' } });
    expect(approval?.asked).toEqual(['/classes/destructive/require_approval', '(destructive on)']);
    expect(approval?.approvers).toBe(2);
  });
});

describe('destructive tools that the policy shows by name', () => {
  const SHOWN: Document = { ...SHIPPED, show: ['wipe'] };
  const table: [string, Document, Switches, string][] = [
    ['shown where only its class hid it', SHOWN, {}, 'approval (shown)'],
    ['another one stays hidden', { ...SHIPPED, show: [] }, {}, 'hidden (hidden)'],
    ['hide by name wins', { ...SHOWN, hide: ['wipe'] }, {}, 'hidden (hidden)'],
    ['hide by a star wins', { ...SHOWN, hide: '*' }, {}, 'hidden (hidden)'],
    ['outside the toolsets it stays hidden', { ...SHOWN, toolsets: ['billing'] }, {}, 'hidden (hidden)'],
    ['a switch that is off wins', SHOWN, { destructive: 'off' }, 'hidden (destructive off)'],
    ['a switch for another leaves it shown', SHOWN, { destructive: ['melt'] }, 'approval (shown)'],
    ['read only wins', SHOWN, { readOnly: true }, 'hidden (read only)'],
    ['a switch for other toolsets wins', SHOWN, { toolsets: ['billing'] }, 'hidden (toolset)'],
    ['what the policy allows needs approval', { default: 'allow', show: ['wipe'] }, {}, 'approval (shown)'],
    ['a deny stays a deny', { ...SHOWN, tools: { wipe: { action: 'deny' } } }, {}, 'deny /tools/wipe/action'],
    ['what nothing lists stays denied', { show: ['wipe'] }, {}, 'deny (default deny)'],
    [
      'a grant that leaves it out wins',
      { ...SHOWN, grants: { desk: { callers: ['local'], hide: ['wipe'] } } },
      {},
      'hidden (not granted)',
    ],
  ];
  test.each(table)('%s', (_name, document, switches, expected) => {
    expect(verdict(document, 'wipe', { switches })).toBe(expected);
  });

  test('it is listed, and the answer says where in the file it is shown', () => {
    const decision = decide(policyOf({ ...SHOWN, show: ['wipe'] }), blank('wipe'));
    expect(couldBeListed(decision)).toBe(true);
    expect(decision.deciding).toEqual({
      id: '(shown)',
      verdict: 'approval',
      message: expect.stringMatching(/approval for every call/),
      pointer: '/show/0',
    });
  });

  test.each<[string, Document, Switches, string | undefined]>([
    ['show', SHOWN, {}, 'required'],
    ['both', SHOWN, { destructive: 'all' }, 'required'],
    ['the switch', SHIPPED, { destructive: ['wipe'] }, undefined],
  ])('shown by %s, the preview that people are asked with is %s', (_name, document, switches, preview) => {
    expect(ask(document, 'wipe', { switches }).approval?.preview).toBe(preview);
  });
});

test('read only hides all but reads', () => {
  const outcomes = TOOLS.map((tool) => verdict({ default: 'allow' }, tool, { switches: { readOnly: true } }));
  expect(outcomes).toEqual([
    'allow (default allow)',
    'allow (default allow)',
    ...Array(4).fill('hidden (read only)'),
  ]);
});

test('the switch for toolsets hides all others', () => {
  const shown = TOOLS.filter(
    (tool) => ask({ default: 'allow' }, tool, { switches: { toolsets: ['tickets'] } }).outcome === 'allow',
  );
  expect(shown).toEqual(['read_ticket', 'reply']);
  expect(verdict({ default: 'allow' }, 'look', { switches: { toolsets: [] } })).toBe('hidden (toolset)');
});
