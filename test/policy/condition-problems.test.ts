import { describe, expect, test } from 'vitest';
import { type Document, problemsOf } from './desk.js';

/** Problems of a document written one key or value a line, as `line:column pointer message`. */
const problems = (document: Document) =>
  problemsOf(JSON.stringify({ version: '1', default: 'deny', ...document }, null, 1));
const pay = (rules: unknown): Document => ({ tools: { pay: rules } });

const AT = '/tools/pay/deny_if/0/conditions/0';

describe('conditions that are refused', () => {
  const table: [unknown, ...string[]][] = [
    [{}, '9:7 …/path "path" is missing', '9:7 …/op "op" is missing'],
    [{ path: 5, op: 'eq', value: 1 }, '10:16 …/path must be text, not 5'],
    [
      { path: 'args.amount', op: 'equals', value: 1 },
      '11:14 …/op must be one of "eq", "neq", "in", "not_in", "lt", "lte", "gt", "gte", "regex", "contains", "exists"',
    ],
    [
      { path: 'args.amount', op: '=', value: 1 },
      '11:14 …/op must be one of "eq", "neq", "in", "not_in", "lt", "lte", "gt", "gte", "regex", "contains", "exists"; did you mean "eq"?',
    ],
    [
      { path: 'args.amount', op: 'eq', value: {} },
      '12:17 …/value must be text, a number, true, false, null or a list of those',
    ],
    [
      { path: 'args.amount', op: 'eq', valeu: 1 },
      '9:7 …/value eq needs a "value"',
      '12:8 …/valeu there is no key "valeu" here; did you mean "value"?',
    ],
    [
      { path: 'args.amount', op: 'in', value: [{}] },
      '13:9 …/value/0 must be text, a number, true, false or null',
    ],
    [{ path: 'args.amount', op: 'eq' }, '9:7 …/value eq needs a "value"'],
    [{ path: 'args.amount', op: 'in', value: 5 }, '12:17 …/value in takes a list'],
    [
      { path: 'args.amount', op: 'not_in', value: [null] },
      "12:17 …/value null can't stand in a list; use exists",
    ],
    [
      { path: 'args.amount', op: 'eq', value: [5] },
      '12:17 …/value eq takes one value; a list goes with in and not_in',
    ],
    [
      { path: 'args.amount', op: 'lt', value: '5e2' },
      '12:17 …/value lt takes a number in plain digits, or a date such as 2026-12-24',
    ],
    [
      { path: 'args.amount', op: 'lt', value: true },
      '12:17 …/value lt takes a number in plain digits, or a date such as 2026-12-24',
    ],
    [
      { path: 'args.date', op: 'gt', value: '2026-13-01' },
      '12:17 …/value gt takes a number in plain digits, or a date such as 2026-12-24',
    ],
    [{ path: 'args.gateway', op: 'regex', value: 5 }, '12:17 …/value the pattern is not text'],
    [
      { path: 'args.gateway', op: 'regex', value: '(' },
      '12:17 …/value the pattern is not a regular expression: unterminated group',
    ],
    [
      { path: 'args.gateway', op: 'contains', value: '' },
      '12:17 …/value contains needs something to look for',
    ],
    [
      { path: 'args.gateway', op: 'contains', value: null },
      '12:17 …/value contains needs something to look for',
    ],
    [
      { path: 'args.gateway', op: 'exists', value: 'yes' },
      '12:17 …/value exists takes true or false, or nothing',
    ],
    [{ path: '', op: 'eq', value: 1 }, '10:16 …/path "" is not written like a path, such as args.amount'],
    [{ path: 'args', op: 'eq', value: 1 }, '10:16 …/path "args" must name a field, such as args.amount'],
    [
      { path: 'args.', op: 'eq', value: 1 },
      '10:16 …/path "args." is not written like a path, such as args.amount',
    ],
    [
      { path: 'arg.amount', op: 'eq', value: 1 },
      '10:16 …/path no path starts with "arg"; there is args, context, money, mail, effects, caller, session, tool, time; did you mean "args"?',
    ],
    [
      { path: 'args..x', op: 'eq', value: 1 },
      '10:16 …/path "args..x" is not written like a path, such as args.amount',
    ],
    [
      { path: '__proto__.x', op: 'eq', value: 1 },
      '10:16 …/path no path starts with "__proto__"; there is args, context, money, mail, effects, caller, session, tool, time',
    ],
    [
      { path: 'context', op: 'exists' },
      '10:16 …/path "context" must name a field, such as context.order.status',
    ],
    [
      { path: 'context.invioce.status', op: 'eq', value: 'x' },
      '10:16 …/path there is no record "invioce"; there is client, order, invoice, ticket; did you mean "invoice"?',
    ],
    [
      { path: 'context.invoice', op: 'eq', value: 'x' },
      '10:16 …/path must name a field of invoice, such as context.invoice.id',
    ],
    [
      { path: 'context.invoice.statsu', op: 'eq', value: 'x' },
      '10:16 …/path invoice has no field "statsu"; there is id, status, balance; did you mean "status"?',
    ],
    [
      { path: 'context.invoice.status.x', op: 'eq', value: 'x' },
      '10:16 …/path invoice.status has no fields of its own',
    ],
    [
      { path: 'context.constructor.x', op: 'eq', value: 'x' },
      '10:16 …/path there is no record "constructor"; there is client, order, invoice, ticket',
    ],
    [
      { path: 'money.amuont', op: 'gt', value: 1 },
      '10:16 …/path money has no field "amuont"; there is amount, currency; did you mean "amount"?',
    ],
    [{ path: 'money.amount.x', op: 'gt', value: 1 }, '10:16 …/path money.amount has no fields of its own'],
    [
      { path: 'money.amount', op: 'contains', value: '1' },
      '11:14 …/op contains does not work on money.amount; use eq, neq, in, not_in, lt, lte, gt, gte, exists',
    ],
    [
      { path: 'money.amount', op: 'gt', value: '2026-01-01' },
      '12:17 …/value must be a number or decimal text',
    ],
    [
      { path: 'effects.mail', op: 'exists' },
      '10:16 …/path effects is a list; write effects alone, with contains or not_in',
    ],
    [
      { path: 'effects', op: 'eq', value: 'mail' },
      '11:14 …/op eq does not work on effects; use contains, not_in',
    ],
    [
      { path: 'effects', op: 'contains', value: 'mial' },
      '12:17 …/value "mial" is unknown here; there is mail, money, control, disclosure, impersonation, provisioning, registrar, irreversible, secret; did you mean "mail"?',
    ],
    [{ path: 'session.tainted', op: 'eq', value: 'yes' }, '12:17 …/value must be true or false'],
    [
      { path: 'session.taint', op: 'eq', value: true },
      '10:16 …/path session has no field "taint"; there is tainted; did you mean "tainted"?',
    ],
    [
      { path: 'tool.class', op: 'eq', value: 'wirte' },
      '12:17 …/value "wirte" is unknown here; there is read, write, execute, financial, destructive; did you mean "write"?',
    ],
    [
      { path: 'tool.name', op: 'in', value: ['pya'] },
      '13:9 …/value/0 "pya" is unknown here; there is look, read_ticket, reply, accept, pay, wipe; did you mean "pay"?',
    ],
    [
      { path: 'tool.toolset', op: 'eq', value: 'biling' },
      '12:17 …/value "biling" is unknown here; there is clients, tickets, orders, billing; did you mean "billing"?',
    ],
    [
      { path: 'tool.level', op: 'eq', value: 'hihg' },
      '12:17 …/value "hihg" is unknown here; there is low, high; did you mean "high"?',
    ],
    [{ path: 'time.hour', op: 'lt', value: 25 }, '12:17 …/value must be a whole number from 0 to 24'],
    [{ path: 'time.hour', op: 'lt', value: '9' }, '12:17 …/value must be a whole number from 0 to 24'],
    [{ path: 'time.date', op: 'eq', value: '2026-3-1' }, '12:17 …/value must be a date such as 2026-12-24'],
    [
      { path: 'time.weekday', op: 'in', value: ['mon', 'tues'] },
      '14:9 …/value/1 "tues" is unknown here; there is mon, tue, wed, thu, fri, sat, sun; did you mean "tue"?',
    ],
    [
      { path: 'time.minute', op: 'eq', value: 1 },
      '10:16 …/path time has no field "minute"; there is hour, weekday, date, schedule',
    ],
    [
      { path: 'time.schedule', op: 'contains', value: 'offise' },
      '12:17 …/value "offise" is unknown here; there is none',
    ],
    [{ path: 'caller', op: 'eq', value: 1 }, '10:16 …/path "caller" must name a field, such as caller.name'],
  ];
  test.each(table)('%j', (condition, ...expected) => {
    const found = problems(pay({ deny_if: [{ conditions: [condition] }] }));
    expect(found.map((line) => line.replace(AT, '…'))).toEqual(expected);
  });
});
