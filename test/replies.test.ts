// Takes its time: every tool is given the vendor's replies.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyTool } from './every-tool.js';
import { type Agent, ALLOW_ALL, type AtEnd, done, inProcess, policyFile, unmarked } from './harness.js';
import { catalogue, type Recorder, recorder, sampleReplies } from './recorder.js';
import { samples } from './samples.js';

type Json = Record<string, unknown>;

/** Where each list stands in its reply, by the documentation's samples. */
const NAMED_LISTS: Record<string, string> = {
  GetClients: 'clients.client',
  GetClientsProducts: 'products.product',
  GetClientsDomains: 'domains.domain',
  GetProducts: 'products.product',
  GetInvoices: 'invoices.invoice',
  GetTransactions: 'transactions.transaction',
  GetTickets: 'tickets.ticket',
  GetSupportDepartments: 'departments.department',
  GetSupportStatuses: 'statuses.status',
  GetOrders: 'orders.order',
  GetServers: 'servers',
  GetAdminUsers: 'admin_users',
  GetPaymentMethods: 'paymentmethods.paymentmethod',
  GetCurrencies: 'currencies.currency',
  GetActivityLog: 'activity.entry',
  GetEmailTemplates: 'emailtemplates.emailtemplate',
  GetToDoItems: 'items.item',
  GetAffiliates: 'affiliates.affiliate',
  GetPromotions: 'promotions.promotion',
  GetQuotes: 'quotes.quote',
  GetClientsAddons: 'addons.addon',
};

/** Where a page of rows lies in the vendor's sample of an action that is not named above. */
function listIn(action: string): string | undefined {
  for (const [outer, inner] of Object.entries(nested(sampleReplies[action] ?? {}))) {
    if (Array.isArray(inner)) return outer;
    if (typeof inner !== 'object' || inner === null) continue;
    const [[name, rows] = []] = Object.entries(inner);
    if (Array.isArray(rows)) return `${outer}.${name}`;
  }
  return undefined;
}

/** The list in the reply of each action that pages, and of some that don't. */
const LISTS: Record<string, string> = {
  ...Object.fromEntries(
    [...everyTool().values()]
      .filter(({ sample }) => sample.most?.limitnum !== undefined)
      .flatMap(({ action }) => {
        const list = listIn(action);
        return list === undefined ? [] : [[action, list]];
      }),
  ),
  ...NAMED_LISTS,
};

/** Credentials in the vendor's samples. They are withheld; everything else comes out. */
const CREDENTIALS = new Set(['c', 'password', 'transfersecret', 'securityqans']);
const NOT_DATA = new Set(['result', 'totalresults', 'startnumber', 'numreturned', 'count']);
const ZERO_DATE = /^0000-00-00( 00:00:00)?$/;

/** Those of whose answers not every column comes out. */
const FOLDED = ['whmcs_get_product_groups', 'whmcs_get_pay_methods', 'whmcs_get_ticket_attachment'];
const tools = catalogue.tools.filter(({ tool }) => !FOLDED.includes(tool));
const lists = tools.filter(({ action }) => action in LISTS);

/** One server for all who ask it one thing only. */
let whmcs: Recorder;
let agent: Agent;
const ends: Parameters<AtEnd>[0][] = [];
beforeAll(async () => {
  const atEnd: AtEnd = (end) => void ends.unshift(end);
  whmcs = await recorder(atEnd);
  const env = {
    ...whmcs.env,
    GUARD_POLICY: policyFile(ALLOW_ALL),
    GUARD_CUSTOM_FIELDS_SHOWN: '1',
    // A table names fields that are empty in all rows, and says no more of how.
    GUARD_LISTS: 'objects',
  };
  agent = await inProcess(env, {}, atEnd);
});
afterAll(async () => {
  for (const end of ends) await end();
});

async function answerOf(
  tool: string,
  action: string,
  reply: unknown,
  args = samples[tool]?.least,
): Promise<Json & { items: Json[] }> {
  whmcs.answers.clear();
  whmcs.answers.set(action, reply);
  // Whose text it is is another test's business.
  return unmarked(done(await agent.call(tool, args)));
}

/** PHP's `a[b][0][c]` keys as nesting: the test's own reading of the flattened samples. */
function nested(sample: Json): Json {
  const out: Json = {};
  for (const [key, value] of Object.entries(sample)) {
    const path = [
      key.replace(/\[.*$/, ''),
      ...[...key.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? ''),
    ];
    let at = out;
    for (const part of path.slice(0, -1)) {
      at[part] ??= {};
      at = at[part] as Json;
    }
    at[path.at(-1) ?? ''] = value;
  }
  return out;
}

/** Every value with the name it stands under, as `name=value`. */
function leaves(value: unknown, name = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, name));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, /^\d+$/.test(key) ? name : key));
  }
  const text =
    typeof value === 'string' && ZERO_DATE.test(value) ? 'null' : String(value).replaceAll('\r', '');
  return [`${name}=${text}`];
}

function expectedLeaves(action: string, sample: Json): string[] {
  const data = Object.entries(nested(sample)).filter(([key, value]) => {
    // Filters that WHMCS echoes empty say nothing about the data.
    return !NOT_DATA.has(key) && !(action in LISTS && (value === null || value === ''));
  });
  return (
    leaves(Object.fromEntries(data))
      .map((leaf) => {
        const [name = '', ...rest] = leaf.split('=');
        return CREDENTIALS.has(name) && rest.join('=') !== '' ? `${name}=[withheld]` : leaf;
      })
      // An empty list written as "".
      .filter((leaf) => leaf !== 'transactions=')
  );
}

describe.each(tools)('$tool', ({ tool, action }) => {
  test("brings the vendor's sample reply out whole", async () => {
    const sample = sampleReplies[action] ?? {};
    // The sample of DeleteQuote shows an error without a message, where every sibling shows success.
    const reply = action === 'DeleteQuote' ? { result: 'success' } : sample;
    const result = await answerOf(tool, action, reply);
    const found = leaves(result);
    // Of a whole mail as HTML an agent gets the beginning.
    const isThere = (leaf: string) =>
      found.includes(leaf) ||
      (leaf.length >= 5_000 && found.some((one) => one.startsWith(leaf.slice(0, 1_000))));
    expect(expectedLeaves(action, reply).filter((leaf) => !isThere(leaf))).toEqual([]);
  });
});

test('the sample of DeleteQuote, an error without a reason, leaves open what became of it', async () => {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  whmcs.answers.set('DeleteQuote', sampleReplies.DeleteQuote);
  expect(await agent.call('whmcs_delete_quote', { quoteid: 1 })).toMatchObject({
    isError: true,
    code: 'outcome_unknown',
  });
});

function withList(action: string, list: unknown): Json {
  const [outer = '', inner] = (LISTS[action] ?? '').split('.');
  return { result: 'success', totalresults: '2', [outer]: inner === undefined ? list : { [inner]: list } };
}

function rowsOf(action: string): Json[] {
  const [outer = '', inner] = (LISTS[action] ?? '').split('.');
  const at = nested(sampleReplies[action] ?? {})[outer];
  const rows = inner === undefined ? at : (at as Json | undefined)?.[inner];
  return Object.values((rows ?? []) as object) as Json[];
}

describe.each(lists)('$tool, hostile replies', ({ tool, action }) => {
  const [outer = ''] = (LISTS[action] ?? '').split('.');
  const row = rowsOf(action)[0] ?? { id: '7', title: 'A' };

  test.each([
    ['an empty string for the list', { [outer]: '' }],
    ['an empty string inside', withList(action, '')],
    ['an empty array', { [outer]: [] }],
    ['an empty array inside', withList(action, [])],
    ['an empty object', { [outer]: {} }],
    ['null', { [outer]: null }],
    ['no list at all', {}],
  ])('%s is an empty list', async (_what, reply) => {
    const result = await answerOf(tool, action, { result: 'success', ...reply, totalresults: '0' });
    expect(result).toMatchObject({ items: [], offset: 0, next_offset: null });
  });

  test('one object in the place of a list of one is that list', async () => {
    const whole = await answerOf(tool, action, withList(action, [row]));
    expect(whole.items).toHaveLength(1);
    expect((await answerOf(tool, action, withList(action, row))).items).toEqual(whole.items);
  });

  test('numeric keys are a list', async () => {
    const whole = await answerOf(tool, action, withList(action, [row, row]));
    expect(whole.items).toHaveLength(2);
    expect((await answerOf(tool, action, withList(action, { 0: row, 3: row }))).items).toEqual(whole.items);
  });

  test('flattened keys are a list', async () => {
    const flat = Object.fromEntries(
      [0, 1].flatMap((n) =>
        Object.entries(row)
          .filter(([, value]) => typeof value !== 'object')
          .map(([key, value]) => [
            `${(LISTS[action] ?? '').replace('.', '[')}${LISTS[action]?.includes('.') ? ']' : ''}[${n}][${key}]`,
            value,
          ]),
      ),
    );
    const result = await answerOf(tool, action, { result: 'success', totalresults: 2, ...flat });
    expect(result.items).toHaveLength(2);
    const plain = Object.entries(row).find(
      ([key, value]) => typeof value === 'string' && value !== '' && !/id$|date|_at|pass|^c$/.test(key),
    );
    if (plain) expect(result.items[1]?.[plain[0]]).toBe(plain[1]);
  });

  test('zero dates are null', async () => {
    const dated = { ...row, date: '0000-00-00', lastupdate: '0000-00-00 00:00:00' };
    const [item] = (await answerOf(tool, action, withList(action, [dated]))).items;
    expect(item).toMatchObject({ date: null, lastupdate: null });
  });
});

test('nested lists are plain lists in every spelling of empty', async () => {
  for (const empty of ['', [], {}, null, { item: '' }, { item: [] }]) {
    const reply = { ...sampleReplies.GetInvoice, items: empty, transactions: '' };
    const result = await answerOf('whmcs_get_invoice', 'GetInvoice', reply);
    expect(result).toMatchObject({ items: [], transactions: [] });
  }
});

test('TLD prices keyed by name are a list, and an empty map is an empty list', async () => {
  const some = await answerOf('whmcs_get_tld_pricing', 'GetTLDPricing', sampleReplies.GetTLDPricing);
  expect(some.items.map((item) => item.tld)).toEqual(expect.arrayContaining(['com', 'net', 'org']));
  const none = await answerOf('whmcs_get_tld_pricing', 'GetTLDPricing', { result: 'success', pricing: [] });
  expect(none).toMatchObject({ items: [], total: 0 });
});

test('product groups are read off the products', async () => {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  const product = (pid: number, gid: number, name: string, url: string) => ({
    pid,
    gid,
    name,
    'product-url': url,
  });
  whmcs.answers.set('GetProducts', {
    result: 'success',
    products: {
      product: [
        product(3, 2, 'Root', 'https://www.example.com/store/servers/root'),
        product(1, 1, 'Small', 'https://www.example.com/store/hosting/small'),
        product(2, 1, 'Large', 'https://www.example.com/store/hosting/large'),
      ],
    },
  });
  const services = { product: [{ pid: '2', groupname: 'Shared Hosting' }] };
  whmcs.answers.set('GetClientsProducts', { result: 'success', products: services });
  const { items, total } = done(await agent.call('whmcs_get_product_groups'));
  expect(total).toBe(2);
  expect(items).toEqual([
    {
      gid: 1,
      name: 'Shared Hosting',
      slug: 'hosting',
      products: [
        { pid: 1, name: 'Small' },
        { pid: 2, name: 'Large' },
      ],
    },
    { gid: 2, name: null, slug: 'servers', products: [{ pid: 3, name: 'Root' }] },
  ]);
});

test('fewer rows than WHMCS says that it sent are told beside them', async () => {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  const orders = { order: [{ id: 1, status: 'Active' }] };
  whmcs.answers.set('GetOrders', { result: 'success', totalresults: 9, numreturned: 3, orders });
  const short = await agent.call('whmcs_get_orders');
  expect(short.isError).toBe(false);
  expect(short.text).toContain('WHMCS says that it sent 3 of them here, and sent 1');
  whmcs.answers.set('GetOrders', { result: 'success', totalresults: 9, numreturned: 1, orders });
  expect((await agent.call('whmcs_get_orders')).text).not.toContain('says that it sent');
});

describe('a success that holds not what the action returns is no empty answer', () => {
  const reads = tools.filter(
    ({ tool }) => catalogue.tools.find((entry) => entry.tool === tool)?.riskClass === 'read',
  );
  test.each(reads)('$tool', async ({ tool, action }) => {
    const whmcs = await recorder();
    const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
    const shams = [
      { result: 'success' },
      { result: 'success', totalresults: 3 },
      { result: 'success', numreturned: 3 },
      '{}',
      '[]',
      'null',
      '""',
      '<html></html>',
    ];
    for (const sham of shams) {
      whmcs.answers.set(action, sham);
      expect((await agent.call(tool, samples[tool]?.least)).code).toBe('whmcs_bad_reply');
    }
  });
});

test('one TLD is asked for with or without its dot, in any letter case; one that is not sold is none', async () => {
  const pricing = { com: { register: { 1: '9.95' } }, 'co.uk': { register: { 1: '7.95' } } };
  const reply = { result: 'success', currency: { id: 1, code: 'GBP' }, pricing };
  for (const tld of ['co.uk', '.CO.UK']) {
    const one = await answerOf('whmcs_get_tld_pricing', 'GetTLDPricing', reply, { tld });
    expect(one).toMatchObject({ items: [{ tld: 'co.uk' }], total: 1, next_offset: null });
  }
  const none = await answerOf('whmcs_get_tld_pricing', 'GetTLDPricing', reply, { tld: 'dev' });
  expect(none).toMatchObject({ items: [], total: 0 });
});

test('the owner of a new client is a number, as the next call takes it', async () => {
  const reply = { result: 'success', clientid: '41', owner_id: '641' };
  expect(await answerOf('whmcs_add_client', 'AddClient', reply)).toMatchObject({
    clientid: 41,
    owner_id: 641,
  });
});
