import { describe, expect, test } from 'vitest';
import type { Switches } from '../../src/policy/index.js';
import { couldBeListed, decide } from '../../src/policy/index.js';
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

describe('grants', () => {
  const document: Document = {
    default: 'allow',
    grants: {
      ann: { classes: ['read', 'write'] },
      bob: { toolsets: ['tickets', 'clients'], hide: ['wipe'] },
      cat: {
        tools: ['pay'],
        require_approval: true,
        deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 5 }] }],
      },
      '*': { tools: ['look'] },
    },
  };
  const shownTo = (name: unknown) =>
    TOOLS.filter((tool) => couldBeListed(decide(policyOf(document), blank(tool, { caller: { name } }))));

  test('a caller has what all lists of its grant hold', () => {
    expect(shownTo('ann')).toEqual(['look', 'read_ticket', 'reply']);
    expect(shownTo('bob')).toEqual(['look', 'read_ticket', 'reply']);
    expect(shownTo('cat')).toEqual(['pay']);
  });

  test('everybody else has the grant of the star, and no name of an object does better', () => {
    for (const name of ['dan', '', undefined, 5, '__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(shownTo(name)).toEqual(['look']);
    }
    const nobody = decide(policyOf(document), blank('pay', { caller: undefined }));
    expect(nobody.outcome).toBe('hidden');
  });

  test('without a star, who has no grant sees nothing', () => {
    const strict = { default: 'allow', grants: { ann: {} } };
    expect(TOOLS.map((tool) => verdict(strict, tool, { caller: { name: 'bob' } }))).toEqual(
      Array(TOOLS.length).fill('hidden (no grant)'),
    );
    expect(verdict(strict, 'pay', { caller: { name: 'ann' } })).toBe('allow (default allow)');
    expect(verdict({ default: 'allow', grants: {} }, 'look')).toBe('hidden (no grant)');
  });

  test('a grant lists nothing that the policy does not', () => {
    expect(verdict({ grants: { ann: { tools: ['look'] } } }, 'look', { caller: { name: 'ann' } })).toBe(
      'deny (default deny)',
    );
  });

  test('its rules hold for its caller alone', () => {
    const caller = { name: 'cat' };
    expect(verdict(document, 'pay', { caller, args: { amount: 9 } })).toBe('deny /grants/cat/deny_if/0');
    expect(verdict(document, 'pay', { caller, args: { amount: 4 } })).toBe(
      'approval /grants/cat/require_approval',
    );
    expect(verdict({ ...document, grants: undefined }, 'pay', { args: { amount: 9 } })).toBe(
      'allow (default allow)',
    );
  });
});
