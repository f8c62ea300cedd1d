import fc from 'fast-check';
import { unserialize } from 'php-serialize';
import { describe, expect, test } from 'vitest';
import {
  csv,
  encodeForm,
  indexed,
  json64,
  numbered,
  ParamFault,
  type PhpValue,
  parallel,
  serialized,
} from '../../src/whmcs/index.js';

const plain = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');
const fields = (params: Parameters<typeof encodeForm>[0]) => [...new URLSearchParams(encodeForm(params))];

describe('serialized', () => {
  test('gives what PHP gave for the same values', () => {
    expect(serialized({ '1': 'Yahoo' })).toBe('YToxOntpOjE7czo1OiJZYWhvbyI7fQ==');
    expect(serialized([{ desc: 'Line', qty: 1, up: '10.00', discount: '0.00', taxable: '1' }])).toBe(
      'YToxOntpOjA7YTo1OntzOjQ6ImRlc2MiO3M6NDoiTGluZSI7czozOiJxdHkiO2k6MTtzOjI6InVwIjtzOjU6IjEwLjAwIjtzOjg6ImRpc2NvdW50IjtzOjQ6IjAuMDAiO3M6NzoidGF4YWJsZSI7czoxOiIxIjt9fQ==',
    );
  });

  test('counts bytes, not characters', () => {
    expect(plain(serialized({ city: 'Zürich €' }))).toBe('a:1:{s:4:"city";s:11:"Zürich €";}');
    expect(plain(serialized('\ud800'))).toBe('s:3:"\ufffd";');
  });

  test.each([
    ['1', 'i:1;'],
    ['-3', 'i:-3;'],
    ['0', 'i:0;'],
    ['9007199254740993', 'i:9007199254740993;'],
    ['9223372036854775807', 'i:9223372036854775807;'],
    ['9223372036854775808', 's:19:"9223372036854775808";'],
    ['01', 's:2:"01";'],
    ['1.5', 's:3:"1.5";'],
    ['-0', 's:2:"-0";'],
    ['+1', 's:2:"+1";'],
    [' 1', 's:2:" 1";'],
    ['__proto__', 's:9:"__proto__";'],
  ])('writes the key %j as PHP does', (key, text) => {
    expect(plain(serialized(Object.fromEntries([[key, 'v']])))).toBe(`a:1:{${text}s:1:"v";}`);
  });

  test('leaves out what is undefined and keeps booleans apart from numbers', () => {
    expect(plain(serialized({ a: undefined, b: true, c: [false, undefined, 0] }))).toBe(
      'a:2:{s:1:"b";b:1;s:1:"c";a:2:{i:0;b:0;i:2;i:0;}}',
    );
  });

  test('never writes an object or a float', () => {
    class Gadget {
      command = 'x';
      serialize() {
        return 'x';
      }
    }
    for (const value of [new Gadget(), new Date(0), new Map(), null, 0.5, { a: { b: new Gadget() } }]) {
      expect(() => serialized(value as unknown as PhpValue)).toThrow(ParamFault);
    }
    expect(plain(serialized('O:1:"X":0:{}'))).toBe('s:12:"O:1:"X":0:{}";');
  });

  test('comes back whole from a reader of the same format', () => {
    const key = fc.stringMatching(/^[a-z][a-z_]{0,8}$/);
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger())),
        (map) => {
          const back: unknown = unserialize(plain(serialized(map)));
          // An empty PHP array reads back as a list.
          expect(Array.isArray(back) ? {} : back).toEqual({ ...map });
        },
      ),
    );
  });
});

test('json64 is JSON in base64', () => {
  const attachments = [{ name: 'Zürich.txt', data: 'QQ==' }];
  expect(JSON.parse(plain(json64(attachments)))).toEqual(attachments);
});

test('numbered rows count from 1, without brackets', () => {
  const params = numbered([
    { itemdescription: 'a', itemamount: '1.00', itemtaxed: true },
    { itemdescription: 'b', itemamount: '2.00', itemtaxed: false },
  ]);
  expect(fields(params)).toEqual([
    ['itemdescription1', 'a'],
    ['itemamount1', '1.00'],
    ['itemtaxed1', '1'],
    ['itemdescription2', 'b'],
    ['itemamount2', '2.00'],
    ['itemtaxed2', '0'],
  ]);
});

test('indexed rows stand under the id they already have', () => {
  const params = indexed([
    [31, { itemdescription: 'a', itemamount: '1.00' }],
    ['7', { itemdescription: 'b' }],
  ]);
  expect(fields(params)).toEqual(
    expect.arrayContaining([
      ['itemdescription[31]', 'a'],
      ['itemamount[31]', '1.00'],
      ['itemdescription[7]', 'b'],
    ]),
  );
  expect(fields(params)).toHaveLength(3);
  expect(() =>
    indexed([
      [7, {}],
      ['7', {}],
    ]),
  ).toThrow(ParamFault);
});

test('parallel rows stay aligned where one lacks a field', () => {
  const params = parallel([{ pid: 1, billingcycle: 'monthly' }, { domain: 'example.com' }, { pid: 3 }]);
  expect(fields(params)).toEqual([
    ['pid[0]', '1'],
    ['pid[2]', '3'],
    ['billingcycle[0]', 'monthly'],
    ['domain[1]', 'example.com'],
  ]);
});

test('csv joins, and refuses what would change its meaning', () => {
  expect(csv([1, 2, 'general'])).toBe('1,2,general');
  for (const list of [[], ['a,b'], [''], [1.5]]) expect(() => csv(list)).toThrow(ParamFault);
});
