import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultLocation, openStore, type Store } from '../../src/store/index.js';
import { claim, granted, later, NOON, used } from './claims.js';
import { newFolder, removeFolder } from './folder.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = newFolder();
  path = join(folder, 'state.db');
});
afterEach(() => removeFolder(folder));

describe('the file', () => {
  test('counters and a halt outlive the process that made them; only that one can give back what it took', async () => {
    const first = await openStore(path);
    const kept = await granted(first, [claim({ max: '3' })]);
    const open = await granted(first, [claim({ max: '3' })]);
    await first.counters.commit(kept);
    await first.killSwitch.halt('anna', 'for the night', NOON);
    await first.close();

    const second = await openStore(path);
    expect(await used(second, claim())).toBe('2');
    expect(await second.killSwitch.halted()).toMatchObject({ by: 'anna', reason: 'for the night' });
    await second.counters.release(open);
    expect(await used(second, claim())).toBe('2');
    await second.close();
  });

  test('is made for its user alone, folders included, at a path relative to where we are', async () => {
    const deep = join(folder, 'made', 'for us', 'ü#?%41.db');
    const store = await openStore(relative(process.cwd(), deep));
    await granted(store, [claim()]);
    const modes = readdirSync(join(folder, 'made', 'for us')).map(
      (name) => statSync(join(folder, 'made', 'for us', name)).mode & 0o777,
    );
    expect(readdirSync(join(folder, 'made', 'for us'))).toContain('ü#?%41.db');
    if (process.platform !== 'win32') {
      expect(new Set(modes)).toEqual(new Set([0o600]));
      expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o700);
    }
    await store.close();
  });

  test('does not grow with the calls that were made, only with those that count', async () => {
    const store = await openStore(path);
    const perMinute = claim({ counter: 'minute', window: { calendar: 'minute' } });
    const sliding = claim({ counter: 'sliding', window: { slidingSeconds: 60 } });
    // An hour apart: after a day, each call has one of each to clear away.
    for (let call = 0; call < 300; call += 1) {
      const reservation = await granted(store, [perMinute, sliding], later(call * 3_600_000));
      if (call % 3 > 0) await store.counters[call % 3 === 1 ? 'commit' : 'release'](reservation);
    }
    await store.close();
    const database = new DatabaseSync(path);
    for (const table of ['counter', 'event']) {
      const { rows } = database.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number };
      expect(rows, table).toBeLessThan(40);
    }
    database.close();
  });

  test('a reservation can be given back for as long as its claims count', async () => {
    const store = await openStore(path);
    const month = claim({ window: { calendar: 'month' }, max: '2' });
    const reservation = await granted(store, [month, claim({ window: { slidingSeconds: 1 } })]);
    for (let day = 1; day < 20; day += 1) {
      await granted(store, [claim({ counter: 'other', max: '9' })], later(day * 86_400_000));
    }
    await granted(store, [month], later(20 * 86_400_000));
    await store.counters.release(reservation);
    expect(await used(store, month, later(20 * 86_400_000))).toBe('1');
    await store.close();
  });

  test('the SQLite behind it doesn’t lose writes when two processes checkpoint at once', () => {
    const database = new DatabaseSync(':memory:');
    const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1_000_000 + minor * 1_000 + patch).toBeGreaterThanOrEqual(3_051_003);
    database.close();
  });
});

describe('what somebody does to the file while it is in use', () => {
  const entry = { kind: 'call', call: 'c', at: NOON, body: {} } as const;

  /** A state that was used for a while, and a copy of it as it was before. */
  async function worn(): Promise<{ store: Store; copy: Buffer }> {
    const before = await openStore(path);
    await before.journal.append(entry);
    await before.close();
    const copy = readFileSync(path);
    const store = await openStore(path);
    for (let n = 0; n < 40; n += 1) await store.journal.append({ ...entry, body: { text: 'x'.repeat(900) } });
    const other = await openStore(path);
    await other.close();
    return { store, copy };
  }

  test.each<[string, (copy: Buffer) => void]>([
    ['cuts it off', () => truncateSync(path, 0)],
    ['cuts off its end', () => truncateSync(path, statSync(path).size - 4096)],
    ['copies an older one over it', (copy) => writeFileSync(path, copy)],
    ['removes its log', () => rmSync(`${path}-wal`)],
    ['copies something else over it', (copy) => writeFileSync(path, Buffer.alloc(copy.length * 9, 'x'))],
  ])('%s: nothing is written any more, and how to mend it is told', async (_what, meddle) => {
    const { store, copy } = await worn();
    meddle(copy);
    for (let n = 0; n < 3; n += 1) {
      const writing = store.journal.append(entry, { durable: true });
      await expect(writing).rejects.toMatchObject({
        code: 'overwritten',
        message: expect.stringContaining('restore'),
      });
    }
    await expect(store.killSwitch.halted()).rejects.toMatchObject({ code: 'overwritten' });
    const left = readFileSync(path);
    await store.close();
    expect(readFileSync(path).equals(left)).toBe(true);
  });

  test('whoever opens it after it was cut off is told at once, not kept waiting for whoever has it open', async () => {
    const { store } = await worn();
    truncateSync(path, 0);
    const since = performance.now();
    await expect(openStore(path)).rejects.toMatchObject({
      code: 'overwritten',
      message: expect.stringContaining('restore'),
    });
    // Another process is waited for for twenty seconds.
    expect(performance.now() - since).toBeLessThan(10_000);
    await store.close();
  });

  test('whoever opens it after its log was removed halts no server in vain', async () => {
    const { store } = await worn();
    for (const part of ['-wal', '-shm']) rmSync(path + part);
    const other = await openStore(path);
    await other.killSwitch.halt('operator', 'all stop', NOON);
    await expect(store.killSwitch.halted()).rejects.toMatchObject({ code: 'overwritten' });
    await other.close();
    await store.close();
  });

  test('an older one of the same size is noticed too', async () => {
    const { store } = await worn();
    await store.journal.append(entry);
    const older = readFileSync(path);
    // sqlite.org/fileformat2.html#the_database_header: the user version.
    older.writeInt32BE(older.readInt32BE(60) - 1, 60);
    writeFileSync(path, older);
    await expect(store.journal.append(entry)).rejects.toMatchObject({ code: 'overwritten' });
    await store.close();
  });

  test('what was not written back yet does not go into what somebody has put there', async () => {
    const { store, copy } = await worn();
    for (let n = 0; n < 5; n += 1) await store.journal.append(entry);
    writeFileSync(path, copy);
    await expect(store.journal.append(entry)).rejects.toMatchObject({ code: 'overwritten' });
    await store.close();
    expect(readFileSync(path).equals(copy)).toBe(true);
  });

  test('damage in the middle is noticed, though the first page is as it was', async () => {
    let now = 0;
    const store = await openStore(path, { elapsed: () => now });
    for (let n = 0; n < 200; n += 1)
      await store.journal.append({ ...entry, body: { text: 'x'.repeat(20_000) } });
    const other = await openStore(path);
    await other.close();
    expect((await store.journal.append(entry)).seq).toBe(201);
    now += 60_000;
    const damaged = readFileSync(path);
    writeFileSync(path, damaged.fill(0xff, 400_000, 2_000_000));
    await expect(store.journal.append(entry)).rejects.toMatchObject({ code: 'overwritten' });
    await store.close();
  });

  test('a read notices within 50 ms, whatever writes and the kill switch at once, also right after a read', async () => {
    const meddlings: ((at: string) => void)[] = [
      (at) => renameSync(at, `${at}.away`),
      (at) => truncateSync(at, 0),
      (at) => rmSync(`${at}-wal`),
    ];
    for (const [index, meddle] of meddlings.entries()) {
      const at = join(folder, `state-${index}.db`);
      let now = 1_000;
      const store = await openStore(at, { elapsed: () => now });
      await store.journal.append(entry);
      const read = () => store.sharedValues.get('any');
      now += 50;
      await read();
      now += 49;
      meddle(at);
      const code = expect.stringMatching(/^(moved|overwritten)$/);
      await expect(store.killSwitch.halted()).rejects.toMatchObject({ code });
      await expect(store.journal.append(entry)).rejects.toMatchObject({ code });
      // What is known is not forgotten for a read.
      await expect(read()).rejects.toMatchObject({ code });
      await store.close();
    }
    const at = join(folder, 'only-read.db');
    let now = 1_000;
    const store = await openStore(at, { elapsed: () => now });
    await store.sharedValues.get('any');
    renameSync(at, `${at}.away`);
    now += 50;
    await expect(store.sharedValues.get('any')).rejects.toMatchObject({ code: 'moved' });
    await store.close();
  });

  test('our own writing back is none of that', async () => {
    const stores = [await openStore(path), await openStore(path)];
    for (let n = 0; n < 400; n += 1)
      await stores[n % 2]?.journal.append({ ...entry, body: { text: 'x'.repeat(20_000) } });
    expect(statSync(path).size).toBeGreaterThan(4_000_000);
    for (const store of stores) expect((await store.journal.append(entry)).seq).toBeGreaterThan(400);
    for (const store of stores) await store.close();
  });
});

test('after the last one has closed it, the file alone is all there is', async () => {
  const stores = [await openStore(path), await openStore(path)];
  await granted(stores[0] as Store, [claim({ max: '3' })]);
  await stores[0]?.close();
  await granted(stores[1] as Store, [claim({ max: '3' })]);
  await stores[1]?.close();
  const left = readdirSync(folder).filter((name) => name !== 'state.db');
  expect(left.filter((name) => statSync(join(folder, name)).size > 0 && name.endsWith('-wal'))).toEqual([]);
  const moved = join(folder, 'elsewhere.db');
  copyFileSync(path, moved);
  const copy = await openStore(moved);
  expect(await used(copy, claim())).toBe('2');
  await copy.close();
});

test('what can not be read any more is shown as it is', async () => {
  const store = await openStore(path);
  const { journal } = store;
  const entry = (call: string) =>
    ({ kind: 'call', call, at: NOON, body: { tool: 'whmcs_get_stats' } }) as const;
  await journal.append(entry('call-1'));
  const database = new DatabaseSync(path);
  database.prepare('UPDATE journal SET body = \'{"tool":\', at = 9000000000000000000').run();
  database.close();
  expect(await journal.find({ limit: 5 })).toMatchObject([{ seq: 1, body: { unreadable: '{"tool":' } }]);
  for (const filter of [{ tool: 'x' }, { outcome: 'x' }, { risk: 'x' }, { caller: 'x' }, { digest: 'x' }]) {
    expect(await journal.find({ ...filter, limit: 5 })).toEqual([]);
  }
  expect((await journal.append(entry('call-2'))).seq).toBe(2);
  await store.close();
});

describe('a file named halt', () => {
  test('halts while it is there, whatever it is, and only removing it resumes', async () => {
    const store = await openStore(path);
    const file = join(folder, 'halt');
    writeFileSync(file, '');
    expect(await store.killSwitch.halted()).toMatchObject({ by: 'file', file });
    expect(await store.killSwitch.resume('anna', NOON)).toMatchObject({ file });
    await store.killSwitch.halt('anna', 'too', NOON);
    expect((await store.killSwitch.halted())?.reason).toBe('too');
    rmSync(file);
    expect((await store.killSwitch.halted())?.reason).toBe('too');
    expect(await store.killSwitch.resume('anna', NOON)).toBeUndefined();
    for (const spelled of ['HALT', 'Halt']) {
      writeFileSync(join(folder, spelled), '');
      expect(await store.killSwitch.halted()).toMatchObject({ by: 'file', file: join(folder, spelled) });
      rmSync(join(folder, spelled));
    }
    symlinkSync(join(folder, 'nowhere'), file);
    expect(await store.killSwitch.halted()).toMatchObject({ by: 'file' });
    rmSync(file);
    expect(await store.killSwitch.halted()).toBeUndefined();
    await store.close();
  });

  test('can be named for a state in memory, which has none of its own', async () => {
    const haltFile = join(folder, 'stop');
    const store = await openStore('memory', { haltFile });
    expect(await store.killSwitch.halted()).toBeUndefined();
    writeFileSync(haltFile, '');
    expect(await store.killSwitch.halted()).toMatchObject({ file: haltFile });
    await store.close();
    expect(existsSync('halt')).toBe(false);
  });
});

test.each([
  ['linux', {}, '/home/anna/.local/state/whmcs-mcp/state.db'],
  ['linux', { XDG_STATE_HOME: '/var/state' }, '/var/state/whmcs-mcp/state.db'],
  ['linux', { XDG_STATE_HOME: 'relative' }, '/home/anna/.local/state/whmcs-mcp/state.db'],
  ['linux', { XDG_STATE_HOME: '' }, '/home/anna/.local/state/whmcs-mcp/state.db'],
  ['freebsd', {}, '/home/anna/.local/state/whmcs-mcp/state.db'],
  ['darwin', { XDG_STATE_HOME: '/ignored' }, '/home/anna/Library/Application Support/whmcs-mcp/state.db'],
] as const)('the default place on %s with %j is %s', (platform, env, place) => {
  expect(defaultLocation({ env, platform, home: '/home/anna' })).toBe(place);
});

test('the default place on Windows is the local one of the user', () => {
  const home = 'C:\\Users\\anna';
  const env = { LOCALAPPDATA: 'D:\\Local' };
  expect(defaultLocation({ env, platform: 'win32', home })).toBe('D:\\Local\\whmcs-mcp\\state.db');
  expect(defaultLocation({ env: {}, platform: 'win32', home })).toBe(
    'C:\\Users\\anna\\AppData\\Local\\whmcs-mcp\\state.db',
  );
});

test('the log stays as long as it once grew, and is written over: a sync of it then waits for no more than what is new', async () => {
  const store = await openStore(path);
  const body = { note: 'x'.repeat(20_000) };
  const sizes: number[] = [];
  for (let round = 0; round < 40; round += 1) {
    for (let n = 0; n < 16; n += 1)
      await store.journal.append({ kind: 'operator', call: '', at: NOON, body }, { durable: n === 0 });
    sizes.push(statSync(`${path}-wal`).size);
  }
  // Far more was written than the log ever held.
  expect(statSync(path).size).toBeGreaterThan(8 * 1024 * 1024);
  expect(sizes.at(-1)).toBe(Math.max(...sizes));
  expect(sizes.at(-1)).toBeLessThan(8 * 1024 * 1024);
  await store.close();
});
