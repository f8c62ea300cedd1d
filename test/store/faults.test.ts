import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, StoreFault } from '../../src/store/index.js';
import { isBusy } from '../../src/store/sqlite/faults.js';
import { claim, granted, NOON, refused } from './claims.js';
import { newFolder, removeFolder } from './folder.js';
import { Agency } from './workers.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = newFolder();
  path = join(folder, 'state.db');
});
afterEach(() => removeFolder(folder));

async function faultOf(doing: Promise<unknown>): Promise<StoreFault> {
  const error = await doing.then(
    () => expect.fail('it went well'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StoreFault)) throw error;
  return error;
}

/** Runs a statement on the file behind the back of the store. */
function meddle(sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

describe('a state that can’t be used says what to do:', () => {
  test.each([
    ['text', () => Buffer.from('nothing of this is a database. '.repeat(400))],
    [
      'a damaged header',
      (sound: Buffer) => Buffer.concat([sound.subarray(0, 60), Buffer.alloc(9_000, 0xff)]),
    ],
    ['damaged pages', (sound: Buffer) => Buffer.concat([sound.subarray(0, 100), Buffer.alloc(9_000, 0xff)])],
    ['half a file', (sound: Buffer) => sound.subarray(0, sound.length / 2)],
  ])('%s', async (_, damaged) => {
    const store = await openStore(path);
    await granted(store, [claim()]);
    await store.close();
    meddle('PRAGMA wal_checkpoint(TRUNCATE)');
    const copy = join(folder, 'copy.db');
    writeFileSync(copy, damaged(readFileSync(path)));
    const fault = await faultOf(openStore(copy));
    expect(fault.code).toBe('corrupt');
    expect(fault.message).toContain(copy);
    expect(fault.message).toContain('GUARD_STATE');
  });

  test('a table that went missing', async () => {
    await (await openStore(path)).close();
    meddle('DROP TABLE counter');
    const store = await openStore(path);
    expect(await faultOf(store.counters.reserve([claim()], NOON))).toMatchObject({
      code: 'failed',
      location: path,
    });
    expect(await store.journal.find({ limit: 1 })).toEqual([]);
    await store.close();
  });

  test('a newer version wrote it, and it is left as it is', async () => {
    const store = await openStore(path);
    await granted(store, [claim()]);
    await store.close();
    meddle('INSERT INTO schema_version (version) VALUES (999)');
    const fault = await faultOf(openStore(path));
    expect(fault.code).toBe('newer');
    expect(fault.message).toMatch(/newer version.*Run that version/);
    meddle('DELETE FROM schema_version WHERE version = 999');
    const again = await openStore(path);
    await refused(again, [claim()]);
    await again.close();
  });

  test('another program’s database is left as it is', async () => {
    meddle('CREATE TABLE invoices (id INTEGER)');
    const before = readFileSync(path);
    const fault = await faultOf(openStore(path));
    expect(fault.code).toBe('foreign');
    expect(fault.message).toContain('GUARD_STATE');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a path that no file can be at', async () => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(path);
    for (const impossible of [path, join(folder, 'file', 'state.db'), join(folder, 'x'.repeat(300))]) {
      const fault = await faultOf(openStore(impossible));
      expect(fault.code).toBe('unopenable');
      expect(fault.message).toContain(impossible);
      expect(fault.message).toContain('GUARD_STATE');
    }
  });

  test('another process holds it locked: patience, then a fault, then all is well again', async () => {
    let clock = 0;
    const store = await openStore(path, {
      patienceMs: 100,
      elapsed: () => clock,
      sleep: async (ms) => {
        clock += ms;
      },
    });
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
    const fault = await faultOf(store.counters.reserve([claim()], NOON));
    expect(fault.code).toBe('busy');
    expect(clock).toBeGreaterThanOrEqual(100);
    expect(await store.killSwitch.halted()).toBeUndefined();
    holder.exec('ROLLBACK');
    holder.close();
    await granted(store, [claim()]);
    await store.close();
  });

  test('a lock met while reading several rows is one to wait for, too', () => {
    const [holder, reader] = [new DatabaseSync(path), new DatabaseSync(path, { timeout: 1 })];
    holder.exec('CREATE TABLE one (x); INSERT INTO one VALUES (1)');
    const rows = reader.prepare('SELECT x FROM one');
    holder.exec('BEGIN EXCLUSIVE; INSERT INTO one VALUES (2)');
    const thrown = (reading: () => unknown): unknown => {
      try {
        return reading();
      } catch (error) {
        return error;
      }
    };
    for (const error of [thrown(() => rows.all()), thrown(() => rows.get())])
      expect(isBusy(error)).toBe(true);
    holder.close();
    reader.close();
  });

  test('it is served as soon as the other process lets go', async () => {
    const holder = new DatabaseSync(path);
    const store = await openStore(path, {
      sleep: async () => {
        if (holder.isTransaction) holder.exec('ROLLBACK');
      },
    });
    holder.exec('BEGIN IMMEDIATE');
    await granted(store, [claim()]);
    holder.close();
    await store.close();
  });

  test('a file removed or replaced under a running process is not counted in', async () => {
    const old = await openStore(path);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    expect((await faultOf(old.counters.reserve([claim()], NOON))).code).toBe('moved');
    const fresh = await openStore(path);
    await fresh.killSwitch.halt('anna', 'stop', NOON);
    const fault = await faultOf(old.killSwitch.halted());
    expect(fault.code).toBe('moved');
    expect(fault.message).toContain('Restart');
    await old.close();
    await fresh.close();
  });

  test.skipIf(process.platform === 'win32')('a user without rights', async () => {
    // The superuser may write anywhere, so somebody else has to try.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    const agency = await Agency.found();
    try {
      const worker = agency.hire(uid === undefined ? {} : { uid });
      const closed = join(folder, 'closed', 'state.db');
      await (await openStore(closed)).close();
      chmodSync(closed, 0o444);
      for (const name of ['closed', '.']) chmodSync(join(folder, name), 0o555);
      for (const denied of [closed, join(folder, 'closed', 'new.db'), join(folder, 'new', 'state.db')]) {
        const { fault } = await worker.ask({ order: 'open', path: denied });
        expect(['unopenable', 'read_only']).toContain(fault?.code);
        expect(fault?.message).toContain(denied);
        expect(fault?.message).toContain('GUARD_STATE');
      }
      // The file alone is not enough: SQLite has to write beside it.
      chmodSync(closed, 0o600);
      if (uid !== undefined) chownSync(closed, uid, uid);
      for (const beside of ['-wal', '-shm']) rmSync(closed + beside, { force: true });
      expect((await worker.ask({ order: 'open', path: closed })).fault?.message).toContain(closed);
    } finally {
      await agency.close();
      for (const name of ['.', 'closed']) chmodSync(join(folder, name), 0o755);
    }
  });
});
