import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/sandbox/index.js';
import { EVERY_SET, everyTool } from './every-tool.js';
import { credentialsFor, done, inProcess, sandboxed } from './harness.js';
import { finished } from './program.js';
import { catalogue, recorder } from './recorder.js';
import { samples } from './samples.js';

const FOLDER = fileURLToPath(new URL('../policies', import.meta.url));
const files = readdirSync(FOLDER).filter(
  (name) => name.endsWith('.json') && !/\.(cases|schema)\.json$/.test(name),
);

interface Row {
  tool: string;
  args?: Record<string, unknown>;
  expect: 'hidden' | 'deny' | 'approval' | 'allow';
  rule?: string;
}

const CODES = {
  hidden: 'policy_denied',
  deny: 'policy_denied',
  approval: 'approval_required',
  allow: undefined,
};

/** Rows that rest on nothing but the call itself: what a client meets is then what the table says. */
function plainRows(name: string): Row[] {
  const rows: Row[] = JSON.parse(readFileSync(`${FOLDER}/${name.replace('.json', '.cases.json')}`, 'utf8'));
  const plain = new Set(['name', 'description', 'tool', 'args', 'expect', 'rule']);
  return rows.filter((row) => Object.keys(row).every((key) => plain.has(key)));
}

const ofClass = (...classes: string[]) =>
  [...everyTool().values()].filter(({ risk }) => classes.includes(risk)).map(({ name }) => name);

const LISTED: Record<string, string[]> = {
  'default.json': ofClass('read', 'write', 'execute', 'financial'),
  'read-only.json': ofClass('read'),
  'support.json': [
    ...ofClass('read'),
    'whmcs_add_ticket_note',
    'whmcs_add_ticket_reply',
    'whmcs_open_ticket',
    'whmcs_update_ticket',
  ],
  'billing.json': [
    ...ofClass('read'),
    'whmcs_create_invoice',
    'whmcs_update_invoice',
    'whmcs_create_quote',
    'whmcs_add_payment',
    'whmcs_apply_credit',
    'whmcs_accept_quote',
    'whmcs_add_credit',
    'whmcs_add_transaction',
    'whmcs_update_transaction',
    'whmcs_capture_payment',
    'whmcs_add_billable_item',
    'whmcs_generate_invoices',
    'whmcs_send_quote',
    'whmcs_update_quote',
  ],
  'full.json': [...everyTool().keys()],
};

test('every shipped policy is spoken of here', () => {
  expect(files.sort()).toEqual(Object.keys(LISTED).sort());
});

test.each(files)('%s lets no caller choose a password, for any tool', async (name) => {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: `${FOLDER}/${name}` });
  const choosing = catalogue.tools.flatMap(({ tool }) =>
    Object.entries(samples[tool]?.most ?? {})
      .filter(([key]) => /pass/i.test(key))
      .map(([key]) => ({ tool, key })),
  );
  expect(choosing.map(({ tool }) => tool).sort()).toEqual([
    'whmcs_accept_order',
    'whmcs_add_client',
    'whmcs_module_change_password',
    'whmcs_update_client_product',
  ]);
  for (const { tool, key } of choosing) {
    const { least, most } = samples[tool] ?? {};
    for (const value of ['chosen-by-agent-1', ' ', '', '0', '\u200b', false, ['chosen-by-agent-1']]) {
      const answer = await agent.call(tool, { ...least, [key]: value });
      expect(['policy_denied', 'invalid_arguments'], JSON.stringify(value)).toContain(answer.code);
    }
    expect((await agent.call(tool, { ...least, [key]: most?.[key] })).code).toBe('policy_denied');
  }
  const writes = whmcs.received.filter(({ action }) => !action.startsWith('Get'));
  expect(writes).toEqual([]);
});

/** Nobody is asked about a record that is not there, or that WHMCS would not delete. */
function prepareRecords(
  { services, domains, quotes, orders }: Sandbox['state'],
  tool: string,
  args: Readonly<Record<string, unknown>>,
): void {
  function add<T extends { id: number }>(rows: T[], id: unknown) {
    const [like] = rows;
    if (typeof id === 'number' && like !== undefined && rows.every((row) => row.id !== id))
      rows.push({ ...like, id });
  }
  add(services, args.serviceid);
  add(domains, args.domainid);
  add(quotes, args.quoteid);
  const order = orders.find(({ id }) => id === args.orderid);
  if (order !== undefined) order.status = tool === 'whmcs_delete_order' ? 'Cancelled' : 'Pending';
}

describe.each(files)('%s', (name) => {
  test('loads without a warning, and its own table holds', async () => {
    const check = await finished(['policy', 'check', `${FOLDER}/${name}`]);
    expect(check).toMatchObject({ code: 0, out: expect.not.stringContaining('warning') });
    const table = await finished(['policy', 'test', `${FOLDER}/${name}`]);
    expect(table.out).toMatch(/^(\d+) of \1 cases hold\.\n$/);
    expect(table.code).toBe(0);
  });

  test('lists what it says to a real client', async () => {
    const whmcs = await recorder();
    const agent = await inProcess({ ...whmcs.env, ...EVERY_SET, GUARD_POLICY: `${FOLDER}/${name}` });
    expect((await agent.listed()).sort()).toEqual([...(LISTED[name] ?? [])].sort());
    const outside = catalogue.tools.filter((entry) => !LISTED[name]?.includes(entry.tool));
    for (const { tool } of outside) expect((await agent.call(tool)).code).toBe('policy_denied');
    expect(whmcs.received).toEqual([]);
  });

  test('answers a real client as its table says, by the rule it names', async () => {
    // People are shown what a call would do before they are asked: so there must be something to show.
    const sandbox = await sandboxed();
    const rows = plainRows(name);
    expect(rows.length).toBeGreaterThanOrEqual(5);
    for (const { tool, args, expect: expected, rule } of rows) {
      prepareRecords(sandbox.state, tool, args ?? {});
      // A caller may have only a few requests for approval waiting.
      const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: `${FOLDER}/${name}` });
      const answer = await agent.call(tool, args);
      // WHMCS may have no such record: then it was WHMCS that refused, and the policy let it through.
      const code = answer.code === 'whmcs_error' ? undefined : answer.code;
      const told = code !== undefined && rule !== undefined ? answer.details.rule : rule;
      expect({ tool, args, code, rule: told }).toEqual({
        tool,
        args,
        code: CODES[expected],
        rule,
      });
    }
  });
});

test('billing.json: what goes alone in a day adds up, invoices and quotes together, and then it is over', async () => {
  const sandbox = await sandboxed();
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: `${FOLDER}/billing.json` });
  const items = (nth: number) => [{ description: `Month ${nth}`, amount: '450.00' }];
  const invoice = (nth: number) => agent.call('whmcs_create_invoice', { userid: 3, items: items(nth) });
  const made = sandbox.state.invoices.length;
  for (let nth = 1; nth <= 10; nth += 1) done(await invoice(nth));
  const offer = { stage: 'Delivered', validuntil: '2026-12-31', userid: 3 };
  const lineitems = [{ desc: 'A year', qty: 1, up: '450.00' }];
  done(await agent.call('whmcs_create_quote', { ...offer, subject: 'First', lineitems }));
  const quotes = sandbox.state.quotes.length;
  const over = [
    await invoice(11),
    await agent.call('whmcs_create_quote', { ...offer, subject: 'Next', lineitems }),
  ];
  for (const { code, text } of over)
    expect([code, text]).toEqual(['rate_limited', expect.stringContaining("the day's total")]);
  expect(sandbox.state.invoices).toHaveLength(made + 10);
  expect(sandbox.state.quotes).toHaveLength(quotes);
});
