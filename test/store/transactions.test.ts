import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { PostgresDatabase } from '../../src/store/postgres/database.js';
import type { Database, Tx } from '../../src/store/sql/database.js';
import { SqliteDatabase } from '../../src/store/sqlite/database.js';
import { onSharedEngines } from './shared-engines.js';

const PUT = `INSERT INTO shared_value (name, value, at) VALUES (?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at`;
const GET = 'SELECT value FROM shared_value WHERE name = ?';
const LOCKS = ['the counter'];

const counterIn = async (tx: Tx) => Number((await tx.first<{ value: string }>(GET, 'counter'))?.value ?? 0);

/** Adds one after a wait of its own, in which another could slip in. */
async function addOne(tx: Tx): Promise<number> {
  const before = await counterIn(tx);
  await sleep(1);
  await tx.run(PUT, 'counter', String(before + 1), 0);
  return before + 1;
}

onSharedEngines((newLocation, engine) => {
  let databases: Database[];
  beforeEach(async () => {
    const location = await newLocation();
    const open = () =>
      engine === 'SQLite'
        ? SqliteDatabase.open(location, { patienceMs: 60_000 })
        : PostgresDatabase.open(location, 'a test', { patienceMs: 60_000 });
    databases = [await open(), await open()];
    onTestFinished(async () => {
      for (const database of databases) await database.close();
    });
  });
  const first = () => databases[0] as Database;
  const second = () => databases[1] as Database;

  describe('a transaction with async work', () => {
    test('is alone: of many that read, wait and write, none loses what another wrote', async () => {
      const added = await Promise.all(
        Array.from({ length: 24 }, (_none, n) => (n % 2 === 0 ? first() : second()).write(LOCKS, addOne)),
      );
      expect(added.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_none, n) => n + 1));
    });

    test('is seen by nobody before it has ended', async () => {
      let wrote: () => void = () => undefined;
      const written = new Promise<void>((resolve) => {
        wrote = resolve;
      });
      let end: () => void = () => undefined;
      const looked = new Promise<void>((resolve) => {
        end = resolve;
      });
      const writing = first().write(LOCKS, async (tx) => {
        await tx.run(PUT, 'counter', '7', 0);
        wrote();
        await looked;
      });
      await written;
      expect(await second().read(counterIn)).toBe(0);
      const own = first().read(counterIn);
      end();
      await writing;
      // On one connection a read waits for the transaction; on its own it sees what was committed before.
      expect([0, 7]).toContain(await own);
      expect(await first().read(counterIn)).toBe(7);
    });

    test('is not seen by a read of the same process either, where it is rolled back', async () => {
      let wrote: () => void = () => undefined;
      const written = new Promise<void>((resolve) => {
        wrote = resolve;
      });
      const failing = first().write(LOCKS, async (tx) => {
        await tx.run(PUT, 'counter', '7', 0);
        wrote();
        await sleep(20);
        throw new RangeError('no');
      });
      await written;
      const reading = first().read(counterIn);
      await expect(failing).rejects.toThrow();
      expect(await reading).toBe(0);
    });

    test('leaves nothing where its work fails, and the next one goes on', async () => {
      const failing = first().write(LOCKS, async (tx) => {
        await addOne(tx);
        throw new RangeError('no');
      });
      await expect(failing).rejects.toThrow();
      expect(await first().write(LOCKS, addOne)).toBe(1);
    });

    test('takes no statement after its end', async () => {
      let leaked: Tx | undefined;
      await first().write(LOCKS, async (tx) => {
        leaked = tx;
      });
      await expect(leaked?.run(PUT, 'counter', '9', 0)).rejects.toThrow('after its work');
      await expect(leaked?.all(GET, 'counter')).rejects.toThrow('after its work');
      await expect(leaked?.script('DELETE FROM shared_value')).rejects.toThrow('after its work');
      await first().read(async (tx) => {
        leaked = tx;
      });
      await expect(leaked?.first(GET, 'counter')).rejects.toThrow('after its work');
      expect(await first().read(counterIn)).toBe(0);
    });

    test('a close waits for it', async () => {
      const writing = first().write(LOCKS, addOne);
      await first().close();
      expect(await writing).toBe(1);
      expect(await second().read(counterIn)).toBe(1);
    });
  });
});
