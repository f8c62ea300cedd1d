import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { PostgresDatabase } from '../../src/store/postgres/database.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';

const TWICE = 'SELECT 2 * CAST(? AS bigint) AS twice';

describePostgres('statements that are sent often', () => {
  const server = serverForSuite();
  let database: PostgresDatabase;
  let url: string;
  beforeEach(async () => {
    url = await server().newState();
    database = await PostgresDatabase.open(url, 'a test');
    onTestFinished(() => database.close());
  });

  const twice = async (n: number) =>
    (await database.read((tx) => tx.first<{ twice: bigint }>(TWICE, n)))?.twice;
  const named = async () =>
    Number(
      (
        await database.read((tx) =>
          tx.first<{ count: bigint }>(
            "SELECT count(*) AS count FROM pg_prepared_statements WHERE statement LIKE 'SELECT 2 * CAST%'",
          ),
        )
      )?.count,
    );

  test('are kept by the server from the third time on', async () => {
    for (const n of [1, 2]) expect(await twice(n)).toBe(BigInt(2 * n));
    expect(await named()).toBe(0);
    for (const n of [3, 4]) expect(await twice(n)).toBe(BigInt(2 * n));
    expect(await named()).toBe(1);
  });

  test('a connection that has lost them is replaced, and they are sent whole from then on', async () => {
    for (let n = 0; n < 4; n += 1) await twice(n);
    await database.read((tx) => tx.script('DEALLOCATE ALL'));
    expect(await twice(21)).toBe(42n);
    for (let n = 0; n < 4; n += 1) await twice(n);
    expect(await named()).toBe(0);
  });

  test('work that writes is done again, once, where its connection has lost them', async () => {
    await server().query('CREATE TABLE seen (n bigint)', url);
    const note = (n: number) =>
      database.write(['seen'], async (tx) => {
        await tx.run('INSERT INTO seen (n) VALUES (?)', n);
        await tx.run('UPDATE seen SET n = n + ? WHERE n = -1', n);
      });
    for (let n = 0; n < 4; n += 1) await note(n);
    await database.read((tx) => tx.script('DEALLOCATE ALL'));
    await note(4);
    const rows = await server().query('SELECT n FROM seen ORDER BY n', url);
    expect(rows.map(({ n }) => Number(n))).toEqual([0, 1, 2, 3, 4]);
  });

  test('a table that is changed under one, as by a later version: it is planned anew', async () => {
    await server().query(
      "CREATE TABLE label (id int, text varchar(9)); INSERT INTO label VALUES (1, 'a')",
      url,
    );
    const label = () =>
      database.read((tx) => tx.first<{ text: string }>('SELECT text FROM label WHERE id = ?', 1));
    for (let n = 0; n < 4; n += 1) expect(await label()).toEqual({ text: 'a' });
    await server().query('ALTER TABLE label ALTER COLUMN text TYPE text', url);
    for (let n = 0; n < 4; n += 1) expect(await label()).toEqual({ text: 'a' });
  });
});
