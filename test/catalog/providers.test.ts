import { describe, expect, test } from 'vitest';
import { everyTool } from '../every-tool.js';
import { inProcess } from '../harness.js';
import { recorder } from '../recorder.js';

// What providers of models and clients document of the schemas they take. One tool that one of them refuses makes it
// refuse the whole request, with the tools of all other servers.

interface Schema {
  type?: unknown;
  description?: unknown;
  enum?: unknown;
  format?: unknown;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  additionalProperties?: unknown;
  [key: string]: unknown;
}

const tools = [...everyTool().values()].map(({ listing }) => listing);
const cases = tools.map((tool): [string, (typeof tools)[number]] => [tool.name, tool]);

interface Placed {
  at: string;
  schema: Schema;
  depth: number;
}

/** A schema and all below it, each with its place. */
function schemasOf(schema: Schema, at = 'arguments', depth = 1): Placed[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
    schemasOf(one, `${at}.${name}`, depth + 1),
  );
  return [
    { at, schema, depth },
    ...inner,
    ...(schema.items === undefined ? [] : schemasOf(schema.items, `${at}[]`, depth + 1)),
  ];
}

const PLAIN_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

/** As an SDK makes it strict: every argument required, those that may be left out nullable. */
function strict(schema: Schema): Schema {
  const { properties, required = [], items } = schema;
  const out = { ...schema };
  if (items !== undefined) out.items = strict(items);
  if (properties === undefined) return out;
  out.properties = Object.fromEntries(
    Object.entries(properties).map(([name, one]) => {
      const { type, enum: words, ...rest } = strict(one);
      if (required.includes(name)) return [name, strict(one)];
      const nullable = Array.isArray(words) ? { ...rest, enum: [...words, null] } : rest;
      return [name, { ...nullable, type: [type, 'null'] }];
    }),
  );
  out.required = Object.keys(properties);
  return out;
}

const keysOf = (schema: Schema) => Object.keys(schema);

describe.each(cases)('%s', (name, { inputSchema, description = '' }) => {
  const root = inputSchema as Schema;
  const all = schemasOf(root);

  test('is taken by OpenAI, strict once an SDK has made it so', () => {
    const TAKEN = [
      ...['type', 'description', 'properties', 'required', 'additionalProperties', 'items', 'enum'],
      ...['minimum', 'maximum', 'minItems', 'maxItems', 'pattern'],
    ];
    expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(description.length).toBeLessThanOrEqual(1024);
    const made = schemasOf(strict(root));
    expect(made.length).toBeLessThanOrEqual(5000);
    for (const { at, schema, depth } of made) {
      expect(TAKEN, at).toEqual(expect.arrayContaining(keysOf(schema)));
      expect(depth, at).toBeLessThanOrEqual(10);
      if (schema.properties === undefined) continue;
      expect(schema.additionalProperties, at).toBe(false);
      expect(schema.required, at).toEqual(Object.keys(schema.properties));
    }
  });

  test('is taken by Gemini as the OpenAPI subset, once additionalProperties is off', () => {
    const TAKEN = [
      ...['type', 'format', 'title', 'description', 'nullable', 'enum', 'maxItems', 'minItems', 'properties'],
      ...[
        'required',
        'minProperties',
        'maxProperties',
        'minLength',
        'maxLength',
        'pattern',
        'example',
        'anyOf',
      ],
      ...['propertyOrdering', 'default', 'items', 'minimum', 'maximum'],
    ];
    expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/);
    for (const { at, schema } of all) {
      const { additionalProperties, ...rest } = schema;
      expect([undefined, false], at).toContain(additionalProperties);
      expect(TAKEN, at).toEqual(expect.arrayContaining(keysOf(rest)));
      if (schema.type === 'string') expect([undefined, 'enum', 'date-time'], at).toContain(schema.format);
      if (schema.type === 'object') expect(Object.keys(schema.properties ?? {}), at).not.toEqual([]);
      if (schema.enum === undefined) continue;
      expect(schema.type, at).toBe('string');
      for (const word of schema.enum as unknown[]) expect(word, at).toMatch(/./);
    }
  });

  test('is taken by Anthropic', () => {
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(root.type).toBe('object');
    for (const union of ['oneOf', 'anyOf', 'allOf']) expect(root).not.toHaveProperty(union);
    for (const { at, schema } of all)
      for (const key of Object.keys(schema.properties ?? {}))
        expect(key, at).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
  });

  test('is taken by Cursor, VS Code and clients that set the server before the name', () => {
    // "mcp__" and the name of the server go in front; 60 and 64 characters are the limits.
    expect(name.length).toBeLessThanOrEqual(40);
    expect(description).not.toBe('');
    for (const { at, schema } of all) {
      expect(PLAIN_TYPES, at).toContain(schema.type);
      if (schema.type === 'array') expect(schema.items, at).toBeDefined();
      if (schema.type === 'object') expect(schema.properties, at).toBeDefined();
      for (const required of schema.required ?? []) expect(schema.properties, at).toHaveProperty(required);
    }
  });
});

/** Arguments of many tools that the instructions of the server describe, once for all. */
const SAID_BY_SERVER = ['reason', 'limitstart', 'limitnum', 'fields', 'repeat_of'];

test('what is left to the server is in its instructions', async () => {
  const { env } = await recorder();
  const { client } = await inProcess(env);
  for (const words of [...SAID_BY_SERVER, 'Amounts are decimal strings']) {
    expect(client.getInstructions()).toContain(words);
  }
});

/** Arguments that say with their name and type all that there is to say. */
const SPEAKING = new Set([
  // The id of a record, named after it.
  ...[
    'clientid',
    'contactid',
    'orderid',
    'invoiceid',
    'serviceid',
    'domainid',
    'quoteid',
    'deptid',
    'currencyid',
    'roleid',
  ],
  // What a person or a company is called, and where they are.
  ...['firstname', 'lastname', 'companyname', 'email', 'address1', 'address2', 'city', 'state', 'postcode'],
  ...['phonenumber', 'tax_id', 'domain', 'code', 'name', 'clientip', 'ipaddress'],
  // What is written.
  ...['subject', 'message', 'description', 'desc', 'data', 'value', 'id', 'markdown', 'customfields'],
  // One of the words that are listed with them.
  ...['status', 'stage', 'priority', 'orderby', 'order', 'sorting', 'repliessort', 'paytype', 'customtype'],
  // What the description of the tool speaks of.
  ...['customsubject', 'custommessage', 'fetchStatus', 'ignore_dept_assignments', 'draft', 'publish'],
  ...['publishandsendemail', 'autosetup', 'sendregistrar', 'sendemail', 'cancelsub', 'noemail', 'transid'],
  'sendinvoice',
  // What the server says of all lists, of all calls and of all amounts.
  ...SAID_BY_SERVER,
  ...['amount', 'payamount', 'balance', 'withdrawn'],
  ...[
    'include_disabled',
    'deletetransactions',
    'marketingoptin',
    'taxexempt',
    'taxed',
    'taxable',
    'visitors',
  ],
  ...['qty', 'discount', 'general', 'product', 'invoice', 'support', 'affiliate'],
]);

test('every argument is described, unless its name and type say all', () => {
  const silent = tools.flatMap(({ name, inputSchema }) =>
    schemasOf(inputSchema as Schema).flatMap(({ schema }) =>
      Object.entries(schema.properties ?? {})
        .filter(([arg, { description }]) => description === undefined && !SPEAKING.has(arg))
        .map(([arg]) => `${name} ${arg}`),
    ),
  );
  expect(silent).toEqual([]);
});

test('what a tool leaves to its description is in its description', () => {
  const told = [
    'fetchStatus',
    'ignore_dept_assignments',
    'draft',
    'publishandsendemail',
    'autosetup',
    'cancelsub',
    'sendinvoice',
  ];
  for (const { name, inputSchema, description = '' } of tools) {
    const { properties = {} } = inputSchema as Schema;
    for (const arg of told.filter((one) => one in properties && properties[one]?.description === undefined))
      expect(description, name).toContain(arg);
  }
});

/** The same thing has one name; where WHMCS has two for it, each says which it is. */
test('an argument whose name stands for two things says which', () => {
  for (const { name, inputSchema } of tools) {
    const { properties = {} } = inputSchema as Schema;
    for (const arg of ['userid', 'id', 'ticketid', 'ticketnum', 'pid', 'gid', 'currency', 'flag'])
      if (arg in properties) expect(properties[arg]?.description, `${name} ${arg}`).toMatch(/\w{3}/);
  }
});
