import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asFlag, asInt, Params } from '../../src/sandbox/php/params.js';
import { MAX_FIELDS, parsePhpForm } from '../../src/sandbox/php/post-form.js';
import { readAttachments, readSerialized } from '../../src/sandbox/php/serialized.js';

const read = (body: string) => new Params(parsePhpForm(Buffer.from(body))).plain(new Set());

describe('form bodies, as PHP reads them', () => {
  it.each([
    ['a=1&a=2', { a: '2' }],
    ['a[]=x&a[]=y', { a: ['x', 'y'] }],
    ['a[0]=x&a[1]=y', { a: ['x', 'y'] }],
    ['a[1]=x&a[2]=y', { a: { '1': 'x', '2': 'y' } }],
    ['a[5]=x&a[]=y', { a: { '5': 'x', '6': 'y' } }],
    ['a[k]=v&a[l][m]=w', { a: { k: 'v', l: { m: 'w' } } }],
    ['a[%31]=x', { a: { '1': 'x' } }],
    ['a[01]=x', { a: { '01': 'x' } }],
    ['a=scalar&a[b]=c', { a: { b: 'c' } }],
    ['a[b]=c&a=scalar', { a: 'scalar' }],
    ['first.name=A&last name=B', { first_name: 'A', last_name: 'B' }],
    ['first+name=A', { first_name: 'A' }],
    ['a.b[c.d]=1', { a_b: { 'c.d': '1' } }],
    ['++a=1', { a: '1' }],
    ['a[b=1', { a_b: '1' }],
    ['a[b]c=1', { a: { b: '1' } }],
    ['[a]=1&=2&b=3', { b: '3' }],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['a=1=2', { a: '1=2' }],
    ['a=1;b=2', { a: '1;b=2' }],
    ['&&a=1&&', { a: '1' }],
    ['a=100%&b=%zz&c=%4', { a: '100%', b: '%zz', c: '%4' }],
    ['a=x+y%2Bz', { a: 'x y+z' }],
    ['a=%C3%BC&b=ü', { a: 'ü', b: 'ü' }],
    ['a=%E2%82%AC', { a: '€' }],
    ['a%00b=1', { a: '1' }],
  ])('%s', (body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  it('loses every field past the limit without a word', () => {
    const body = Array.from({ length: MAX_FIELDS + 5 }, (_, n) => `itemdescription${n}=x`).join('&');
    expect(Object.keys(read(body))).toHaveLength(1000);
    expect(read(body).itemdescription1000).toBeUndefined();
  });

  it('gives back any text that was encoded properly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(read(`a=${encodeURIComponent(text)}`)).toEqual({ a: text });
      }),
    );
  });

  it('reads any bytes without failing', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parsePhpForm(Buffer.from(bytes))));
  });
});

describe('PHP conversions', () => {
  it.each(['1', 'true', 'false', 'off', 'no', ' ', '0.0', '00'])('takes %j for true', (text) => {
    expect(asFlag(text)).toBe(true);
  });

  it.each(['', '0', undefined])('takes %j for false', (text) => {
    expect(asFlag(text)).toBe(false);
  });

  it.each([
    ['12', 12],
    ['12abc', 12],
    [' 12', 12],
    ['abc', 0],
    ['', 0],
    ['-3', -3],
    ['1e3', 1],
    ['0x1A', 0],
  ])('reads %j as the number %i', (text, number) => {
    expect(asInt(text)).toBe(number);
  });
});

describe('encoded parameters', () => {
  it('unserializes the documented vectors, counting lengths in bytes', () => {
    expect(readSerialized('YToxOntpOjE7czo1OiJZYWhvbyI7fQ==')).toEqual(new Map([['1', 'Yahoo']]));
    const lines = readSerialized(
      'YToxOntpOjA7YTo1OntzOjQ6ImRlc2MiO3M6NDoiTGluZSI7czozOiJxdHkiO2k6MTtzOjI6InVwIjtzOjU6IjEwLjAwIjtzOjg6ImRpc2NvdW50IjtzOjQ6IjAuMDAiO3M6NzoidGF4YWJsZSI7czoxOiIxIjt9fQ==',
    );
    expect(lines?.get('0')).toEqual(
      new Map([
        ['desc', 'Line'],
        ['qty', '1'],
        ['up', '10.00'],
        ['discount', '0.00'],
        ['taxable', '1'],
      ]),
    );
    const bytes = Buffer.from('a:1:{s:1:"k";s:11:"Zürich €";}').toString('base64');
    expect(readSerialized(bytes)).toEqual(new Map([['k', 'Zürich €']]));
  });

  it.each([
    ['JSON', '{"1":"Yahoo"}'],
    ['an object', 'O:8:"stdClass":1:{s:1:"a";s:1:"b";}'],
    ['an object inside', 'a:1:{i:0;O:8:"stdClass":0:{}}'],
    ['a lone scalar', 's:1:"a";'],
    ['lengths counted in characters', 'a:1:{s:1:"k";s:8:"Zürich €";}'],
    ['a cut-off array', 'a:2:{i:0;s:1:"a";'],
  ])('takes nothing from %s', (_, text) => {
    expect(readSerialized(Buffer.from(text).toString('base64'))).toBeUndefined();
  });

  it('takes nothing from text that is not base64', () => {
    expect(readSerialized('a:1:{i:0;s:1:"a";}')).toBeUndefined();
  });

  it('reads attachments from base64 JSON only', () => {
    const data = Buffer.from('content').toString('base64');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
    expect(readAttachments(encode([{ name: 'a.txt', data }]))).toEqual([
      { name: 'a.txt', bytes: Buffer.from('content') },
    ]);
    expect(readAttachments(encode({ name: 'a.txt', data }))).toEqual([]);
    expect(readAttachments(JSON.stringify([{ name: 'a.txt', data }]))).toEqual([]);
  });
});
