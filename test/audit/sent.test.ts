import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { facts, keptJournal } from './journals.js';

test.each([
  ['a text with what looks like a password', { message: 'Your password: [pay 900 EUR]' }],
  ['a long text with its point at the end', { message: `${'Thank you for waiting. '.repeat(2_500)}end` }],
  ['100 kB of umlauts', { message: 'äöü '.repeat(14_000) }],
  [
    'many lines',
    { items: Array.from({ length: 200 }, (_none, n) => ({ description: `line ${n} `.repeat(40) })) },
  ],
])('what left stands in the journal whole: %s', async (_what, args) => {
  const all = <T>(value: T): T => value;
  const none = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null).replaceAll('900', '[withheld]'));
  const { journal, tamper } = await keptJournal({ withhold: none, withholdOwn: all });
  await journal.intent(facts('one', { args }));
  expect((await journal.call('one'))?.args).toEqual(args);
  tamper('UPDATE journal SET body = replace(body, \'"sent":"\', \'"sent":"A\')');
  expect((await journal.call('one'))?.entries).toHaveLength(1);
});

test('what does not fit is kept as its length and hash, and the rest whole', async () => {
  const { journal } = await keptJournal();
  const data = randomBytes(300_000).toString('base64');
  const args = { message: `${'m'.repeat(5_000)}end`, attachments: [{ name: 'a.bin', data }] };
  await journal.intent(facts('one', { args }));
  const hash = createHash('sha256').update(data).digest('hex');
  expect((await journal.call('one'))?.args).toEqual({
    message: args.message,
    attachments: [{ name: 'a.bin', data: `[not kept: 400,000 characters, SHA-256 ${hash}]` }],
  });
});
