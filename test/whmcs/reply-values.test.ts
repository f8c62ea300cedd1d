import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listOf, unflatten, zeroDates } from '../../src/whmcs/index.js';
import samples from '../fixtures/example-responses.json' with { type: 'json' };

describe('listOf', () => {
  test.each([[undefined], [null], [''], [[]], [{}], [[[]]], [false]])('%j is an empty list', (value) => {
    expect(listOf(value)).toEqual([]);
  });

  test.each([
    [[{ id: 1 }, { id: 2 }]],
    [{ '0': { id: 1 }, '3': { id: 2 } }],
    [{ client: [{ id: 1 }, { id: 2 }] }],
    [{ client: { '1': { id: 1 }, '2': { id: 2 } } }],
  ])('%j is a list of two', (value) => {
    expect(listOf(value, 'client')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test.each([[{ id: 1 }], [[{ id: 1 }]], [{ '0': { id: 1 } }], [{ client: { id: 1 } }]])(
    '%j is a list of one',
    (value) => {
      expect(listOf(value, 'client')).toEqual([{ id: 1 }]);
    },
  );

  test.each([[{ client: '' }], [{ client: [] }], [{ client: {} }], [{ client: null }]])(
    '%j is empty',
    (value) => {
      expect(listOf(value, 'client')).toEqual([]);
    },
  );
});

describe('unflatten', () => {
  test('nests flattened keys and leaves the others alone', () => {
    expect(
      unflatten({
        result: 'success',
        'domains[domain][0][id]': '1',
        'domains[domain][0][name]': 'example.com',
        'domains[domain][1][id]': '2',
        'odd[': 'x',
        'odd[a]b': 'y',
      }),
    ).toEqual({
      result: 'success',
      domains: { domain: [{ id: '1', name: 'example.com' }, { id: '2' }] },
      'odd[': 'x',
      'odd[a]b': 'y',
    });
  });

  test('gives back any nested reply that was flattened', () => {
    const name = fc.stringMatching(/^[a-z]{1,6}$/);
    const leaf = fc.oneof(fc.string(), fc.integer());
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        fc.dictionary(name, tie('tree'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    const flatten = (value: unknown, path: string): [string, unknown][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, child]) => flatten(child, `${path}[${key}]`))
        : [[path, value]];
    fc.assert(
      fc.property(fc.dictionary(name, tree, { noNullPrototype: true }), (body) => {
        const flat = Object.fromEntries(Object.entries(body).flatMap(([key, value]) => flatten(value, key)));
        expect(unflatten(flat)).toEqual(body);
      }),
    );
  });

  test('joins an empty spelling and a nested part with the flattened rest', () => {
    expect(unflatten({ a: '', 'a[0][id]': 1 })).toEqual({ a: [{ id: 1 }] });
    expect(unflatten({ 'a[0][id]': 1, a: '' })).toEqual({ a: [{ id: 1 }] });
    expect(unflatten({ a: { b: 1 }, 'a[c]': 2 })).toEqual({ a: { b: 1, c: 2 } });
  });

  test('no key reaches a prototype or makes a huge list', () => {
    const body = JSON.parse(
      '{"a[__proto__][polluted]":1,"__proto__[polluted]":1,"b[constructor][prototype][polluted]":1,"c[4294967295]":1}',
    );
    const result = unflatten(body);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(result.c).toEqual({ '4294967295': 1 });
  });

  test.each(['GetClientsDomains', 'GetCurrencies', 'GetEmailTemplates', 'GetAffiliates'] as const)(
    'the sample of %s has no flattened key left',
    (action) => {
      const result = unflatten(samples[action]);
      expect(Object.keys(result).filter((key) => key.includes('['))).toEqual([]);
      const [outer] = Object.values(result).filter((value) => typeof value === 'object');
      expect(listOf(Object.values(outer ?? {})[0]).length).toBeGreaterThan(0);
    },
  );
});

test('zeroDates turns the dates of MySQL into null, at any depth, and nothing else', () => {
  expect(
    zeroDates({
      a: '0000-00-00',
      b: [{ c: '0000-00-00 00:00:00' }],
      d: '2026-01-01',
      e: 'on 0000-00-00',
      f: null,
      g: 0,
    }),
  ).toEqual({ a: null, b: [{ c: null }], d: '2026-01-01', e: 'on 0000-00-00', f: null, g: 0 });
});

test('zeroDates copies what it changes, and nothing else', () => {
  const body = { clients: [{ id: 1, lastlogin: '0000-00-00' }, { id: 2 }], totals: { all: 2 } };
  const shown = zeroDates(body) as typeof body;
  expect(body.clients[0]?.lastlogin).toBe('0000-00-00');
  expect(shown.clients[0]?.lastlogin).toBeNull();
  expect(shown.clients[1]).toBe(body.clients[1]);
  expect(shown.totals).toBe(body.totals);
});

test.each([
  '-0001-11-30',
  '-0001-11-30 00:00:00',
  '-0001-11-29T23:00:00+00:00',
  '-1-11-30',
  '30/11/-0001',
  '00/00/0000',
  '00.00.0000 00:00',
  '0000-00-00T00:00:00Z',
])('"%s" is an empty date', (date) => {
  expect(zeroDates([date])).toEqual([null]);
});

test.each(['0001-11-30', '-12-30', '1970-01-01', '00/00', '30/11/2001', '-0001', '-0001-11-30-7', '000000'])(
  '"%s" is none',
  (text) => {
    expect(zeroDates([text])).toEqual([text]);
  },
);
