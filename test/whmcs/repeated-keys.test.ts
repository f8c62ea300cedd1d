import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyReply } from '../../src/whmcs/index.js';

/** A JSON value as members in their order, since an object could not hold a key twice. */
type Node = string | number | Node[] | { members: [string, Node][] };

const key = fc.constantFrom('a', 'b', ':', 'a":', '"', '\\', ' : ', 'id', 'x"y');
const text = fc.oneof(key, fc.constantFrom('":":', '\\":', ': ', '{"a":1,"a":2}', '","a":'), fc.string());
const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.record({ members: fc.array(fc.tuple(key, tie('node')), { maxLength: 4 }) }),
  ),
}));
const blank = fc.constantFrom('', '', '', ' ', '\n\t', '\r\n  ');

/** The letters as they are, or each as an escape. */
const spelled = (written: string, escapes: boolean) =>
  escapes
    ? `"${[...written].map((char) => (char < '\x7f' ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : JSON.stringify(char).slice(1, -1))).join('')}"`
    : JSON.stringify(written);

const isObject = (value: Node): value is { members: [string, Node][] } =>
  typeof value === 'object' && !Array.isArray(value);

function hasTwice(value: Node): boolean {
  if (Array.isArray(value)) return value.some(hasTwice);
  if (!isObject(value)) return false;
  const names = value.members.map(([name]) => name);
  return new Set(names).size < names.length || value.members.some(([, inner]) => hasTwice(inner));
}

function written(value: Node, gap: () => string, escapes: () => boolean): string {
  const inside = (parts: string[]) => parts.map((part) => `${gap()}${part}${gap()}`).join(',');
  if (Array.isArray(value)) return `[${inside(value.map((item) => written(item, gap, escapes)))}]`;
  if (!isObject(value)) return typeof value === 'string' ? spelled(value, escapes()) : String(value);
  const members = value.members.map(
    ([name, inner]) => `${spelled(name, escapes())}${gap()}:${gap()}${written(inner, gap, escapes)}`,
  );
  return `{${inside(members)}}`;
}

test('a reply is refused for a key that stands twice in an object, however it is written, and for nothing else', () => {
  fc.assert(
    fc.property(node, fc.gen(), (data, draw) => {
      const json = written(
        data,
        () => draw(() => blank),
        () => draw(fc.boolean),
      );
      const verdict = classifyReply(
        { action: 'GetClients', write: false, form: '' },
        { arrived: true, status: 200, headers: {}, text: `{"result":"success","data":${json}}` },
        (message) => message,
      );
      expect(verdict.good ? 'good' : verdict.trouble.kind).toBe(hasTwice(data) ? 'contradictory' : 'good');
    }),
    { numRuns: 2_000 },
  );
});

test('a key with an escape is seen twice after another that has a backslash was read', () => {
  const isGood = (data: string) =>
    classifyReply(
      { action: 'GetClients', write: false, form: '' },
      { arrived: true, status: 200, headers: {}, text: `{"result":"success","data":${data}}` },
      (message) => message,
    ).good;
  // V8 remembers the keys of objects that are alive.
  const earlier = [String.raw`{"\"":{},"\\":""}`, String.raw`{"a\u0062":{},"a\\":""}`].map((text) =>
    JSON.parse(text),
  );
  expect(earlier.map(Object.keys)).toEqual([
    ['"', '\\'],
    ['ab', 'a\\'],
  ]);
  expect(isGood(String.raw`{"\"":{},"\"":""}`)).toBe(false);
  expect(isGood(String.raw`{"\"":{},"\u0022":""}`)).toBe(false);
  expect(isGood(String.raw`{"ab":{},"a\u0062":""}`)).toBe(false);
  expect(isGood(String.raw`{"ab":"\\","b":"\"\"","c\n":""}`)).toBe(true);
});
