import { describe, expect, test } from 'vitest';
import { everyTool } from '../../every-tool.js';
import { type Answer, done } from '../../harness.js';
import {
  type By,
  bothWays,
  type Company,
  company,
  everyPage,
  isMine,
  MINE,
  NOWHERE,
  said,
} from './company.js';

const LISTS = [...everyTool().values()].flatMap(({ name, whose, names }) =>
  whose.shows === 'rows' ? [{ name, column: whose.client, by: names.client?.[0] }] : [],
);

const WAYS: readonly By[] = ['clients', 'groups'];

describe.each(WAYS)('a grant by %s', (by) => {
  test.each(LISTS)('$name is left with the rows of its clients, whole and once', async ({ name, column }) => {
    const { anybody, desk } = await company(by);
    const all = (await everyPage(anybody, name, {}, 250)).items;
    const wanted = all.filter((row) => MINE.includes(Number(row[column])));
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.length).toBeLessThan(all.length);
    const { items, totals } = await everyPage(desk, name, {}, by === 'groups' ? 20 : 2);
    const ids = (rows: Record<string, unknown>[]) => rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
    expect(ids(items)).toEqual(ids(wanted));
    expect(new Set(totals)).toEqual(new Set([wanted.length]));
  });

  test.each(LISTS.filter((list) => list.by !== undefined))(
    '$name answers for a client who is not granted as for one that there is none of',
    async ({ name, by: argument = '' }) => {
      const at = await company(by);
      const { desk, theirs, mine } = at;
      const { foreign, absent, asks } = await bothWays(at, name, (isForeign) => ({
        [argument]: isForeign ? theirs('client') : NOWHERE,
      }));
      expect(foreign).toMatchObject({ code: 'policy_denied', details: { rule: '(clients)' } });
      expect(absent).toEqual(foreign);
      expect(asks[1]).toEqual(asks[0]);
      expect((await desk.call(name, { [argument]: mine('client') })).isError).toBe(false);
    },
  );

  test.each([
    ['whmcs_get_orders', 'id', 'order'],
    ['whmcs_get_quotes', 'quoteid', 'quote'],
    ['whmcs_get_client_products', 'serviceid', 'service'],
    ['whmcs_get_client_domains', 'domainid', 'domain'],
    ['whmcs_get_transactions', 'invoiceid', 'invoice'],
  ] as const)('%s by %s of another client is the list that nothing fits', async (name, argument, kind) => {
    const at = await company(by);
    const { desk, anybody, sandbox, mine, theirs } = at;
    const paid = (wanted: boolean) =>
      sandbox.state.transactions.find((one) => one.invoiceId > 0 && isMine(one) === wanted)?.invoiceId;
    const id = (wanted: boolean) => (kind === 'invoice' ? paid(wanted) : wanted ? mine(kind) : theirs(kind));
    expect(done(await anybody.call(name, { [argument]: id(false) })).items).not.toEqual([]);
    expect(done(await desk.call(name, { [argument]: id(true) })).items).not.toEqual([]);
    const { foreign, absent, asks } = await bothWays(at, name, (isForeign) => ({
      [argument]: isForeign ? id(false) : NOWHERE,
    }));
    expect(JSON.parse(foreign.text)).toMatchObject({ items: [], total: 0 });
    expect(absent).toEqual(foreign);
    expect(asks[1]).toEqual(asks[0]);
  });

  test('a search that finds others finds nothing', async () => {
    const { desk, anybody, sandbox, theirs, mine } = await company(by);
    const mail = (id: number) => sandbox.state.clients.find((client) => client.id === id)?.email;
    const search = mail(theirs('client'));
    expect(done(await anybody.call('whmcs_get_clients', { search })).total).toBe(1);
    const found = await desk.call('whmcs_get_clients', { search });
    expect(done(found)).toMatchObject({ items: [], total: 0 });
    expect(await desk.call('whmcs_get_clients', { search: 'nobody-at-all' })).toEqual(found);
    expect(done(await desk.call('whmcs_get_clients', { search: mail(mine('client')) })).total).toBe(1);
  });

  test('says that it is a part, and a list of the shop is whole', async () => {
    const { desk, anybody } = await company(by);
    const part = 'Only what belongs to the clients that you are granted is listed and counted.';
    expect((await desk.call('whmcs_get_invoices')).text).toContain(part);
    expect((await anybody.call('whmcs_get_invoices')).text).not.toContain(part);
    expect(await desk.call('whmcs_get_products')).toEqual(await anybody.call('whmcs_get_products'));
  });

  test('an order that is asked for holds over all clients', async () => {
    const { desk } = await company(by);
    const args = { orderby: 'id', order: 'desc' };
    const { items } = await everyPage(desk, 'whmcs_get_invoices', args, 3);
    const ids = items.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((one, other) => other - one));
    expect(new Set(items.map(({ userid }) => Number(userid))).size).toBeGreaterThan(1);
  });
});

/** Whatever the company has a lot of, belongs to others. */
function addOthers({ state }: Company['sandbox'], rows: number): void {
  const isTheirs = (record: object) => {
    const { id, clientId = state.clients.some((one) => one === record) ? id : 0 } = record as {
      id: number;
      clientId?: number;
    };
    return clientId > 0 && !MINE.includes(clientId);
  };
  for (const list of Object.values(state) as unknown[]) {
    const theirs = Array.isArray(list)
      ? list.find((one) => typeof one === 'object' && isTheirs(one))
      : undefined;
    for (let id = 500_000; theirs !== undefined && id < 500_000 + rows; id += 1)
      (list as object[]).push({ ...theirs, id });
  }
}

/** An answer without the name of its marks, which is another one each time. */
const told = (answer: Answer) => JSON.stringify(said(answer)).replace(/untrusted-\d+/g, 'untrusted');

test('invoices in each order come as they would without others between them', async () => {
  const { desk, anybody } = await company('clients');
  const ids = (rows: readonly Record<string, unknown>[]) => rows.map(({ id }) => Number(id));
  for (const orderby of ['id', 'invoicenumber', 'date', 'duedate', 'total', 'status']) {
    for (const order of ['asc', 'desc']) {
      const args = { orderby, order };
      const all = (await everyPage(anybody, 'whmcs_get_invoices', args, 250)).items;
      const wanted = all.filter(({ userid }) => MINE.includes(Number(userid)));
      const { items } = await everyPage(desk, 'whmcs_get_invoices', args, 6);
      expect(ids(items), `${orderby} ${order}`).toEqual(ids(wanted));
    }
  }
});

describe('how much others have', () => {
  test.each(LISTS)(
    'is told by no answer of $name, and by nothing that is asked for it',
    async ({ name, by }) => {
      const at = await company('clients');
      const { desk, asked, sandbox } = at;
      const walk = async () => {
        const answers: unknown[] = [];
        const asks = await asked(async () => {
          for (const page of [{}, { limitnum: 1 }, { limitstart: 1, limitnum: 2 }, { limitstart: 5_000 }])
            answers.push(told(await desk.call(name, page)));
          const [ordered] = ['whmcs_get_invoices', 'whmcs_get_clients'].filter((one) => one === name);
          if (ordered !== undefined)
            answers.push(told(await desk.call(ordered, { orderby: 'id', limitnum: 2 })));
        });
        return { answers, asks };
      };
      const before = await walk();
      addOthers(sandbox, 1_100);
      const after = await walk();
      expect(after.answers).toEqual(before.answers);
      // Clients themselves can't be asked for one by one.
      if (by !== undefined) expect(after.asks).toEqual(before.asks);
      else expect(after.asks.length).toBeGreaterThan(before.asks.length);
    },
  );

  test.each([
    ['clients', 'whmcs_get_clients', {}],
    ['groups', 'whmcs_get_invoices', {}],
    ['groups', 'whmcs_get_clients', {}],
  ] as const)('by %s, %s is answered at the end of a span of time', async (by, name, args) => {
    const { desk, sandbox } = await company(by);
    for (const others of [0, 1_100]) {
      addOthers(sandbox, others);
      const begun = performance.now();
      done(await desk.call(name, args));
      // A timer may be early by a part of a millisecond.
      expect(performance.now() - begun).toBeGreaterThan(249);
    }
  });
});

test('counts of what all clients have are left out of the lists of the shop', async () => {
  const { desk, anybody } = await company('clients');
  for (const [tool, columns] of [
    ['whmcs_get_support_departments', ['awaitingreply', 'opentickets']],
    ['whmcs_get_support_statuses', ['count']],
  ] as const) {
    const [whole, part] = [done(await anybody.call(tool)), done(await desk.call(tool))];
    expect(part.total).toBe(whole.total);
    for (const column of columns) {
      expect(Object.keys(whole.items[0] ?? {})).toContain(column);
      expect(Object.keys(part.items[0] ?? {})).not.toContain(column);
    }
  }
  const groups = done(await desk.call('whmcs_get_product_groups')).items;
  expect(groups.map(({ name }) => name)).toEqual(groups.map(() => null));
});

test('a list that would take too many reads is refused, and never cut', async () => {
  const { desk, sandbox } = await company('clients', {
    policy: { grants: { desk: { clients: Array.from({ length: 30 }, (_one, at) => at + 1) } } },
  });
  const [row] = sandbox.state.invoices;
  if (row === undefined) throw new Error('the sandbox has no invoice');
  for (let id = 100_000; id < 121_000; id += 1) sandbox.state.invoices.push({ ...row, id, clientId: 40 });
  const refused = await desk.call('whmcs_get_invoices');
  expect(refused).toMatchObject({ isError: true, code: 'invalid_arguments' });
  expect(refused.text).toContain('userid');
  done(await desk.call('whmcs_get_invoices', { userid: 2 }));
});
