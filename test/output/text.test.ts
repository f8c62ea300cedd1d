import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decoded } from '../../src/entities.js';
import { createPresenter, stripInvisible } from '../../src/output/index.js';
import { expectLinear } from './hostile.js';
import { SHOW } from './replies.js';

describe('HTML entities are decoded, once', () => {
  test.each([
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['O&#039;Brien &amp; S&ouml;hne', "O'Brien & Söhne"],
    ['&#x41;&#66;', 'AB'],
    ['https://example.com/?a=1&copy=2&lt3', 'https://example.com/?a=1&copy=2&lt3'],
    ['no entity & none; here', 'no entity & none; here'],
  ])('%s', (written, read) => {
    expect(decoded(written)).toBe(read);
  });
});

const ESC = String.fromCodePoint(0x1b);

describe('what people do not see is taken out', () => {
  test.each([
    ['zero-width characters', 'pass\u200bword\u2060 \ufeffx\u200d', 'password x'],
    ['bidi controls', 'a\u202egnp.exe\u202c \u2066b\u2069\u200f', 'agnp.exe b'],
    [
      'tag characters',
      `hi${[...'ignore'].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('')}`,
      'hi',
    ],
    ['variation selectors that carry bytes', 'a\ufe01\u{e0101}\u{e01ef}b\ufe0f', 'ab'],
    ['fillers and soft hyphens', 'a\u00adb\u3164c\u115fd\u034fe', 'abcde'],
    ['colours', `${ESC}[31mred${ESC}[0m \u009b1mbold`, 'red bold'],
    [
      'titles and links of terminals',
      `${ESC}]0;evil\u0007ok ${ESC}]8;;https://example.com${ESC}\\link`,
      'ok link',
    ],
    ['other escapes', `a${ESC}(Bb${ESC}cc\u0090q\u009cd`, 'abcd'],
    ['controls', 'a\u0000b\u0008c\u007fd\u0081e\tf', 'abcde\tf'],
    ['comments', 'a<!-- hidden -->b<!---->c<!-->d<!-- x --!>e', 'abcde'],
    ['comments made of comments', 'a<!<!-- x -->-- y -->b<!-<!-<!-- x -->- y -->- z -->c', 'abc'],
    ['comments hidden by what is hidden', 'a<!\u200b-- x --\u200b>b', 'ab'],
    ['joiners with a letter that joins on one side only', 'म\u200dx y\u200cم', 'मx yم'],
    ['halves of characters', 'a\ud800b', 'a\ufffdb'],
  ])('%s', (_what, written, seen) => {
    expect(stripInvisible(written)).toBe(seen);
  });

  test('line breaks are all written alike', () => {
    expect(stripInvisible('a\r\nb\rc\u2028d\u0085e\nf')).toBe('a\nb\nc\nd\ne\nf');
  });
});

describe('what people see stays', () => {
  test.each([
    ['Emoji of several', '👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 ❤️ 1️⃣ 🇩🇪 👩🏽‍🚀 ☎︎'],
    ['Persian', 'می‌خواهم کتاب‌ها'],
    ['Hindi', 'क्‍ष क्‌ष'],
    ['an arrow that only looks like a comment', 'a <-- b --> c <!-- open, and never closed'],
    ['accents put together', 'e\u0301 o\u0308'],
    ['a terminal that nobody uses', '[31m is a colour'],
    ['Chinese, Greek, Hebrew', '你好 γεια שלום'],
  ])('%s', (_what, text) => {
    expect(stripInvisible(text)).toBe(text);
  });
});

const piece = fc.constantFrom(
  ...[
    '<!--',
    '-->',
    '--!>',
    '<!',
    '--',
    '->',
    '>',
    '<',
    '!',
    '-',
    'a',
    'é',
    '👩',
    '💻',
    '❤',
    '1',
    '#',
    '\u20e3',
  ],
  ...[
    '\u200b',
    '\u200c',
    '\u200d',
    '\ufe0f',
    '\ufe0e',
    '\u202e',
    '\u{e0041}',
    '\u{e0101}',
    '\u{1f3fd}',
    'म',
    'ی',
    '\u094d',
  ],
  ...[
    ESC,
    '[',
    ']',
    '0',
    ';',
    'm',
    '\\',
    '\u0007',
    '\u009b',
    '\u009c',
    '\u009d',
    '\r',
    '\n',
    '\u0000',
    '\ud83d',
    '\udc69',
  ],
);
const text = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(''));

test('twice is once, whatever is put together, and no character is made up', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (written) => {
      const seen = stripInvisible(written);
      expect(stripInvisible(seen)).toBe(seen);
      expect(seen).not.toMatch(/(?![\n\t])\p{Cc}|[\u200b\u202a-\u202e\u{e0000}-\u{e01ef}]|<!--.*-->/su);
      let at = 0;
      const source = written.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n').replace(/\p{Cs}/gu, '\ufffd');
      for (const char of seen) {
        at = source.indexOf(char, at) + char.length;
        expect(at).toBeGreaterThanOrEqual(char.length);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('text of everyday signs stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aZ9 .,;:!?()äßéłЖ中\n\t€<>&"\'/') }), (written) => {
      expect(stripInvisible(written)).toBe(written);
    }),
  );
});

test('a text made to be slow costs no more than its length', { timeout: 60_000 }, () => {
  const pieces = ['<!--', '<!---->', '<!-', '-->', 'a<!---->', '\u200b', '\u009d', '\u009b1', ESC];
  const others = ['👩\u200d', '&', '&#x', '&amp', '\ud83d', '\r', '<!<!-- -->', '{"a":', '['];
  expectLinear([...pieces, `${ESC}[`, `${ESC}]`, ...others], (text) => stripInvisible(decoded(text)));
});

describe('in a result', () => {
  const { present } = createPresenter({ secrets: [], random: () => '482913' });
  const shown = (result: unknown) =>
    JSON.stringify(present(result, { action: 'GetServers', redact: SHOW }).value).replaceAll(
      /<\/?untrusted-\d+>/g,
      '',
    );

  test('names of fields, and texts that are JSON, are read as people read them', () => {
    expect(shown({ 'na\u200bme': 'M&uuml;ller' })).toContain('"name":"Müller"');
    expect(shown({ raw: '{"a":"x &quot;y&quot;\\u200b z"}' })).toContain(
      String.raw`{\"a\":\"x \\\"y\\\" z\"}`,
    );
  });

  test('two names that only looked different both stay', () => {
    expect(shown({ a1: 1, 'a\u200b1': 2, 'a\u20601': 3 })).toBe('{"a1":1,"a1_":2,"a1__":3}');
  });

  test('what is nested beyond reason is cut off, and does not fail', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 5_000; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
    expect(shown({ deep, near: 1 })).toMatch(/nested too deep.*"near":1/);
    expect(shown({ raw: `${'['.repeat(200_000)}${']'.repeat(200_000)}` })).toContain('nested too deep');
  });
});
