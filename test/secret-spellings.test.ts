import { describe, expect, test } from 'vitest';
import { createLog } from '../src/log.js';
import { createWithholder } from '../src/output/index.js';
import { WhmcsFault } from '../src/whmcs/index.js';
import { connect, failure, json, serve } from './whmcs/fake-server.js';

const SECRET = `k/ü+x="q"<&'*~ (9)`;
const PLAIN = 'Zq7mWv29kTz';

/** Spelled by hand, as each of these writers would: what is tested must not spell them. */
const SPELLINGS: readonly [writer: string, spelled: string][] = [
  ['nobody', `k/ü+x="q"<&'*~ (9)`],
  ['htmlspecialchars() of PHP', `k/ü+x=&quot;q&quot;&lt;&amp;&#039;*~ (9)`],
  ['htmlspecialchars() without single quotes', `k/ü+x=&quot;q&quot;&lt;&amp;'*~ (9)`],
  ['htmlspecialchars() without quotes', `k/ü+x="q"&lt;&amp;'*~ (9)`],
  ['htmlspecialchars() of its own output', `k/ü+x=&amp;quot;q&amp;quot;&amp;lt;&amp;amp;&amp;#039;*~ (9)`],
  ['HTML of Go', `k/ü+x=&#34;q&#34;&lt;&amp;&#39;*~ (9)`],
  ['HTML of Python', `k/ü+x=&quot;q&quot;&lt;&amp;&#x27;*~ (9)`],
  [
    'HTML that writes all but letters as numbers',
    `k&#x2F;&#xfc;&#43;x&#61;&#34;q&#34;&#60;&#38;&#39;&#42;&#126;&#32;&#40;9&#41;`,
  ],
  ['XML', `k/ü+x=&quot;q&quot;&lt;&amp;&apos;*~ (9)`],
  ['encodeURIComponent()', `k%2F%C3%BC%2Bx%3D%22q%22%3C%26'*~%20(9)`],
  ['rawurlencode() of PHP', `k%2F%C3%BC%2Bx%3D%22q%22%3C%26%27%2A~%20%289%29`],
  ['urlencode() of PHP', `k%2F%C3%BC%2Bx%3D%22q%22%3C%26%27%2A%7E+%289%29`],
  ['a form', `k%2F%C3%BC%2Bx%3D%22q%22%3C%26%27*%7E+%289%29`],
  ['a form, in small letters', `k%2f%c3%bc%2bx%3d%22q%22%3c%26%27*%7e+%289%29`],
  ['a form inside a form', `k%252F%25C3%25BC%252Bx%253D%2522q%2522%253C%2526%2527*%257E%2B%25289%2529`],
  ['JSON', String.raw`k/ü+x=\"q\"<&'*~ (9)`],
  ['JSON of PHP', String.raw`k\/\u00fc+x=\"q\"<&'*~ (9)`],
  ['JSON of PHP for HTML', String.raw`k\/\u00fc+x=\u0022q\u0022\u003C\u0026\u0027*~ (9)`],
  ['JSON of Go', String.raw`k/ü+x=\"q\"\u003c\u0026'*~ (9)`],
  ['JSON in JSON', String.raw`k/ü+x=\\\"q\\\"<&'*~ (9)`],
  ['JSON of PHP in JSON', String.raw`k\\/\\u00fc+x=\\\"q\\\"<&'*~ (9)`],
  ['base64', 'ay/DvCt4PSJxIjwmJyp+ICg5KQ=='],
  ['base64url', 'ay_DvCt4PSJxIjwmJyp-ICg5KQ'],
  ['hex', '6b2fc3bc2b783d2271223c26272a7e20283929'],
  ['hex in capitals', '6B2FC3BC2B783D2271223C26272A7E20283929'],
];

const secrets = [PLAIN, SECRET];
const withhold = createWithholder(secrets);

function logged(text: string): string {
  const lines: string[] = [];
  const log = createLog({ level: 'info', secrets, write: (line) => void lines.push(line) });
  log('info', 'x', { message: text });
  return lines.join('');
}

async function refused(message: string): Promise<string> {
  const server = await serve((response) => json(response, { result: 'error', message }));
  const credentials = { identifier: { reveal: () => PLAIN }, secret: { reveal: () => SECRET } };
  const { whmcs, read } = connect(server.url, { credentials });
  const fault = await failure(whmcs.send(read('GetClients')));
  return fault instanceof WhmcsFault ? (fault.whmcsMessage ?? '') : '';
}

test('a text that is a secret and nothing else is taken out, whichever of them it is', () => {
  for (const secret of secrets) expect(withhold(secret)).toBe('[withheld]');
  expect(createWithholder(['abcdef', 'Zq7'])('Zq7')).toBe('[withheld]');
});

describe.each([
  ['a result', (text: string) => withhold(text), '[withheld]'],
  ['a log line', logged, '[secret]'],
  ['an error of the WHMCS client', refused, '[removed]'],
])('our own secret is taken out of %s', (_where, shown, mark) => {
  test.each(SPELLINGS)('as %s writes it', async (_writer, spelled) => {
    const text = await shown(`said ${spelled} to all`);
    expect(text).toContain(`said ${mark} to all`);
  });

  test.each(['Zq7mWv29kTz', 'WnE3bVd2MjlrVHo', '5a71376d577632396b547a'])(
    'a secret of letters and digits: %s',
    async (spelled) => {
      expect(await shown(`said ${spelled}, twice ${spelled}`)).toContain(`said ${mark}, twice ${mark}`);
    },
  );

  test('text without it stays', async () => {
    const text = 'said k%2F%C3%BC &amp; Zq7mWv29kT to 100% of all + one \\ more';
    expect(await shown(text)).toContain(text.replaceAll('\\', mark === '[secret]' ? '\\\\' : '\\'));
  });
});

test('a secret that begins with another one goes whole', () => {
  const remove = createWithholder(['Zq7m', 'Zq7m"Wv29']);
  expect(remove('a Zq7m"Wv29 b Zq7m\\"Wv29 c Zq7m d')).toBe('a [withheld] b [withheld] c [withheld] d');
});

test('an empty secret is none', () => {
  expect(createWithholder(['', ''])('nothing to hide')).toBe('nothing to hide');
});
