import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, problemsOf, textOf } from './desk.js';

const searching = (pattern: string) => ({
  tools: { reply: { deny_if: [{ conditions: [{ path: 'args.message', op: 'regex', value: pattern }] }] } },
});

/** Whether a policy's pattern is found in a text; undefined when the policy refuses the pattern. */
function found(pattern: string, text: string): boolean | undefined {
  if (problemsOf(textOf(searching(pattern))).length > 0) return undefined;
  return ask(searching(pattern), 'reply', { args: { message: text } }).outcome === 'deny';
}

const why = (pattern: string) =>
  problemsOf(textOf(searching(pattern))).map((line) => line.replace(/^\S+ \S+ /, ''));

describe('patterns', () => {
  test.each([
    ['refund', 'a refund please', true],
    ['^refund', 'a refund', false],
    ['refund$', 'refund\n', false],
    ['^$', '', true],
    ['a.c', 'a\nc', false],
    ['a[^]c', 'a\nc', true],
    ['[]', 'a', false],
    ['^[\\w.+-]+@example\\.com$', 'ann.b+c@example.com', true],
    ['^[\\w.+-]+@example\\.com$', 'ann@example.com.test', false],
    ['^([a-z0-9-]+\\.)+example\\.com$', 'a.b.example.com', true],
    ['^(?:(?:yes|no),)+$', 'yes,no,', true],
    ['^(?<year>\\d{4})-\\d{2}$', '2026-03', true],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{2,}$', 'aaaa', true],
    ['\\bpay\\b', 'please pay, now', true],
    ['\\bpay\\b', 'repay', false],
    ['\\Bpay', 'repay', true],
    ['(?i)straße', 'STRAßE', true],
    ['^\\p{Lu}', 'Émile', true],
    ['^.$', '\u{1F600}', true],
    ['\\u{1F600}', 'x\u{1F600}', true],
    ['^\\uD83D\\uDE00$', '\u{1F600}', true],
    ['^(a|ab)(c|bcd)$', 'abcd', true],
    ['^(a*)*$', 'aab', false],
    ['^(a*?)+?b', 'aab', true],
    ['^[\\]^-]+$', ']^-', true],
    ['\\x41\\cJ\\0', 'A\n\0', true],
    // What RE2 by itself would understand otherwise than JavaScript.
    ['^a.b$', 'a\rb', false],
    ['^a\\sb$', 'a\u00a0b', true],
    ['^\\S+$', 'a\u3000b', false],
    ['^[\\S]+$', 'a\ufeffb', false],
    ['^[^\\s]$', '\u2003', false],
    ['(?i)a\\b', 'a\u017f', false],
    ['(?i)\\bk', '\u212a', true],
    ['[[:word:]x[]', 'y', false],
    ['^[\\b]$', '\b', true],
    ['^\\uD83D\\uDE00+$', '\u{1F600}\u{1F600}', true],
    ['^\\uD83D$', '\uD83D', true],
    ['\\uD83D', '\u{1F600}', false],
    ['^\\p{Script=Greek}+$', 'αβγ', true],
    ['^\\p{General_Category=Lu}$', 'É', true],
    ['^(?<é>a)$', 'a', true],
  ])('%s in %j: %s', (pattern, text, expected) => {
    expect(found(pattern, text)).toBe(expected);
  });

  test.each([
    ['(', 'the pattern is not a regular expression: unterminated group'],
    ['a{2,1}', 'the pattern is not a regular expression: numbers out of order in {} quantifier'],
    ['*', 'the pattern is not a regular expression: nothing to repeat'],
    ['\\q', 'the pattern is not a regular expression: invalid escape'],
    ['(a)\\1', 'the pattern refers back to what it matched, which can take forever'],
    ['(?<n>a)\\k<n>', 'the pattern refers back to what it matched, which can take forever'],
    ['a(?=b)', 'the pattern looks ahead or behind, which can take forever'],
    ['(?!b)a', 'the pattern looks ahead or behind, which can take forever'],
    ['(?<=b)a', 'the pattern looks ahead or behind, which can take forever'],
    ['(?<!b)a', 'the pattern looks ahead or behind, which can take forever'],
    ['(?i)\\P{Lu}', "the pattern can't have \\P beside (?i); write it without (?i)"],
    [
      '\\p{ASCII}x',
      'the pattern asks for \\p{ASCII}, which is not known; there are categories such as \\p{L} and scripts such as \\p{Greek}',
    ],
    ['a{1001}', 'the pattern is too large: its repetitions multiply'],
    ['(?:(?:ab?){0,31}){0,31}', 'the pattern is too large: its repetitions multiply'],
    ['x'.repeat(501), 'the pattern is longer than 500 characters'],
    ['(?:a{100}){100}', 'the pattern is too large: its repetitions multiply'],
    ['(?:){1000000000}', 'the pattern is too large: its repetitions multiply'],
    [`${'('.repeat(9)}a?${'){999}'.repeat(9)}`, 'the pattern is too large: its repetitions multiply'],
  ])('%s is refused', (pattern, message) => {
    expect(why(pattern)).toEqual([message]);
  });
});

// Each of these takes a backtracking engine longer than the age of the universe, or hours.
test.each([
  ['^(a+)+$', `${'a'.repeat(19_000)}!`],
  ['^(a|a)*$', `${'a'.repeat(19_000)}!`],
  ['^(a?){100}a{100}$', 'a'.repeat(99)],
  ['^(.*a){11}$', 'b'.repeat(19_000)],
  ['.*foo.*bar.*baz', 'foo'.repeat(6000)],
  ['(\\w+\\s?)*!$', 'word '.repeat(3800)],
  ['(x+x+)+y', 'x'.repeat(19_000)],
  ['[ab]*a[ab]{990}c', 'abbab'.repeat(3800).concat('x')],
  ['(?:[ab]{1,22}a){1,31}c', 'abbabaaab'.repeat(2100)],
  ['(?:[\\p{L}\\p{N}]|[\\p{L}\\p{M}]){1,480}!', 'éà'.repeat(9500)],
  ['(?:(?:a?){30}){16}c', 'a'.repeat(19_000)],
])(
  '%s is searched in time that grows with the text alone',
  (pattern, text) => {
    expect(found(pattern, text)).toBe(false);
  },
  10_000,
);

test('it finds what the engine of JavaScript finds', () => {
  const atom = fc.constantFrom(
    ...[
      'a',
      'b',
      '.',
      '\\d',
      '\\w',
      '\\W',
      '\\s',
      '\\S',
      '[\\S]',
      '[^\\s]',
      '[\\W_]',
      '[\\b]',
      '\\B',
      '[ab]',
      '[^a]',
      '[a-z_]',
      '\\b',
      '^',
      '$',
      '\\u{61}',
      'é',
    ],
    ...['(?:)', '[]', '[^]', '\\.', '\u{1F600}', '\\p{L}', '\\uD83D\\uDE00', '_', 'K', 'ſ'],
  );
  const times = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{0,}', '*?', '+?', '{0}');
  const { pattern } = fc.letrec<{ pattern: string; sequence: string; item: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 3 },
      tie('sequence'),
      fc.tuple(tie('pattern'), tie('pattern')).map((both) => both.join('|')),
    ),
    sequence: fc.array(tie('item'), { maxLength: 4 }).map((items) => items.join('')),
    item: fc.oneof(
      { maxDepth: 3 },
      fc.tuple(atom, times).map((both) => both.join('')),
      fc.tuple(tie('pattern'), times).map(([inside, often]) => `(${inside})${often}`),
    ),
  }));
  const text = fc.string({
    unit: fc.constantFrom(
      'a',
      'b',
      'A',
      '1',
      ' ',
      '\n',
      'é',
      '_',
      '\u{1F600}',
      '\uD83D',
      'k',
      'K',
      'S',
      'ſ',
      '\u2028',
      '\u00a0',
      '\r',
    ),
    maxLength: 8,
  });
  let compared = 0;
  fc.assert(
    fc.property(pattern, fc.boolean(), text, (source, ignoresCase, subject) => {
      let native: RegExp;
      try {
        native = new RegExp(source, ignoresCase ? 'iu' : 'u');
      } catch {
        return;
      }
      const ours = `${ignoresCase ? '(?i)' : ''}${source}`;
      if (why(ours)[0]?.includes('too large')) return;
      compared += 1;
      expect(found(ours, subject)).toBe(native.test(subject));
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(100);
});
