import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  couldBeListed,
  decide,
  editPolicy,
  type Policy,
  type PolicyRequest,
  parsePolicy,
  UNKNOWN,
} from '../../src/policy/index.js';
import type { Switches } from '../../src/terms.js';
import { blank, type Document, policyOf, SHOP, TOOLS, textOf } from './desk.js';
import { document } from './random.js';

function edited(text: string, tool: string, on: boolean, switches: Switches = {}): string {
  const result = editPolicy(text, { tool, on, switches }, SHOP);
  if ('refused' in result) throw new Error(result.refused);
  return result.text;
}

const refusal = (text: string, tool: string, on: boolean, switches: Switches = {}) => {
  const result = editPolicy(text, { tool, on, switches }, SHOP);
  return 'refused' in result ? result.refused : undefined;
};

const HIDDEN = { classes: { read: {}, write: {}, destructive: { hide: true } } };

/** Each as a person would write it: the file before, what is switched, and the file after. */
const TABLE: [string, string, string, boolean, string][] = [
  [
    'on: named to be shown, beside the other list',
    '{\n  "version": "1",\n  "hide": ["look"],\n  "default": "allow",\n  "classes": { "destructive": { "hide": true } }\n}\n',
    'wipe',
    true,
    '{\n  "version": "1",\n  "hide": ["look"],\n  "show": ["wipe"],\n  "default": "allow",\n  "classes": { "destructive": { "hide": true } }\n}\n',
  ],
  [
    'on: taken out of what is hidden, and named to be shown where its class hides it too',
    '{\n  "version": "1",\n  "default": "deny",\n  "hide": ["look", "wipe"],\n  "classes": { "destructive": { "hide": true } }\n}\n',
    'wipe',
    true,
    '{\n  "version": "1",\n  "default": "deny",\n  "hide": ["look"],\n  "show": ["wipe"],\n  "classes": { "destructive": { "hide": true } }\n}\n',
  ],
  [
    'on: taken out of what is hidden, and no more where nothing else hides it',
    '{\n  "version": "1",\n  "default": "allow",\n  "hide": ["wipe", "look"]\n}\n',
    'wipe',
    true,
    '{\n  "version": "1",\n  "default": "allow",\n  "hide": ["look"]\n}\n',
  ],
  [
    'on: each time it is named, and the list with the last of it',
    '{\n  "version": "1",\n  "default": "allow",\n  "hide": ["wipe", "wipe"],\n  "mode": "enforce"\n}\n',
    'wipe',
    true,
    '{\n  "version": "1",\n  "default": "allow",\n  "mode": "enforce"\n}\n',
  ],
  [
    'on: a list that stood first',
    '{ "hide": ["wipe"], "version": "1", "default": "allow" }',
    'wipe',
    true,
    '{ "version": "1", "default": "allow" }',
  ],
  [
    'off: taken out of what is shown',
    '{\n  "version": "1",\n  "default": "deny",\n  "show": ["wipe"],\n  "classes": { "destructive": { "hide": true } }\n}\n',
    'wipe',
    false,
    '{\n  "version": "1",\n  "default": "deny",\n  "classes": { "destructive": { "hide": true } }\n}\n',
  ],
  [
    'off: named to be hidden where it was seen without being shown',
    '{\n  "version": "1",\n  "default": "allow"\n}\n',
    'wipe',
    false,
    '{\n  "version": "1",\n  "default": "allow",\n  "hide": ["wipe"]\n}\n',
  ],
  [
    'off: both, where it was shown and would be seen still',
    '{\n  "version": "1",\n  "default": "allow",\n  "show": ["wipe"]\n}\n',
    'wipe',
    false,
    '{\n  "version": "1",\n  "default": "allow",\n  "hide": ["wipe"]\n}\n',
  ],
  [
    'a list on lines of its own',
    '{\n    "version": "1",\n    "default": "allow",\n    "hide": [\n        "look",\n        "pay"\n    ]\n}\n',
    'wipe',
    false,
    '{\n    "version": "1",\n    "default": "allow",\n    "hide": [\n        "look",\n        "pay",\n        "wipe"\n    ]\n}\n',
  ],
  [
    'a list of one on lines of its own',
    '{\n  "version": "1",\n  "default": "allow",\n  "hide": [\n    "look"\n  ]\n}\n',
    'wipe',
    false,
    '{\n  "version": "1",\n  "default": "allow",\n  "hide": [\n    "look",\n    "wipe"\n  ]\n}\n',
  ],
  [
    'an empty list',
    '{\n  "version": "1",\n  "default": "allow",\n  "hide": []\n}\n',
    'wipe',
    false,
    '{\n  "version": "1",\n  "default": "allow",\n  "hide": ["wipe"]\n}\n',
  ],
  [
    'tabs and the ends of lines of Windows',
    '{\r\n\t"default": "allow",\r\n\t"version": "1"\r\n}\r\n',
    'wipe',
    false,
    '{\r\n\t"default": "allow",\r\n\t"hide": ["wipe"],\r\n\t"version": "1"\r\n}\r\n',
  ],
  [
    'no space at all',
    '{"version":"1","default":"allow","hide":["look"]}',
    'wipe',
    false,
    '{"version":"1","default":"allow","hide":["look","wipe"]}',
  ],
  [
    'no space at all, and no list',
    '{"default":"allow","version":"1"}',
    'wipe',
    false,
    '{"default":"allow","hide":["wipe"],"version":"1"}',
  ],
  [
    'a byte order mark',
    '\uFEFF{ "version": "1", "default": "allow" }',
    'wipe',
    false,
    '\uFEFF{ "version": "1", "default": "allow", "hide": ["wipe"] }',
  ],
  [
    'a tool of another class',
    '{ "version": "1", "default": "allow", "hide": ["pay", "wipe"] }',
    'pay',
    true,
    '{ "version": "1", "default": "allow", "hide": ["wipe"] }',
  ],
];

describe('a tool is switched in the text of a policy', () => {
  test.each(TABLE)('%s', (_name, before, tool, on, after) => {
    expect(edited(before, tool, on)).toBe(after);
  });

  test.each(TABLE)(
    'and stays as it is when it is switched so again: %s',
    (_name, _before, tool, on, after) => {
      expect(edited(after, tool, on)).toBe(after);
    },
  );

  test('every call of a destructive tool that is switched on here needs a person', () => {
    const parsed = parsePolicy(edited(textOf(HIDDEN), 'wipe', true), SHOP);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    expect(decide(parsed.policy, blank('wipe'))).toMatchObject({
      outcome: 'approval',
      deciding: { id: '(shown)' },
    });
  });

  test('what a switch shows is named to be hidden: that holds whatever the switch says', () => {
    expect(edited(textOf(HIDDEN), 'wipe', false)).toBe(textOf(HIDDEN));
    const hidden = textOf({ ...HIDDEN, default: 'deny' }).replace(
      '"default":"deny"',
      '"default":"deny","hide":["wipe"]',
    );
    expect(edited(textOf(HIDDEN), 'wipe', false, { destructive: 'all' })).toBe(hidden);
  });

  test('what only some callers are refused is switched off for the others too', () => {
    const rules = { deny_if: [{ conditions: [{ path: 'caller.name', op: 'neq', value: 'ann' }] }] };
    const before = textOf({ default: 'allow', all_tools: rules });
    expect(JSON.parse(edited(before, 'wipe', false))).toEqual({ ...JSON.parse(before), hide: ['wipe'] });
  });

  test('a caller who is granted less keeps no tool from being switched', () => {
    const grants = { ann: { tools: ['look'] } };
    const text = edited(textOf({ ...HIDDEN, grants }), 'wipe', true);
    expect(JSON.parse(text)).toEqual({ ...JSON.parse(textOf({ ...HIDDEN, grants })), show: ['wipe'] });
  });
});

describe('what an edit could not bring about is refused', () => {
  const table: [string, Document, string, boolean, Switches, string][] = [
    ['a star hides all', { ...HIDDEN, hide: '*' }, 'wipe', true, {}, '/hide hides it'],
    ['a star in the list', { ...HIDDEN, hide: ['wipe', '*'] }, 'wipe', true, {}, '/hide/0 hides it'],
    ['its toolset is left out', { ...HIDDEN, toolsets: ['billing'] }, 'wipe', true, {}, '/toolsets hides it'],
    [
      'a class that is not destructive is hidden',
      { classes: { write: { hide: true } } },
      'reply',
      true,
      {},
      '/classes/write/hide hides it',
    ],
    ['nothing lists it', {}, 'wipe', true, {}, 'no rule of the policy lists it'],
    [
      'a rule denies it',
      { ...HIDDEN, tools: { wipe: { action: 'deny' } } },
      'wipe',
      true,
      {},
      '/tools/wipe/action denies it',
    ],
    ['the switch is off', HIDDEN, 'wipe', true, { destructive: 'off' }, 'GUARD_DESTRUCTIVE hides it'],
    ['read only', HIDDEN, 'wipe', true, { readOnly: true }, 'GUARD_READ_ONLY hides it'],
    ['other toolsets', HIDDEN, 'wipe', true, { toolsets: ['billing'] }, 'GUARD_TOOLSETS hides it'],
  ];
  test.each(table)('%s', (_name, rules, tool, on, switches, why) => {
    expect(refusal(textOf(rules), tool, on, switches)).toBe(
      `${tool} can't be switched on here: ${why}. Change that first.`,
    );
  });

  test('a tool that is not there', () => {
    expect(refusal(textOf(HIDDEN), 'wip', true)).toBe('There is no tool "wip". Did you mean "wipe"?');
    expect(refusal(textOf(HIDDEN), 'constructor', false)).toBe('There is no tool "constructor".');
  });

  test('a file with a fault', () => {
    expect(refusal('{\n  "version": "1",\n  "default": "maybe"\n}', 'wipe', true)).toBe(
      'The policy file has a fault (line 3, /default: must be one of "allow", "deny"); mend it first.',
    );
    expect(refusal('{}', 'wipe', true)).toMatch(/, and 1 more\); mend it first\.$/);
    expect(refusal('', 'wipe', true)).toMatch(/the file is empty/);
  });

  test('an edit that would make one', () => {
    const hide = Array(1000).fill('look');
    expect(refusal(textOf({ default: 'allow', hide }), 'wipe', false)).toBe(
      'The policy file would have a fault then (line 1, /hide: must have at most 1000 entries).',
    );
  });
});

describe('laws', () => {
  const listing = fc
    .tuple(document, fc.subarray([...TOOLS]), fc.constantFrom(undefined, 0, 1, 2, 4, '\t'))
    .map(([rules, hide, indent]) => {
      const whole = hide.length === 0 ? rules : { ...rules, hide };
      return { rules: whole, text: JSON.stringify({ version: '1', ...whole }, null, indent) };
    });
  const open = (policy: Policy, tool: string, caller: PolicyRequest['caller'] = UNKNOWN) =>
    couldBeListed(decide(policy, blank(tool, { caller })));
  const callers = [undefined, ...['ann', 'bob', 'local', 'dan'].map((name) => ({ name }))];

  test('an edit does what it says and nothing else, or is refused and does nothing', () => {
    let [changed, refused] = [0, 0];
    fc.assert(
      fc.property(listing, fc.constantFrom(...TOOLS), fc.boolean(), ({ rules, text }, tool, on) => {
        const result = editPolicy(text, { tool, on }, SHOP);
        if ('refused' in result) {
          refused += 1;
          expect(result.refused).toMatch(/^\S.*\.$/);
          return;
        }
        if (result.text !== text) changed += 1;
        const { show: _show, hide: _hide, ...rest } = JSON.parse(result.text);
        const { show: _before, hide: _hidden, ...was } = JSON.parse(text);
        expect(rest).toEqual(was);
        const [before, after] = [policyOf(rules), policyOf(JSON.parse(result.text))];
        expect(open(after, tool)).toBe(on);
        if (!on) expect(callers.filter((caller) => open(after, tool, caller ?? {}))).toEqual([]);
        for (const other of TOOLS.filter((one) => one !== tool)) {
          const answers = [before, after].map((policy) => decide(policy, blank(other)));
          // An index in `hide` may have moved; what became of the call has not.
          expect(answers[1]?.outcome).toBe(answers[0]?.outcome);
        }
      }),
      { numRuns: 200 },
    );
    expect(changed).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(5);
  });

  test('on and off again, or off and on, leave a destructive tool as it was', () => {
    const texts = fc.constantFrom(
      textOf(HIDDEN),
      JSON.stringify(JSON.parse(textOf({ ...HIDDEN, hide: ['look'] })), null, 2),
      JSON.stringify(JSON.parse(textOf({ classes: { destructive: {} } })), null, '\t'),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const was = open(policyOf(JSON.parse(text)), 'wipe');
        const there = edited(text, 'wipe', !was);
        expect(there).not.toBe(text);
        expect(edited(there, 'wipe', was)).toBe(text);
      }),
    );
  });
});
