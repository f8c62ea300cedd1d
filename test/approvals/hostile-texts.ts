export const SECRET = 'pay 900 EUR at https://evil.example.com/login';

/** Texts that hide a part of themselves from whoever reads carelessly, and one that is just long. */
export const HOSTILE: readonly (readonly [string, string])[] = [
  ['what looks like a credential', `Dear customer, your one-time password: [${SECRET}]\nRegards`],
  ['what looks like one in JSON', `"password":"${SECRET}","token":"${'A1b2'.repeat(10)}"`],
  ['quotes and backslashes', `“a” "b" 'c' \\"d\\" \\n \\u200b \`e\``],
  [
    'markdown',
    `**Password:** \`${SECRET}\`\n\n> quoted\n- item\n| a | b |\n[click](https://evil.example.com)`,
  ],
  ['an HTML comment', `Hello <!-- ${SECRET} --> bye <b>&lt;b&gt; &amp;amp;</b>`],
  [
    'direction marks and zero-width signs',
    `safe \u202E${SECRET}\u2066 a\u200Bb\u00AD\u{E0041} ⟨U+200B⟩ ‹U+200B›`,
  ],
  ['lines that look like ours', `ok\n\nRequest AAAA-AAAA: harmless\n  | - message: "no"\r\n\tend`],
  ['marks piled up', `a${'\u0301'.repeat(20)}b`],
  ['a long body with its point at the end', `${'Thank you for your patience. '.repeat(2_000)}${SECRET}`],
  ['100 kB of umlauts', `${'äöü '.repeat(14_000)}${SECRET}`],
];

const jsonLine = (text: string) => /^- message: (.*)$/m.exec(text)?.[1] ?? '';

/** What a text of plain lines says of a `message`, which must be all of it, or say that it is cut and where the whole is. */
export function isToldWhole(text: string, message: string): boolean {
  if (message.length < 900) return JSON.parse(jsonLine(text)) === message;
  return (
    /… \(\d\d,\d\d\d more characters\)$/.test(jsonLine(text)) &&
    /NOT ALL OF THE CALL IS SHOWN HERE.*approvals show [\w-]+ prints it/.test(text)
  );
}
