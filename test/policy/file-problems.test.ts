import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../src/policy/index.js';
import { problemsOf, SHOP, textOf } from './desk.js';

describe('texts that are no policy', () => {
  test.each([
    ['', '1:1 / the file is empty; it must hold JSON'],
    [' \n\t', '1:1 / the file is empty; it must hold JSON'],
    ['null', '1:1 / must be an object, not null'],
    ['[]', '1:1 / must be an object, not a list'],
    ['5', '1:1 / must be an object, not 5'],
    ['"deny"', '1:1 / must be an object, not text'],
    ['{', '1:2 / not JSON here: close brace expected'],
    ['{"version": "1",\n "default": deny}', '2:13 / not JSON here: invalid symbol'],
    ['{"version": "1", "default": "deny",}', '1:36 / not JSON here: property name expected'],
    ['{"version": "1" "default": "deny"}', '1:17 / not JSON here: comma expected'],
    ['{\n // a comment\n "version": "1"}', '2:2 / not JSON here: invalid comment token'],
    ['{"version": "1\n", "default": "deny"}', '1:13 / not JSON here: unexpected end of string'],
    ["{'version': '1'}", '1:2 / not JSON here: invalid symbol'],
    ['{"version": "1", "default": "deny"} {}', '1:37 / not JSON here: end of file expected'],
    [`${'['.repeat(61)}${']'.repeat(61)}`, '1:1 / the file nests deeper than 60 levels'],
    [`"${'x'.repeat(1_048_576)}"`, '1:1 / the file is larger than 1 MiB'],
  ])('%.60j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('a byte order mark and any line ends are taken', () => {
    expect(problemsOf('\uFEFF{"version":"1",\r\n"default":"deny"}')).toEqual([]);
    expect(problemsOf('\uFEFF{"version":"1",\r\n"default":"dney"}')).toEqual([
      '2:11 /default must be one of "allow", "deny"; did you mean "deny"?',
    ]);
  });
});

describe('keys and numbers that do not mean what they seem to', () => {
  test('a key that stands twice would lose one of its rules', () => {
    const text = '{"version":"1","default":"deny",\n"tools":{"pay":{"action":"deny"},\n"pay":{}}}';
    expect(problemsOf(text)).toEqual(['3:1 /tools/pay the key "pay" stands twice']);
    expect(problemsOf('{"version":"1","default":"deny","default":"allow"}')).toEqual([
      '1:33 /default the key "default" stands twice',
    ]);
  });

  test('a key that sets what objects inherit', () => {
    const start = '{"version":"1","default":"deny",';
    for (const [rest, pointer] of [
      ['"__proto__":{"default":"allow"}}', '/__proto__'],
      ['"tools":{"__proto__":{}}}', '/tools/__proto__'],
      ['"grants":{"__proto__":{}}}', '/grants/__proto__'],
      ['"classes":{"read":{"__proto__":{"hide":true}}}}', '/classes/read/__proto__'],
    ] as const) {
      const [first] = problemsOf(start + rest);
      expect(first).toContain(`${pointer} the key "__proto__" can't be used`);
    }
    expect(({} as Record<string, unknown>).hide).toBeUndefined();
  });

  test.each([
    ['1e309', 'the number is too large'],
    ['-1e999', 'the number is too large'],
    ['9007199254740993', 'the number would be taken for 9007199254740992; write it as text, in quotes'],
    ['0.30000000000000001', 'the number would be taken for 0.3; write it as text, in quotes'],
  ])('the number %s', (number, message) => {
    const text = `{"version":"1","default":"deny","tools":{"pay":{"deny_if":[{"conditions":[\n{"path":"args.amount","op":"gt","value":${number}}]}]}}}`;
    expect(problemsOf(text)).toEqual([`2:41 /tools/pay/deny_if/0/conditions/0/value ${message}`]);
  });
});

test('every problem at once, in the order of the file, with the place and the nearest spelling of each', () => {
  const text = `{
  "version": "1",
  "defualt": "deny",
  "default": "dney",
  "hide": ["pya", "wipe"],
  "toolsets": ["biling"],
  "timezone": "Europe/Berln",
  "schedules": { "office": { "from": "9:00", "to": "17:00" } },
  "classes": {
    "wirte": {},
    "read": { "requires": [] }
  },
  "tools": {
    "pay": {
      "deny_if": [
        { "conditions": [{ "path": "args.amount", "op": "gte2", "value": 5 }, { "path": "money.amuont", "op": "gt", "value": "5e2" }] },
        { "condtions": [] }
      ],
      "limits": [{ "counter": "c", "window": "mintue", "max": -1 }],
      "require_approval": { "whne": [], "when": [{ "path": "context.invioce.status", "op": "eq", "value": "Paid" }] }
    },
    "lok": { "require": [{ "conditions": [{ "path": "time.schedule", "op": "contains", "value": "offise" }] }] }
  }
}`;
  expect(problemsOf(text)).toEqual([
    '3:3 /defualt there is no key "defualt" here; did you mean "default"?',
    '4:14 /default must be one of "allow", "deny"; did you mean "deny"?',
    '5:12 /hide/0 there is no tool "pya"; did you mean "pay"?',
    '6:16 /toolsets/0 there is no toolset "biling"; did you mean "billing"?',
    '7:15 /timezone is not an IANA time zone such as Europe/Berlin',
    '8:38 /schedules/office/from must be a time of day such as 09:00',
    '10:5 /classes/wirte there is no key "wirte" here; did you mean "write"?',
    '11:15 /classes/read/requires there is no key "requires" here; did you mean "require"?',
    '16:57 /tools/pay/deny_if/0/conditions/0/op must be one of "eq", "neq", "in", "not_in", "lt", "lte", "gt", "gte", "regex", "contains", "exists"; did you mean "gte"?',
    '16:89 /tools/pay/deny_if/0/conditions/1/path money has no field "amuont"; there is amount, currency; did you mean "amount"?',
    '16:126 /tools/pay/deny_if/0/conditions/1/value gt takes a number in plain digits, or a date such as 2026-12-24',
    '17:9 /tools/pay/deny_if/1/conditions "conditions" is missing',
    '17:11 /tools/pay/deny_if/1/condtions there is no key "condtions" here; did you mean "conditions"?',
    '19:46 /tools/pay/limits/0/window must be one of "minute", "hour", "day", "month"; did you mean "minute"?',
    '19:63 /tools/pay/limits/0/max must be zero or more, in plain digits: at most 12 before the point and 6 after it',
    '20:29 /tools/pay/require_approval/whne there is no key "whne" here; did you mean "when"?',
    '20:60 /tools/pay/require_approval/when/0/path there is no record "invioce"; there is client, order, invoice, ticket; did you mean "invoice"?',
    '22:5 /tools/lok there is no tool "lok"; did you mean "look"?',
  ]);
});

test('a suggestion comes as a field too', () => {
  const parsed = parsePolicy(textOf({ hide: ['pya'] }), SHOP);
  expect('problems' in parsed && parsed.problems[0]).toEqual({
    pointer: '/hide/0',
    line: 1,
    column: 41,
    message: 'there is no tool "pya"; did you mean "pay"?',
    suggestion: 'pay',
  });
});

test('a file of nothing but faults is answered at once, and says how many it does not show', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 1]);
  const found = problemsOf(JSON.stringify(Object.fromEntries(keys)));
  expect(found).toHaveLength(201);
  expect(found.at(-1)).toMatch(/ \(and \d+ more problems\)$/);
  const tools = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`pay${index}`, {}]));
  expect(problemsOf(textOf({ tools })).length).toBeLessThanOrEqual(201);
}, 10_000);
