import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type Policy, parsePolicy } from '../../src/policy/index.js';
import { blank, type Document, requestOf, SHOP, TOOLS } from './desk.js';
import { document } from './random.js';

const OUTCOMES = ['hidden', 'deny', 'approval', 'allow', 'open'];

/** Parses, and holds the parser to its word: a policy that answers for every tool, or problems with places. */
function parsed(text: string): Policy | undefined {
  const result = parsePolicy(text, SHOP);
  if ('problems' in result) {
    expect(result.problems.length).toBeGreaterThan(0);
    const lines = text.split('\n').length;
    for (const { line, column, message } of result.problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(message).not.toBe('');
    }
    expect('policy' in result).toBe(false);
    return undefined;
  }
  for (const tool of TOOLS) {
    expect(OUTCOMES).toContain(decide(result.policy, blank(tool)).outcome);
    expect(OUTCOMES).toContain(decide(result.policy, requestOf(tool)).outcome);
  }
  return result.policy;
}

/** JSON of any kind, its keys mostly those of a policy. */
const WORDS = [
  ...[
    'version',
    'default',
    'hide',
    'tools',
    'classes',
    'all_tools',
    'grants',
    'schedules',
    'redact',
    'toolsets',
  ],
  ...[
    'pay',
    'look',
    'read',
    'write',
    'require',
    'deny_if',
    'limits',
    'rate_limit',
    'require_approval',
    'action',
  ],
  ...[
    'conditions',
    'path',
    'op',
    'value',
    'on_deny',
    'counter',
    'window',
    'max',
    'scope',
    'increment_from',
    'when',
  ],
  ...[
    'channels',
    'from',
    'to',
    'days',
    'allow',
    'deny',
    '1',
    '*',
    'args.amount',
    'eq',
    'minute',
    'regex',
    'office',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    '\uD800',
    '/',
    '~',
    '\u0000',
    'a'.repeat(300),
  ],
];
const word = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary', maxLength: 6 }));
const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.oneof(
      word,
      fc.constantFrom(0, 1, -1, 5.5, 1e300, true, false, null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    fc.array(tie('anything'), { maxLength: 4 }),
    fc.dictionary(word, tie('anything'), { maxKeys: 5 }),
  ),
}));

/** A text with a few characters put in, taken out or changed. */
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    out: fc.nat({ max: 3 }),
    put: fc.oneof(
      fc.constantFrom(
        '',
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '\\',
        '\\ud800',
        '1e309',
        'null',
        '//',
        '\uFEFF',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

function edited(text: string, changes: readonly { at: number; out: number; put: string }[]): string {
  let result = text;
  for (const { at, out, put } of changes) {
    const index = Math.floor(at * result.length);
    result = result.slice(0, index) + put + result.slice(index + out);
  }
  return result;
}

const textOf = (rules: Document) => JSON.stringify({ version: '1', ...rules }, null, 1);

describe('a policy file that somebody broke', () => {
  test('any text is answered', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          anything.map((one) => JSON.stringify(one)),
        ),
        (text) => {
          parsed(text);
        },
      ),
      { numRuns: 250 },
    );
  });

  test('any JSON under the keys of a policy is answered', () => {
    const key = fc.constantFrom(...WORDS.slice(0, 10));
    fc.assert(
      fc.property(fc.dictionary(key, anything, { maxKeys: 4 }), (rest) => {
        parsed(JSON.stringify({ version: '1', default: 'deny', ...rest }));
      }),
      { numRuns: 250 },
    );
  });

  test('a valid policy with a few characters changed is answered, and loads whole or not at all', () => {
    let [loaded, refused] = [0, 0];
    fc.assert(
      fc.property(document, edits, (rules, changes) => {
        const text = edited(textOf(rules), changes);
        const policy = parsed(text);
        if (policy === undefined) {
          refused += 1;
          return;
        }
        loaded += 1;
        // All that the text holds is in the policy: no rule was dropped on the way.
        expect(policy.document).toMatchObject(JSON.parse(text.replace(/^\uFEFF/, '')));
      }),
      { numRuns: 250 },
    );
    expect(loaded).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(50);
  });

  test('a policy that is cut off anywhere is refused', () => {
    fc.assert(
      fc.property(document, fc.double({ min: 0, max: 0.999, noNaN: true }), (rules, part) => {
        const text = textOf(rules);
        expect(parsed(text)).toBeDefined();
        expect(parsed(text.slice(0, Math.floor(part * text.length)))).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"tools":', '}'],
    ['{"version":"1","default":"deny","all_tools":{"deny_if":[{"conditions":[', ']}]}}'],
  ])('any depth of %s is refused', (open, close) => {
    for (const depth of [2, 59, 60, 61, 1000, 10_000]) {
      expect(parsed(open.repeat(depth) + close.repeat(depth))).toBeUndefined();
      expect(parsed(open.repeat(depth))).toBeUndefined();
    }
  });

  test('lone surrogates, controls and names of everything inherited are only text', () => {
    for (const name of ['\uD800', '\uDFFF\uD800', '\u0000', '\u2028', 'constructor', 'valueOf', '~1/']) {
      expect(parsed(JSON.stringify({ version: '1', default: 'allow', description: name }))).toBeDefined();
      expect(parsed(JSON.stringify({ version: '1', default: 'allow', hide: [name] }))).toBeUndefined();
      expect(parsed(JSON.stringify({ version: '1', default: 'allow', [name]: {} }))).toBeUndefined();
      expect(
        parsed(JSON.stringify({ version: '1', default: 'allow', tools: { [name]: {} } })),
      ).toBeUndefined();
      const grants = parsed(JSON.stringify({ version: '1', default: 'allow', grants: { [name]: {} } }));
      const asked = (caller: object) =>
        grants && decide(grants, requestOf('look', { caller: { name: 'ann', ...caller } })).outcome;
      expect([asked({}), asked({ grant: name }), asked({ grant: 'toString' })]).toEqual([
        'allow',
        'allow',
        'hidden',
      ]);
    }
  });
});
