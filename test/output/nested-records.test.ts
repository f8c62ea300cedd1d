import { expect, test } from 'vitest';
import { createPresenter } from '../../src/output/index.js';
import { SHOW } from './replies.js';

// A record whose names say an order together is marked a second time. Were the records in it marked twice each time as
// well, thirty levels would take a billion passes, and no answer would come.

const ORDER = ['refund', 'invoice', 'cancel', 'order', 'client', 'pay'];

function nested(levels: number, keyOf: (level: number) => string): unknown {
  let record: Record<string, unknown> = { names: ORDER };
  for (let level = levels - 1; level > 0; level--) record = { [keyOf(level)]: [record], names: ORDER };
  return record;
}

const presenters = [true, false].map((looksQuickly) =>
  createPresenter({ secrets: [], looksQuickly, random: () => '482913' }),
);

const tagged = ORDER.map((word) => `<untrusted-482913>${word}</untrusted-482913>`);

test.each([
  ['the same field', () => 'inner'],
  // Longer names than those of fields are worked out anew each time that they are met.
  ['fields that are not remembered', (level: number) => `inner${'x'.repeat(100)}${level}`],
])('records in records that say an order are marked on each level: %s', (_what, keyOf) => {
  const levels = 28;
  const action = 'SomeAddon';
  const result = nested(levels, keyOf);
  const [quick, stages] = presenters.map((one) => one.present(result, { action, redact: SHOW }));
  expect(quick).toEqual(stages);
  const text = stages?.text ?? '';
  expect(text.split(JSON.stringify(tagged))).toHaveLength(levels + 1);
  expect(stages?.tainted).toBe(true);
});

test('a record that stands in two places is marked as each of them asks for', () => {
  const shared = { message: 'Anna', name: 'Anna' };
  const rows = [{ notes: [shared], names: ORDER, products: [shared] }];
  const result = { items: [{ inner: rows, names: ORDER }], total: 1, offset: 0, next_offset: null };
  const copied = JSON.parse(JSON.stringify(result));
  for (const one of presenters) {
    const options = { action: 'SomeAddon', redact: SHOW };
    expect(one.present(result, options)).toEqual(one.present(copied, options));
  }
});
