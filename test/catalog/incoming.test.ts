import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inOneSpelling } from '../../src/catalog/arguments/incoming.js';
import type { Tool } from '../../src/catalog/index.js';
import { everyTool } from '../every-tool.js';
import { type Agent, inProcess, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';

const tools = [...everyTool().values()];
const toolOf = (name: string) => tools.find((tool) => tool.name === name) as Tool;

function valuesOf(tool: Tool, args: unknown) {
  const parsed = tool.parse(args);
  if ('problems' in parsed) throw new Error(`${tool.name}: ${parsed.problems.join(' | ')}`);
  return parsed.values;
}

interface Published {
  type?: string;
  enum?: readonly string[];
  properties?: Readonly<Record<string, Published>>;
  required?: readonly string[];
  items?: Published;
}

const otherCase = (text: string) =>
  [...text]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');

/** A value as some client might send it, by what is published of it. */
function respelled(value: unknown, schema: Published): unknown {
  if (schema.enum !== undefined) return otherCase(String(value));
  if (schema.type === 'integer' || schema.type === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((item) => respelled(item, schema.items ?? {}));
  if (schema.type === 'array') {
    const by = Object.keys(schema.items?.properties ?? {}).find((name) => name !== 'value') ?? '';
    return Object.entries(value as object).map(([name, one]) => ({ [by]: name, value: one }));
  }
  if (schema.type !== 'object') return value;
  const { properties = {}, required = [] } = schema;
  const left = Object.keys(properties).filter((name) => !(name in (value as object)));
  return {
    ...Object.fromEntries(
      Object.entries(value as object).map(([name, one]) => [name, respelled(one, properties[name] ?? {})]),
    ),
    ...Object.fromEntries(left.filter((name) => !required.includes(name)).map((name) => [name, null])),
  };
}

/** Null could be meant to empty these; the tools that change a record ask what is meant. */
const EMPTIED: Readonly<Record<string, readonly string[]>> = {
  whmcs_update_client: ['companyname', 'address2', 'tax_id', 'groupid', 'language', 'notes'],
  whmcs_update_invoice: ['taxrate', 'taxrate2', 'credit', 'notes'],
  whmcs_update_ticket: ['cc', 'flag'],
  whmcs_update_client_product: [
    'firstpaymentamount',
    'recurringamount',
    'diskusage',
    'disklimit',
    'bwusage',
    'bwlimit',
    'promoid',
  ],
  whmcs_update_client_addon: ['setupfee', 'recurring'],
  whmcs_update_client_domain: ['firstpaymentamount', 'recurringamount', 'promoid'],
  whmcs_update_transaction: ['refundid', 'amountin', 'amountout', 'fees', 'description'],
  whmcs_update_contact: ['companyname', 'address1', 'address2', 'city', 'state', 'postcode', 'phonenumber'],
  whmcs_update_quote: ['proposal', 'customernotes', 'adminnotes'],
};

const calls = tools.flatMap((tool) =>
  [tool.sample.least, tool.sample.most, ...(tool.sample.more ?? [])]
    .filter((args) => args !== undefined)
    .map((args, i): [string, Tool, Readonly<Record<string, unknown>>] => [`${tool.name} ${i}`, tool, args]),
);

test.each(calls)('%s is the same call as clients spell it', (_name, tool, args) => {
  const asSent = respelled(args, tool.listing.inputSchema as Published) as Record<string, unknown>;
  for (const name of EMPTIED[tool.name] ?? []) if (asSent[name] === null) delete asSent[name];
  expect(valuesOf(tool, { ...asSent, wait_for_previous: true })).toEqual(valuesOf(tool, args));
});

test.each(
  Object.entries(EMPTIED).flatMap(([tool, names]) => names.map((name): [string, string] => [tool, name])),
)('%s asks what null means for %s', (name, arg) => {
  const tool = toolOf(name);
  const parsed = tool.parse({ ...tool.sample.least, [arg]: null });
  expect(parsed).toEqual({
    problems: [expect.stringMatching(new RegExp(`^${arg}: null could mean two things; .* clears it, `))],
  });
});

test('a call that names every argument, as strict modes do, leaves out what is null', () => {
  for (const tool of tools) {
    const { properties = {} } = tool.listing.inputSchema as Published;
    const all = Object.fromEntries(Object.keys(properties).map((name) => [name, null]));
    for (const args of [tool.sample.least, ...(tool.sample.more ?? [])])
      expect(tool.parse({ ...all, ...args }), tool.name).toEqual(tool.parse(args));
  }
});

test('no other argument that may be left out minds null', () => {
  for (const tool of tools) {
    const { properties = {}, required = [] } = tool.listing.inputSchema as Published;
    const mayBeLeftOut = Object.keys(properties).filter((name) => !required.includes(name));
    for (const name of mayBeLeftOut.filter((one) => !EMPTIED[tool.name]?.includes(one))) {
      const { [name]: _gone, ...without } = tool.sample.least;
      expect(tool.parse({ ...without, [name]: null }), `${tool.name} ${name}`).toEqual(tool.parse(without));
    }
    for (const name of required)
      expect(tool.parse({ ...tool.sample.least, [name]: null }), `${tool.name} ${name}`).toHaveProperty(
        'problems',
      );
  }
});

test('only what can be read in one way is taken for a number, a flag or a word', () => {
  const suspend = toolOf('whmcs_module_suspend');
  for (const odd of [
    '042',
    '4.0',
    '4e1',
    ' 42',
    '42 ',
    '+42',
    '0x2a',
    '4_2',
    '٤٢',
    '-0',
    '',
    '9'.repeat(16),
    [42],
    ['42'],
  ])
    expect(suspend.parse({ serviceid: odd }), String(odd)).toHaveProperty('problems');
  expect(valuesOf(suspend, { serviceid: '42' })).toEqual({ serviceid: 42 });
  expect(suspend.parse({ serviceid: '0' })).toEqual({ problems: ['serviceid: must be 1 or more'] });

  const lock = toolOf('whmcs_update_domain_lock_status');
  for (const odd of ['True', 'FALSE', 'yes', 'no', 'on', '1', '0', 1, 0, '', ' false'])
    expect(lock.parse({ domainid: 1, lockstatus: odd }), String(odd)).toHaveProperty('problems');
  expect(valuesOf(lock, { domainid: '1', lockstatus: 'false' })).toEqual({ domainid: 1, lockstatus: false });

  const clients = toolOf('whmcs_get_clients');
  // The Kelvin sign and the dotless i are lower-cased to letters that they are not.
  for (const odd of ['Active ', 'Act\u0131ve', '\u212a', 'Actives', ['Active']])
    expect(clients.parse({ status: odd }), String(odd)).toHaveProperty('problems');
  expect(valuesOf(clients, { status: 'aCTIVE', sorting: 'desc' })).toEqual({
    status: 'Active',
    sorting: 'DESC',
  });
});

test('a word that fits two of the words in another letter case is neither of them', () => {
  const schema = z.object({ unit: z.enum(['Mb', 'MB', 'Gb']) });
  const read = (unit: string) => inOneSpelling({ unit }, schema, new Map());
  expect([read('mb'), read('MB'), read('gB')]).toEqual([{ unit: 'mb' }, { unit: 'MB' }, { unit: 'Gb' }]);
});

test('only the argument that a client adds for itself is dropped, and only beside the others', () => {
  const tool = toolOf('whmcs_create_invoice');
  const line = { description: 'x', amount: '1.00' };
  for (const extra of [
    'wait_for_Previous',
    'wait_for_previou',
    'waitForPrevious',
    '__proto__',
    'constructor',
    'toString',
  ])
    expect(
      tool.parse(JSON.parse(`{"userid":1,"items":[{"description":"x","amount":"1"}],"${extra}":true}`)),
      extra,
    ).toEqual({ problems: [expect.stringContaining(`${extra}: there is no such argument`)] });
  expect(tool.parse({ userid: 1, items: [{ ...line, wait_for_previous: true }] })).toHaveProperty('problems');
  expect(
    valuesOf(tool, { userid: 1, items: [line], wait_for_previous: { any: 'thing' } }),
  ).not.toHaveProperty('wait_for_previous');
});

test('rows of a name and a value stand for an object only where they make one', () => {
  const tool = toolOf('whmcs_add_ticket_reply');
  const reply = (customfields: unknown) => tool.parse({ ticketid: 1, message: 'x', customfields });
  expect(
    reply([
      { id: 3, value: 'blue' },
      { id: '12', value: 'x' },
    ]),
  ).toEqual(reply({ 3: 'blue', 12: 'x' }));
  for (const odd of [
    [
      { id: 3, value: 'blue' },
      { id: '3', value: 'red' },
    ],
    [{ id: 3, value: 'blue', more: 1 }],
    [{ id: 3 }],
    [{ name: 'colour', value: 'blue' }],
    [{ id: 3, value: 'blue' }, null],
    ['3=blue'],
  ])
    expect(reply(odd), JSON.stringify(odd)).toEqual({
      problems: ['customfields: must be a list of {id, value}, each id once'],
    });
  expect(reply([{ id: 'colour', value: 'blue' }])).toEqual({
    problems: ['customfields.colour: must be a custom field id'],
  });
  expect(reply([{ id: 3, value: null }])).toEqual({
    problems: ['customfields.3: must be text of at most 65,535 characters'],
  });
});

describe('rules, duplicates and WHMCS see one spelling', () => {
  const denied = (tool: string, path: string, value: unknown) => ({
    version: '1',
    default: 'allow',
    tools: { [tool]: { deny_if: [{ conditions: [{ path, op: 'eq', value }] }] } },
  });

  async function start(policy: unknown): Promise<{ agent: Agent; actions(): string[] }> {
    const whmcs = await recorder();
    const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(policy) });
    return { agent, actions: () => whmcs.received.map(({ action }) => action) };
  }

  test.each([
    ['whmcs_update_client', 'args.status', 'Closed', { clientid: 1, status: 'cLOSED' }],
    ['whmcs_update_client', 'args.clientid', 7, { clientid: '7', status: 'Closed' }],
    ['whmcs_update_client', 'args.taxexempt', true, { clientid: 7, taxexempt: 'true' }],
    [
      'whmcs_update_client',
      'args.customfields.5',
      'x',
      { clientid: 7, customfields: [{ id: 5, value: 'x' }] },
    ],
    ['whmcs_update_domain_lock_status', 'args.lockstatus', false, { domainid: 7, lockstatus: 'false' }],
  ])('%s is denied by %s = %j for %j', async (tool, path, value, args) => {
    const { agent, actions } = await start(denied(tool, path, value));
    expect((await agent.call(tool, args)).code).toBe('policy_denied');
    expect(actions()).not.toContain(toolOf(tool).action);
  });

  test('a call that differs in spelling alone is a duplicate', async () => {
    const { agent, actions } = await start({ version: '1', default: 'allow' });
    const ticket = { clientid: 1, deptid: 1, subject: 'x', message: 'y', priority: 'High' };
    expect((await agent.call('whmcs_open_ticket', ticket)).code).toBeUndefined();
    const again = await agent.call('whmcs_open_ticket', {
      ...ticket,
      deptid: '1',
      priority: 'HIGH',
      noemail: 'false',
      serviceid: null,
      wait_for_previous: true,
    });
    expect(again.code).toBe('duplicate_call');
    expect(actions().filter((action) => action === 'OpenTicket')).toHaveLength(1);
  });

  test('WHMCS is sent its own spelling', async () => {
    const whmcs = await recorder();
    const agent = await inProcess({
      ...whmcs.env,
      GUARD_POLICY: policyFile({ version: '1', default: 'allow' }),
    });
    await agent.call('whmcs_get_clients', { status: 'active', limitnum: '5' });
    expect(Object.fromEntries(whmcs.received.at(-1)?.form ?? [])).toMatchObject({
      status: 'Active',
      limitnum: '5',
    });
  });
});

describe('a value that can be meant in one way only', () => {
  test.each([
    ['whmcs_get_ticket', { ticketnum: 516757 }, { ticketnum: '516757' }],
    ['whmcs_add_ticket_note', { ticketid: 1, message: 42 }, { ticketid: 1, message: '42' }],
    ['whmcs_update_client', { clientid: 1, country: 'de' }, { clientid: 1, country: 'DE' }],
    ['whmcs_update_client', { clientid: 1, postcode: 10115 }, { clientid: 1, postcode: '10115' }],
  ])('%s takes %j', (name, sent, meant) => {
    expect(valuesOf(toolOf(name), sent)).toEqual(valuesOf(toolOf(name), meant));
  });

  test.each([
    ['whmcs_get_ticket', { ticketnum: 1.5 }],
    ['whmcs_get_ticket', { ticketnum: 2 ** 53 }],
    ['whmcs_get_ticket', { ticketnum: true }],
    ['whmcs_update_client', { clientid: 1, country: 'deu' }],
    ['whmcs_update_client', { clientid: 1, country: '\u00df' }],
    ['whmcs_update_client', { clientid: 1, country: 49 }],
  ])('%s refuses %j', (name, sent) => {
    expect(toolOf(name).parse(sent)).toHaveProperty('problems');
  });
});
