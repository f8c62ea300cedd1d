import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStore, StoreFault } from '../../src/store/index.js';
import { PostgresDatabase } from '../../src/store/postgres/database.js';
import { claim, granted, NOON, refused, used } from './claims.js';
import { describePostgres } from './postgres-engine.js';
import { PostgresServer } from './postgres-server.js';

async function faultOf(doing: Promise<unknown>): Promise<StoreFault> {
  const error = await doing.then(
    () => expect.fail('it went well'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StoreFault)) throw error;
  return error;
}

describePostgres('a database that can’t be used says what to do:', () => {
  let server: PostgresServer;
  let url: string;
  beforeAll(async () => {
    server = await PostgresServer.start();
  }, 60_000);
  afterAll(() => server?.stop());
  beforeEach(async () => {
    url = await server.newState();
  });

  test('nobody listens there, and no message has the password', async () => {
    const nowhere = 'postgres://guard:hunter2-secret@127.0.0.1:1/state?sslpassword=hunter2-secret';
    const fault = await faultOf(openStore(nowhere, { patienceMs: 50 }));
    expect(fault).toMatchObject({ code: 'unopenable', location: 'postgres://127.0.0.1:1/state' });
    expect(fault.message).toContain('GUARD_STATE');
    expect(`${fault.message} ${fault.location} ${fault.cause}`).not.toContain('hunter2');
  });

  test('there is no such database, user or schema', async () => {
    const wrong = [
      server.url.replace('/postgres?', '/missing?'),
      server.url.replace('user=guard', 'user=nobody'),
    ];
    for (const one of [...wrong, `${server.url}&options=${encodeURIComponent('-c search_path=missing')}`]) {
      expect((await faultOf(openStore(one, { patienceMs: 50 }))).code).toBe('unopenable');
    }
  });

  test('another program’s tables are left as they are', async () => {
    await server.query('CREATE TABLE invoices (id int)', url);
    const fault = await faultOf(openStore(url));
    expect(fault.code).toBe('foreign');
    expect(fault.message).toContain('GUARD_STATE');
    const tables = await server.query(
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = 'counter' AND relnamespace = current_schema()::regnamespace",
      url,
    );
    expect(tables).toEqual([]);
  });

  test('a newer version wrote it', async () => {
    const store = await openStore(url);
    await granted(store, [claim()]);
    await store.close();
    await server.query('INSERT INTO schema_version (version) VALUES (999)', url);
    expect((await faultOf(openStore(url))).code).toBe('newer');
    await server.query('DELETE FROM schema_version WHERE version = 999', url);
    const again = await openStore(url);
    await refused(again, [claim()]);
    await again.close();
  });

  test('it may only be read', async () => {
    const store = await openStore(url);
    await granted(store, [claim()]);
    await store.close();
    const reader = await openStore(`${url}%20-c%20default_transaction_read_only%3Don`);
    expect((await faultOf(reader.counters.reserve([claim({ max: '9' })], NOON))).code).toBe('read_only');
    expect(await used(reader, claim())).toBe('1');
    await reader.close();
  });

  test('a process that hangs with a lock: patience, then a fault; looks at the kill switch go on', async () => {
    const store = await openStore(url, { patienceMs: 300 });
    await granted(store, [claim({ max: '9' })]);
    const holder = await server.client(url);
    await holder.query('BEGIN; LOCK TABLE counter IN ACCESS EXCLUSIVE MODE');
    const waiting = Array.from({ length: 20 }, () =>
      faultOf(store.counters.reserve([claim({ max: '9' })], NOON)),
    );
    expect(await store.killSwitch.halted()).toBeUndefined();
    for (const fault of await Promise.all(waiting)) expect(fault.code).toBe('busy');
    await holder.query('ROLLBACK');
    await holder.end();
    await granted(store, [claim({ max: '9' })]);
    expect(await used(store, claim())).toBe('2');
    await store.close();
  });

  test.each(['serializable', 'repeatable read'])(
    'a server whose transactions are %s by default counts as exactly',
    async (isolation) => {
      const strict = `${url}%20-c%20default_transaction_isolation%3D${encodeURIComponent(isolation.replace(' ', '\\ '))}`;
      const stores = await Promise.all([openStore(strict), openStore(strict)]);
      const limit = claim({ max: '10', window: { slidingSeconds: 60 } });
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_none, n) => stores[n % 2]?.counters.reserve([limit], NOON)),
      );
      expect(answers.filter((answer) => answer?.granted)).toHaveLength(10);
      for (const store of stores) await store.close();
    },
  );

  test('a read that a restart cuts off is done again', async () => {
    const database = await PostgresDatabase.open(url, 'a test', { patienceMs: 60_000 });
    const reading = database.read((tx) => tx.first<{ one: bigint }>('SELECT 1 AS one, pg_sleep(1)'));
    const running = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1)' AND state = 'active'";
    while ((await server.query(running)).length === 0) await new Promise((next) => setTimeout(next, 5));
    await server.restart('SIGINT');
    expect((await reading)?.one).toBe(1n);
    await database.close();
  });

  test.each([
    ['crashes', 'SIGQUIT'],
    ['is restarted', 'SIGINT'],
  ] as const)(
    'a server that %s: what was granted is counted, and no limit is passed',
    async (_how, signal) => {
      const store = await openStore(url, { patienceMs: 60_000 });
      const limit = claim({ max: '150' });
      let stillGoing = true;
      let known = 0;
      let unknown = 0;
      const callers = Array.from({ length: 6 }, async () => {
        while (stillGoing) {
          const answer = await store.counters.reserve([limit], NOON).catch((error: unknown) => error);
          if (answer instanceof StoreFault) unknown += 1;
          else if ((answer as { granted: boolean }).granted) known += 1;
          else return;
        }
      });
      while (known < 20) await new Promise((next) => setTimeout(next, 5));
      await server.restart(signal);
      const after = known;
      while (known < after + 20 && known + unknown < 150) await new Promise((next) => setTimeout(next, 5));
      stillGoing = false;
      await Promise.all(callers);
      // What was on its way to be committed is asked for; anything else was done again.
      expect(unknown).toBe(0);
      expect(Number(await used(store, limit))).toBe(known);
      await store.close();
    },
    60_000,
  );
});
