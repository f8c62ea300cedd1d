import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  asciiJson,
  chained,
  checkCallId,
  cutsHash,
  entryHash,
  entryOf,
} from '../../../src/store/rules/chain.js';

const ENTRY = { at: 1_750_000_000_000, kind: 'call', call: 'c-1', body: '{"tool":"whmcs_get_stats"}' };

// Written out once more, so that a journal of today can be checked by whoever reads this years from now.
test('the hash of an entry is that of its columns after the hash before it', () => {
  const written = `["",1,${ENTRY.at},"call","c-1"]${ENTRY.body}`;
  const first = chained(undefined, ENTRY);
  expect(first).toEqual({ ...ENTRY, seq: 1, hash: createHash('sha256').update(written).digest('hex') });
  const second = chained(first, ENTRY);
  expect(second).toEqual({ ...ENTRY, seq: 2, hash: entryHash(first.hash, { ...ENTRY, seq: 2 }) });
});

test('an entry that differs in anything has another hash', () => {
  const hash = entryHash('a', { ...ENTRY, seq: 1 });
  const others = [{ at: 1 }, { kind: 'intent' }, { call: 'c-2' }, { body: '{}' }, { seq: 2 }];
  for (const other of others) expect(entryHash('a', { ...ENTRY, seq: 1, ...other })).not.toBe(hash);
  expect(entryHash('b', { ...ENTRY, seq: 1 })).not.toBe(hash);
});

test('the hash of cuts covers each of them, in order', () => {
  const one = { seq: 3, hash: 'x', at: new Date(5), entries: 3 };
  const two = { seq: 9, hash: 'y', at: new Date(6), entries: 6 };
  const hashes = [[], [one], [one, two], [two, one], [{ ...one, entries: 4 }], [{ ...one, at: new Date(6) }]];
  expect(new Set(hashes.map(cutsHash)).size).toBe(hashes.length);
});

test('bodies are ASCII, and say what they said', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (body) => {
      const text = asciiJson(body);
      expect(text).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(body)));
    }),
  );
});

test('what was damaged is shown as far as it can be read', () => {
  const stored = { ...ENTRY, seq: 1, hash: 'h' };
  expect(entryOf(stored).body).toEqual({ tool: 'whmcs_get_stats' });
  for (const body of ['{"tool":', '[]', 'null', '7', '']) {
    expect(entryOf({ ...stored, body }).body).toEqual({ unreadable: body });
  }
  expect(entryOf({ ...stored, at: 9e18 }).at).toEqual(new Date(0));
});

test('the id of a call is a short word of ASCII', () => {
  for (const call of ['', 'c-1', 'x'.repeat(64)]) expect(() => checkCallId(call)).not.toThrow();
  for (const call of ['a b', 'ü', 'x'.repeat(65), 'a\0']) expect(() => checkCallId(call)).toThrow(RangeError);
});
