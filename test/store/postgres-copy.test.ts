import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { LEFT_BEHIND, TABLES } from '../../src/store/copies/tables.js';
import { openStore, type Store } from '../../src/store/index.js';
import { cancelOrder, RULES, saying } from '../approvals/samples.js';
import { typed } from '../commands/terminal.js';
import { credentialsFor, done, sandboxed, temporaryFolder } from '../harness.js';
import { finished, overStdio } from '../program.js';
import { claim, granted, later, NOON, used } from './claims.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';

const CALLER = { installation: 'here', caller: 'agent' };
const LIMITS = [claim({ max: '3' }), claim({ max: '3', window: { slidingSeconds: 60 } })];
const ENTRIES = 450;

/** Something in every table, with texts that engines may spell differently. */
async function fill(store: Store): Promise<void> {
  await granted(store, LIMITS);
  await granted(store, LIMITS);
  await store.approvals.open(cancelOrder({ id: 'COPY-0001', approvers: 2, grant: 'support' }), RULES, NOON);
  await store.approvals.vote('COPY-0001', saying(true));
  await store.approvals.open(
    cancelOrder({ id: 'COPY-0002', digest: 'other', caller: "o'neil ü \u{1f600}" }),
    RULES,
    NOON,
  );
  await store.approvals.open(
    cancelOrder({ id: 'COPY-0003', digest: 'a plan', lines: ['one', 'two'], approvers: 2 }),
    RULES,
    NOON,
  );
  await store.approvals.vote('COPY-0003', saying(true, { denied: [2] }));
  await store.killSwitch.halt('anna', 'odd refunds', NOON);
  await store.killSwitch.resume('ben', later(1));
  await store.killSwitch.halt('anna', 'again', later(2));
  await store.approvers.put({ name: 'Anna', password: 'a digest', grants: ['support'], at: NOON });
  const token = {
    name: 'desk',
    digest: 'd',
    grant: undefined,
    madeAt: NOON,
    madeBy: 'anna',
    expiresAt: undefined,
  };
  await store.tokens.add(token);
  await store.policies.publish(
    { name: 'default', document: '{"a":1}', revision: 'r1', who: 'anna', note: '' },
    NOON,
  );
  await store.policies.publish(
    { name: 'default', document: '{"a":2}', revision: 'r2', who: 'ben', note: 'n' },
    NOON,
  );
  await store.sharedValues.put('console', 'http://127.0.0.1', NOON);
  await store.taint.mark(CALLER, { call: 'c', tool: 't' }, NOON, later(9_000));
  const met = [
    { key: 'a', value: '1' },
    { key: 'Ä', value: '2' },
    { key: 'b', value: '3' },
  ];
  await store.callerMemory.keep(CALLER, 'seen', met, { onRepeat: 'last', most: 10 }, NOON);
  await store.leases.take(['order 7'], 'somebody', 60_000);
  const entries = Array.from({ length: ENTRIES }, (_none, n) =>
    store.journal.append({
      kind: 'call',
      call: `c${n}`,
      at: later(n * 6 * 3_600_000),
      body: { tool: 'whmcs_get_ticket', text: `ü \u0000 ${n}` },
    }),
  );
  await Promise.all(entries);
  await store.journal.cut(later(10 * 86_400_000), later(200 * 86_400_000));
}

describePostgres('state copy', { timeout: 60_000 }, () => {
  const server = serverForSuite();
  let url: string;
  let path: string;
  beforeEach(async () => {
    url = await server().newState();
    path = join(temporaryFolder(), 'state.db');
    const store = await openStore(path);
    await fill(store);
    await store.close();
  });

  /** All rows of a file, table by table. */
  function rowsIn(file: string): Record<string, unknown[]> {
    const database = new DatabaseSync(file);
    const rows = TABLES.map(({ name, columns, key }) => [
      name,
      database.prepare(`SELECT ${columns.join(', ')} FROM ${name} ORDER BY ${key.join(', ')}`).all(),
    ]);
    database.close();
    return Object.fromEntries(rows);
  }

  test('to PostgreSQL and back: every row is the same, and the chain goes on', async () => {
    const before = rowsIn(path);
    for (const [name, rows] of Object.entries(before)) expect([name, rows.length > 0]).toEqual([name, true]);
    const there = await typed(['state', 'copy', path, url], { USER: 'anna' });
    expect(there).toMatchObject({ code: 0, err: '' });
    const store = await openStore(url);
    expect(await used(store, LIMITS[0] as never)).toBe('2');
    await granted(store, LIMITS);
    expect(await store.counters.reserve(LIMITS, NOON)).toMatchObject({ granted: false });
    expect(await store.killSwitch.halted()).toMatchObject({ reason: 'again' });
    await store.close();
    const months = await server().query(
      "SELECT 1 FROM pg_inherits WHERE inhparent = 'journal'::regclass",
      url,
    );
    expect(months.length).toBeGreaterThan(6);
    expect(await server().query('SELECT call FROM journal_other', url)).toEqual([]);

    const back = join(temporaryFolder(), 'back.db');
    await server().query(
      'UPDATE counter SET used = 2000000; DELETE FROM event WHERE ctid = (SELECT max(ctid) FROM event)',
      url,
    );
    expect(await typed(['state', 'copy', 'GUARD_STATE', back], { GUARD_STATE: url })).toMatchObject({
      code: 0,
    });
    const after = rowsIn(back);
    const copied = (rows: unknown[] = []) =>
      rows.filter((row) => !String((row as { body?: string }).body).includes('state.copied'));
    expect(copied(after.journal)).toEqual(before.journal);
    for (const { name } of TABLES.filter(({ name }) => !['journal', 'event'].includes(name)))
      expect(after[name]).toEqual(before[name]);
    expect(await typed(['audit', 'verify'], { GUARD_STATE: back })).toMatchObject({ code: 0 });
    expect((await typed(['audit', 'events', '--json'], { GUARD_STATE: back })).out).toContain('state.copied');
  });

  describe('copies nothing', () => {
    test('into a state that holds anything', async () => {
      const store = await openStore(url);
      await store.leases.take(['order 7'], 'somebody', 60_000);
      await store.close();
      const before = await server().query('SELECT count(*) FROM journal', url);
      const answer = await typed(['state', 'copy', path, url]);
      expect(answer).toMatchObject({ code: 1, err: expect.stringContaining('nothing was copied') });
      expect(await server().query('SELECT count(*) FROM journal', url)).toEqual(before);
      expect(await typed(['state', 'copy', url, path])).toMatchObject({
        code: 1,
        err: expect.stringContaining('already'),
      });
    });

    test('of a state that is not there, of memory, and of one into itself', async () => {
      const none = join(temporaryFolder(), 'none.db');
      expect(await typed(['state', 'copy', none, url])).toMatchObject({
        code: 1,
        err: expect.stringContaining('no state'),
      });
      expect(await typed(['state', 'copy', 'memory', url])).toMatchObject({ code: 1 });
      expect(await typed(['state', 'copy', path, path])).toMatchObject({ code: 1 });
      expect(await typed(['state', 'copy', path, 'mysql://guard:hunter2@db.example.com/x'])).toMatchObject({
        code: 1,
        err: expect.not.stringContaining('hunter2'),
      });
      expect(existsSync(none)).toBe(false);
    });

    test('of a journal that is not whole', async () => {
      const database = new DatabaseSync(path);
      database.exec(`UPDATE journal SET body = '{"x":1}' WHERE seq = 400`);
      database.close();
      expect(await typed(['state', 'copy', path, url])).toMatchObject({
        code: 1,
        err: expect.stringContaining('not whole'),
      });
      expect(
        await server().query(
          "SELECT 1 FROM pg_class WHERE relname = 'journal' AND relnamespace = current_schema()::regnamespace",
          url,
        ),
      ).toEqual([]);
    });

    test.each(['file', 'database'])('of a %s that a server works on', async (kind) => {
      const state = kind === 'file' ? join(temporaryFolder(), 'live.db') : url;
      const HOME = temporaryFolder();
      const agent = await overStdio({ ...credentialsFor(await sandboxed()), GUARD_STATE: state, HOME });
      done(await agent.call('whmcs_get_currencies'));
      const target = join(temporaryFolder(), 'copy.db');
      const own = await finished(['state', 'copy', state, target], { HOME });
      expect(own).toMatchObject({ code: 1, err: expect.stringContaining('stop the servers') });
      expect(existsSync(target)).toBe(false);
      if (kind === 'file') return;
      // Of another user or machine, the database knows.
      const other = await finished(['state', 'copy', state, target]);
      expect(other).toMatchObject({ code: 1, err: expect.stringContaining('other whmcs-mcp processes') });
    });
  });

  test('carries every table and column that there is', async () => {
    const names = [...TABLES.map(({ name }) => name), ...LEFT_BEHIND].sort();
    const database = new DatabaseSync(path);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    expect([...tables.map(({ name }) => String(name)), 'commit_mark'].sort()).toEqual(names);
    for (const { name, columns } of TABLES) {
      const all = database.prepare(`SELECT name FROM pragma_table_xinfo('${name}') WHERE hidden = 0`).all();
      const own = ['approval', 'kill_switch'].includes(name) ? ['id', 'position'] : [];
      const expected = all
        .map((one) => String(one.name))
        .filter((column) => columns.includes(column) || !own.includes(column));
      expect([name, [...columns].sort()]).toEqual([name, expected.sort()]);
    }
    database.close();
  });
});
