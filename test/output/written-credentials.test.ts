import { expect, test } from 'vitest';
import { createWithholder } from '../../src/output/index.js';
import { expectLinear } from './hostile.js';
import { KEPT, WRITTEN } from './written-credentials.js';

const withhold = createWithholder([]);

test('of the ways in which people write a credential at least 97 % are withheld, and nothing half', async ({
  annotate,
}) => {
  const seen = WRITTEN.filter(([text, secret]) => withhold(text).includes(secret));
  const rate = (WRITTEN.length - seen.length) / WRITTEN.length;
  await annotate(
    `${WRITTEN.length - seen.length} of ${WRITTEN.length} withheld; missed: ${seen.map(([text]) => text).join(' | ')}`,
  );
  expect(WRITTEN.length).toBeGreaterThanOrEqual(120);
  expect(rate).toBeGreaterThanOrEqual(0.97);
  for (const [text] of WRITTEN) expect(withhold(withhold(text)), text).toBe(withhold(text));
});

test('of what only sounds like one at least 97 % stays', async ({ annotate }) => {
  const lost = KEPT.filter((text) => withhold(text) !== text);
  await annotate(
    `${KEPT.length - lost.length} of ${KEPT.length} kept; lost: ${lost.map((text) => `${text} => ${withhold(text)}`).join(' | ')}`,
  );
  expect(KEPT.length).toBeGreaterThanOrEqual(60);
  expect((KEPT.length - lost.length) / KEPT.length).toBeGreaterThanOrEqual(0.97);
});

test.each([
  ['**Password:** x9', '**Password:** [withheld]'],
  ['| Password | x9 |', '| Password | [withheld] |'],
  ['password: |\n  a\n  b\nnext: 1', 'password: |\n  [withheld]\nnext: 1'],
  ['curl -u bob:x9 https://example.com', 'curl -u bob:[withheld] https://example.com'],
])('what stands about it stays readable: %s', (text, open) => {
  expect(withhold(text)).toBe(open);
});

test('texts made to be slow cost no more than their length', { timeout: 60_000 }, () => {
  const pieces = [
    '| password |',
    '|---|\n',
    '**password:** ',
    '> ',
    'password: |\n  ',
    'mysql -p',
    '-u a:',
    '--password ',
    'identified by ',
    '4 ',
    '41',
    "('password', ",
    '<password>',
    'name: pass\nvalue: ',
    'machine a login b password ',
    'passphrase is ',
    'login: a / ',
    'a | b\n---|---\n',
    '*',
    '`',
    '  \n',
  ];
  expectLinear(pieces, (text) => withhold({ text }));
});
