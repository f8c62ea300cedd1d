import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf, newApprovalId } from '../../src/approvals/index.js';
import { KEY } from './open-approvals.js';

const of = (values: Record<string, unknown>, tool = 'whmcs_cancel_order', key = KEY) =>
  digestOf(key, tool, values);

/** The same value with the keys of every object in it the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

const values = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });

test('a digest ignores the order of keys', () => {
  fc.assert(
    fc.property(values, (args) => {
      expect(of(turned(args) as Record<string, unknown>)).toBe(of(args));
    }),
  );
});

test('a digest ignores no value', () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      // JSON has one spelling for 0 and -0; so has what is sent.
      fc.pre(JSON.stringify(sorted(one)) !== JSON.stringify(sorted(other)));
      expect(of(one)).not.toBe(of(other));
    }),
  );
});

/** An object as a list of pairs in one order, so that no key of it is special. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return { list: value.map(sorted) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

test.each([
  ['a number and its text', { a: 1 }, { a: '1' }],
  ['an empty text and nothing', { a: '' }, {}],
  ['null and nothing', { a: null }, {}],
  ['no and nothing', { a: false }, {}],
  ['an order of items', { a: [1, 2] }, { a: [2, 1] }],
  ['a list and an object', { a: [1] }, { a: { 0: 1 } }],
  ['one item and the item', { a: [1] }, { a: 1 }],
  ['a name that means something to JavaScript', JSON.parse('{"__proto__": 1}'), {}],
  ['a name that reads like two', { 'a:1,b': 2 }, { a: 1, b: 2 }],
  ['white space', { a: 'x ' }, { a: 'x' }],
  ['case', { a: 'X' }, { a: 'x' }],
  ['two spellings of one letter', { a: 'ü' }, { a: 'u\u0308' }],
])('a digest tells apart %s', (_what, one, other) => {
  expect(of(one)).not.toBe(of(other));
});

test('a digest belongs to a tool and a key, and an argument left undefined is none', () => {
  const args = { orderid: 1042 };
  expect(of(args)).toMatch(/^[0-9a-f]{40}$/);
  expect(of(args, 'whmcs_delete_order')).not.toBe(of(args));
  expect(of(args, undefined, new Uint8Array(32))).not.toBe(of(args));
  expect(of({ orderid: 1042, noemail: undefined, deep: undefined })).toBe(of(args));
});

test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [1n], [() => 1], [Symbol('x')]])(
  'what JSON has no word for is refused',
  (value) => {
    expect(() => of({ a: [{ b: value }] })).toThrow(TypeError);
  },
);

test('an id uses every digit of its alphabet, and none that is taken for another', () => {
  let byte = 0;
  const random = (bytes: number) => Uint8Array.from({ length: bytes }, () => byte++);
  const ids = Array.from({ length: 32 }, () => newApprovalId(random));
  expect(new Set(ids.join('').replaceAll('-', '')).size).toBe(32);
  expect(ids.join('')).not.toMatch(/[ILOU]/);
  expect(new Set(Array.from({ length: 1_000 }, () => newApprovalId())).size).toBe(1_000);
});
