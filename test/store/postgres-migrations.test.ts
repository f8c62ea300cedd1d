import { beforeEach, expect, test } from 'vitest';
import { openStore, StoreFault } from '../../src/store/index.js';
import { POSTGRES } from '../../src/store/postgres/dialect.js';
import { claim, granted, NOON, used } from './claims.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';

const ALL = POSTGRES.migrations.map((_sql, index) => index + 1);

describePostgres('the tables in PostgreSQL', () => {
  const server = serverForSuite();
  let url: string;
  beforeEach(async () => {
    url = await server().newState();
  });

  const versions = async () => {
    const rows = await server().query(
      'SELECT version::int AS version FROM schema_version ORDER BY version',
      url,
    );
    return rows.map(({ version }) => version);
  };
  const tables = async () => {
    const rows = await server().query(
      'SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace ORDER BY relname',
      url,
    );
    return rows.map(({ relname }) => relname);
  };

  test('are made once by replicas that start at the same time', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(url)));
    expect(await versions()).toEqual(ALL);
    for (const store of stores) await granted(store, [claim({ max: '6' })]);
    for (const store of stores) await store.close();
  });

  test('stay as they were where one change to them fails, and change once it can', async () => {
    const old = await openStore(url);
    await granted(old, [claim({ max: '9' })]);
    await old.close();
    // As an earlier version left it, with something in the way of what comes next.
    await server().query(
      'DROP TABLE commit_mark, policy, token, console_session, denied_line; ALTER TABLE approver DROP COLUMN granted; ALTER TABLE approval DROP COLUMN granted, DROP COLUMN lines, DROP COLUMN due, DROP COLUMN held; ALTER TABLE vote DROP COLUMN also, DROP COLUMN denied; DELETE FROM schema_version WHERE version > 3',
      url,
    );
    await server().query('CREATE TABLE policy (other int)', url);
    const before = await tables();
    const failed = await Promise.allSettled([openStore(url), openStore(url)]);
    for (const one of failed)
      expect(one).toMatchObject({ status: 'rejected', reason: { name: 'StoreFault', code: 'failed' } });
    expect(failed.every((one) => one.status === 'rejected' && one.reason instanceof StoreFault)).toBe(true);
    expect(await versions()).toEqual([1, 2, 3]);
    expect(await tables()).toEqual(before);

    await server().query('DROP TABLE policy', url);
    const store = await openStore(url);
    expect(await versions()).toEqual(ALL);
    expect(await used(store, claim())).toBe('1');
    expect(await store.policies.newest('default')).toBeUndefined();
    await store.journal.append({ kind: 'call', call: 'one', at: NOON, body: {} });
    await store.close();
  });
});
