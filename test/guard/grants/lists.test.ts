import { describe, expect, test } from 'vitest';
import { allTools } from '../../../src/app.js';
import { done } from '../../harness.js';
import { type By, bothWays, company, everyPage, isMine, MINE, NOWHERE } from './company.js';

const LISTS = [...allTools().values()].flatMap(({ name, whose, names }) =>
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
    const { items, totals } = await everyPage(desk, name, {}, 2);
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
