import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeForm, ParamFault, type Params } from '../../src/whmcs/index.js';

/** A lone surrogate has no UTF-8 form; any encoder puts a replacement character in its place. */
const wellFormed = (text: string) => Buffer.from(text, 'utf8').toString('utf8');

const decoded = (params: Params) => [...new URLSearchParams(encodeForm(params))];

describe('a form as PHP would build it', () => {
  test('true is 1, false is 0, and what is undefined is left out', () => {
    expect(decoded({ a: true, b: false, c: undefined, d: '' })).toEqual([
      ['a', '1'],
      ['b', '0'],
      ['d', ''],
    ]);
  });

  test('lists and maps become brackets, however deep', () => {
    expect(
      decoded({
        pid: [1, 2],
        domainrenewals: { 'example.com': 2 },
        lineitems: [{ desc: 'a', taxed: false }],
      }),
    ).toEqual([
      ['pid[0]', '1'],
      ['pid[1]', '2'],
      ['domainrenewals[example.com]', '2'],
      ['lineitems[0][desc]', 'a'],
      ['lineitems[0][taxed]', '0'],
    ]);
  });

  test('a gap in a list keeps the places of the others, an empty list leaves nothing', () => {
    expect(decoded({ a: ['x', undefined, 'z'], b: [], c: {} })).toEqual([
      ['a[0]', 'x'],
      ['a[2]', 'z'],
    ]);
  });

  test('no text can break out of its field', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, two) => {
        const pairs = decoded({ notes: one, more: [two] });
        expect(pairs).toEqual([
          ['notes', wellFormed(one)],
          ['more[0]', wellFormed(two)],
        ]);
      }),
    );
  });
});

describe('what no form may carry', () => {
  test.each([0.1, 1e21, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('the number %d', (amount) => {
    expect(() => encodeForm({ amount })).toThrow(ParamFault);
    expect(() => encodeForm({ amount: [amount] })).toThrow(/decimal text/);
  });

  test.each(['action', 'identifier', 'secret', 'username', 'password', 'responsetype', 'accesskey'])(
    'the name %s in any spelling that PHP reads as it',
    (name) => {
      const spellings = [
        name,
        name.toUpperCase(),
        ` ${name}`,
        `\t${name}`,
        `${name}[x]`,
        `${name}[`,
        `${name}\0`,
        `+${name}`,
      ];
      for (const spelling of spellings)
        expect(() => encodeForm({ [spelling]: 'x' }), spelling).toThrow(ParamFault);
    },
  );

  test.each(['password2', 'servicepassword', 'servername', 'username2'])('but %s is data', (name) => {
    expect(decoded({ [name]: 'x' })).toEqual([[name, 'x']]);
  });

  test.each(['access key', 'a.b', 'a]b', '', '1a', 'a&b', 'a=b'])(
    'the name %j, which PHP would change',
    (name) => {
      expect(() => encodeForm({ [name]: 'x' })).toThrow(ParamFault);
    },
  );

  test.each(['a]b', 'a[b', '', ' a', 'a\0'])('the inner key %j, which PHP would change', (key) => {
    expect(() => encodeForm({ customvars: { [key]: 'x' } })).toThrow(ParamFault);
  });

  test('more fields than PHP reads, credentials included', () => {
    const rows = (count: number) => ({ newitemamount: Array.from({ length: count }, () => '1.00') });
    expect(decoded(rows(995))).toHaveLength(995);
    expect(() => encodeForm(rows(996))).toThrow(/drops what comes after 1000/);
  });

  test('objects that would vanish: dates, maps, null, functions', () => {
    for (const value of [new Date(0), new Map([['a', 1]]), null, () => 1, Symbol('a'), 1n]) {
      const params = { a: value } as unknown as Params;
      expect(() => encodeForm(params)).toThrow(ParamFault);
    }
  });

  test('a value that contains itself', () => {
    const loop: Record<string, Params> = {};
    loop.a = loop;
    expect(() => encodeForm(loop)).toThrow(/nested too deep/);
  });

  test('and the refusal never repeats a value', () => {
    try {
      encodeForm({ password2: ['hunter2', 0.5] });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
      expect(error).toMatchObject({ param: 'password2' });
    }
  });
});
