// Takes its time: every argument of every tool is given every kind of value that it can't take.
import { expect, test } from 'vitest';
import type { Tool } from '../../src/catalog/index.js';
import { everyTool } from '../every-tool.js';
import { ALLOW_ALL, inProcess, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';

const tools = [...everyTool().values()];

interface Published {
  type?: string;
  properties?: Readonly<Record<string, Published>>;
  items?: Published;
}

const LONG = 'x'.repeat(70_000);

const WRONG: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  '',
  ' ',
  'x',
  'x\0',
  '\ud800',
  '-1',
  '-0.001',
  '2026-02-30',
  'a@b@c',
  LONG,
  `${LONG}@example.com`,
  [],
  [[]],
  [null],
  [1.5],
  ['', ''],
  Array(300).fill('a'),
  Array(300).fill(1),
  Array(300).fill('a@example.com'),
  {},
  { a: 1 },
  { 1: null, x: [] },
  [{}],
  [{ id: 1 }],
  [{ name: '', data: '' }],
  [{ name: 'x', data: '====' }],
  [{ id: 1, value: null }],
  [{ name: 'ok', value: {} }],
];

/** A value, and the same with each part of it replaced by each wrong value. */
function* spoiled(value: unknown, schema: Published): Generator<unknown> {
  yield* WRONG;
  if (Array.isArray(value)) {
    for (const one of spoiledParts(value[0], schema.items ?? {})) yield [one];
    for (const one of spoiledParts(value[0], schema.items ?? {})) yield [value[0], one];
    yield Array(300).fill(value[0]);
  }
  yield* spoiledParts(value, schema);
}

function* spoiledParts(value: unknown, { properties = {} }: Published): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  yield { ...value, nonsense: 1 };
  for (const [name, schema] of Object.entries(properties)) {
    const { [name]: own, ...rest } = value as Record<string, unknown>;
    yield rest;
    for (const wrong of spoiled(own, schema)) yield { ...value, [name]: wrong };
  }
}

const calls = (tool: Tool) => [tool.sample.least, tool.sample.most ?? {}, ...(tool.sample.more ?? [])];

/** All the ways in which a tool refuses its arguments, each once. */
function refusals(tool: Tool): Set<string> {
  const schema = tool.listing.inputSchema as Published;
  const said = new Set<string>();
  for (const sample of calls(tool)) {
    for (const args of spoiled(sample, schema)) {
      const parsed = tool.parse(args);
      if ('problems' in parsed) for (const problem of parsed.problems) said.add(problem);
    }
  }
  return said;
}

/** What no caller should have to read: words of a library, of a language, or of nobody. */
const FOREIGN =
  /\b(expected|received|invalid|input|too (big|small|long|short)|unrecogni[sz]ed|undefined|NaN|safeint|zod|regex|pattern)\b|\[object|>=|<=|["']?(string|array|record|boolean)["']? to/i;

test.each(tools.map((tool): [string, Tool] => [tool.name, tool]))(
  '%s refuses in plain words',
  (_name, tool) => {
    const known = Object.keys((tool.listing.inputSchema as Published).properties ?? {});
    for (const problem of refusals(tool)) {
      expect(problem).not.toMatch(FOREIGN);
      // The sentence is ended where it is put together; until then a question may stand at its end.
      expect(problem).toMatch(/^[^\s].*[^.;:\s]$/);
      expect(problem).not.toMatch(/\.\.|\s\s|[.;:,]\s*[.;:,]/);
      expect(problem.length).toBeLessThan(400);
      const [, name] = /^([A-Za-z0-9_]+)(?:[.[][^:]*)?: /.exec(problem) ?? [];
      if (name !== undefined)
        expect([...known, 'arguments', 'nonsense', 'a', 'x', '1', 'id', 'name', 'value']).toContain(name);
    }
  },
);

test('every refusal ends in one full stop, or with its question', async () => {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  for (const [tool, args] of [
    ['whmcs_get_clients', { serach: 'x' }],
    ['whmcs_get_clients', { zzzzzzzzzzz: 'x', limitnum: 0 }],
    ['whmcs_get_client_details', {}],
    ['whmcs_add_client', { email: LONG, nmae: 'x', country: 'de' }],
    ['whmcs_create_invoice', { userid: 1, items: [] }],
    ['whmcs_create_invoice', { userid: 1, items: { description: 'x' } }],
    ['whmcs_update_client', { clientid: 1 }],
    ['whmcs_update_ticket', { ticketid: 1, flag: null }],
    ['whmcs_delete_clientt', {}],
  ] as const) {
    const { text, code } = await agent.call(tool, args);
    expect(code).toBe('invalid_arguments');
    expect(text).toMatch(/[^.?!\s][.?] \(code: invalid_arguments, call: [\w-]{12}\)$/);
    expect(text).not.toMatch(/\.\.|\?\.|\s\s/);
    expect(text).not.toMatch(FOREIGN);
  }
  expect(whmcs.received).toEqual([]);
});

test('the largest value that a tool takes is named in its refusal, not shown', () => {
  const tool = tools.find(({ name }) => name === 'whmcs_add_ticket_note') as Tool;
  const parsed = tool.parse({
    ticketid: 1,
    message: 'x',
    attachments: [{ name: 'x', data: 'YWFh'.repeat(4_000_000) }],
  });
  expect(parsed).toEqual({
    problems: [expect.stringMatching(/^attachments\[0\]\.data: must be at most [\d,]+ characters$/)],
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ['whmcs_get_products', { pid: Array(201).fill(1) }, 'pid: must have at most 200 items'],
  ['whmcs_get_products', { pid: 'x' }, 'pid: must be a list'],
  ['whmcs_get_products', { limitstart: 10_000_001 }, 'limitstart: must be 10000000 or less'],
  ['whmcs_get_products', { fields: [''] }, 'fields[0]: must be names of columns'],
  [
    'whmcs_update_client',
    { clientid: 1, email_preferences: 1 },
    'email_preferences: must be an object with named values',
  ],
  [
    'whmcs_update_client',
    { clientid: 1, email: `${'x'.repeat(260)}@example.com` },
    'email: must be at most 254 characters',
  ],
  ['whmcs_update_client', { clientid: 1, notes: LONG }, 'notes: must be at most 65535 characters'],
  ['whmcs_get_products', { fields: [7] }, 'fields[0]: must be names of columns'],
])('%s %j says: %s', (name, args, problem) => {
  const tool = tools.find((one) => one.name === name) as Tool;
  expect(tool.parse(args)).toEqual({ problems: expect.arrayContaining([problem]) });
});

test.each([
  ['whmcs_get_client_details', { clientid: '042' }, 'clientid: must be a whole number'],
  ['whmcs_get_client_details', { clientid: [12] }, 'clientid: must be a whole number'],
  ['whmcs_add_ticket_note', { data: 'abc' }, 'attachments[0].data: must be base64'],
  ['whmcs_add_ticket_note', { data: '' }, 'attachments[0].data: must not be empty'],
])('%s says of %j the one thing that is wrong with it', (name, args, problem) => {
  const tool = tools.find((one) => one.name === name) as Tool;
  const given = 'data' in args ? { ticketid: 1, message: 'x', attachments: [{ name: 'x', ...args }] } : args;
  expect(tool.parse(given)).toEqual({ problems: [problem] });
});
