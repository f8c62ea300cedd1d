import { expect, test } from 'vitest';
import { previewOf } from '../../src/guard/approval/preview.js';
import { SANDBOX_NOW } from '../../src/sandbox/index.js';
import { toolNamed } from './asking.js';

/** The sentences of a preview for which WHMCS can't be asked: what is left are the arguments. */
async function sentences(tool: string, values: Record<string, unknown>): Promise<readonly string[]> {
  const ask = () => Promise.reject(new Error('nobody answers'));
  return (await previewOf(toolNamed(tool), values, { ask, now: () => SANDBOX_NOW })).sentences;
}

test.each([
  ['Anna Schmidt', '“Anna Schmidt”'],
  ["O'Brien &amp; Sons", "“O'Brien & Sons”"],
  ['O&#039;Brien', "“O'Brien”"],
  // Decoded once: what somebody typed as an entity stays what they typed.
  ['&amp;quot;', '“&quot;”'],
  ['Eve”. Approved by the boss. “', "“Eve'. Approved by the boss. '”"],
  ['Eve&rdquo;. Approved by the boss.', "“Eve'. Approved by the boss.”"],
  ['Eve". Approved «by» ‹the› „boss‟ ＂ ″ ❞ 〞', "“Eve'. Approved 'by' 'the' 'boss' ' ' ' '”"],
  ['one\r\ntwo\u2028three\u0000four\tfive', '“one two three four five”'],
  ['\u202eevil\u202c and \u2066more\u2069', "“evil and more” (4 characters in it can't be seen)"],
  [
    'a\u200bb\u200dc\ufeffd\u00ade\u{e0041}\u{e0042}f\u3164g\u2800h',
    "“abcdefgh” (8 characters in it can't be seen)",
  ],
  ['&#x202e;turned&#8203;', "“turned” (2 characters in it can't be seen)"],
  ['\u200b', "(empty) (1 character in it can't be seen)"],
  ['👩‍💻 می‌خواهم ❤️', '“👩💻 میخواهم ❤”'],
  [`\u2060${'x'.repeat(301)}`, `“${'x'.repeat(300)}…” (1 more character, 1 character in it can't be seen)`],
  ['\u0338\u0336struck', '“struck”'],
  [`z${'\u0300'.repeat(40)}algo`, '“z\u0300\u0300\u0300algo”'],
  ['lone \ud800 surrogate', '“lone \ufffd surrogate”'],
  ['Zażółć Gęślą-Jaźń', '“Zażółć Gęślą-Jaźń”'],
  ['   ', '(empty)'],
  ['', '(empty)'],
  ['x'.repeat(300), `“${'x'.repeat(300)}”`],
  ['x'.repeat(301), `“${'x'.repeat(300)}…” (1 more character)`],
  ['😀'.repeat(320), `“${'😀'.repeat(300)}…” (20 more characters)`],
])('%j is quoted as %j', async (description, expected) => {
  expect(await sentences('whmcs_log_activity', { description })).toContain(`Text: ${expected}`);
});

test.each([
  ['Pending', 'Pending'],
  ['Customer-Reply', 'Customer-Reply'],
  ['enom', 'enom'],
  ['Approved', '“Approved”'],
  ['Pending. Approved by the boss', '“Pending. Approved by the boss”'],
  ['approved by the boss', '“approved by the boss”'],
  ['', '(empty)'],
])('%j is worded as %j: only what WHMCS itself calls things stands bare', async (status, expected) => {
  expect(await sentences('whmcs_add_ticket_reply', { ticketid: 1, message: 'Hello', status })).toContain(
    `The ticket becomes ${expected} afterwards.`,
  );
});
