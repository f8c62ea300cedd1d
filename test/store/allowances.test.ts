import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type NewEntry, openStore, type Store } from '../../src/store/index.js';
import { claim, granted, later, NOON, used } from './claims.js';
import { newFolder, removeFolder } from './folder.js';

// A busy process counts calls of a limit ahead of making them. Its clock stands still here: all calls are of one period.

let folder: string;
const opened: Store[] = [];

beforeEach(() => {
  folder = newFolder();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  removeFolder(folder);
});

const stateFile = () => join(folder, 'state.db');

/** One more process on the state. */
async function openOne(elapsed?: () => number): Promise<Store> {
  const store = await openStore(stateFile(), elapsed === undefined ? {} : { elapsed });
  opened.push(store);
  return store;
}

/** All that waits to be written is written then. */
const caughtUp = (store: Store) => store.journal.find({ limit: 1 });

/** Transactions in the log that sits beside the file. */
function commits(): number {
  const log = readFileSync(`${stateFile()}-wal`);
  const salt = log.subarray(16, 24);
  const frame = 24 + log.readUInt32BE(8);
  let found = 0;
  for (let at = 32; at + frame <= log.length; at += frame) {
    if (log.subarray(at + 8, at + 16).equals(salt) && log.readUInt32BE(at + 4) > 0) found += 1;
  }
  return found;
}

const roomy = claim({ max: '1000000', window: { calendar: 'minute' } });

test('a busy limit is written seldom, and what it shows is what was made', async () => {
  const store = await openOne(() => 0);
  const before = commits();
  for (let call = 0; call < 200; call += 1) await granted(store, [roomy]);
  expect(await used(store, roomy)).toBe('200');
  expect(commits() - before).toBeLessThan(40);
  const other = await openOne();
  await caughtUp(store);
  expect(await used(other, roomy)).toBe('200');
});

test('a limit that few calls reach is written with each of them, so that others see it at once', async () => {
  let now = 0;
  const store = await openOne(() => now);
  const other = await openOne();
  for (let call = 1; call <= 20; call += 1) {
    now += 30;
    await granted(store, [roomy]);
    expect(await used(other, roomy)).toBe(String(call));
  }
});

test('two busy processes grant exactly what there is, however they take turns', async () => {
  const limit = claim({ max: '600', window: { calendar: 'minute' } });
  const stores = [await openOne(() => 0), await openOne(() => 0)];
  let made = 0;
  const useUp = async (store: Store) => {
    for (;;) {
      const answer = await store.counters.reserve([limit], NOON);
      if (!answer.granted) return;
      made += 1;
    }
  };
  await Promise.all(stores.flatMap((store) => [useUp(store), useUp(store), useUp(store)]));
  expect(made).toBeLessThanOrEqual(600);
  for (const store of stores) await caughtUp(store);
  for (const store of stores) await useUp(store);
  expect(made).toBe(600);
  for (const store of stores) expect(await used(store, limit)).toBe('600');
});

test('near its maximum nothing is counted ahead', async () => {
  const limit = claim({ max: '60', window: { calendar: 'minute' } });
  const store = await openOne(() => 0);
  const other = await openOne();
  for (let call = 1; call <= 60; call += 1) {
    await granted(store, [limit]);
    expect(await used(other, limit)).toBe(String(call));
  }
});

test('what was counted ahead for one window says nothing about the next', async () => {
  const store = await openOne(() => 0);
  for (let call = 0; call < 20; call += 1) await granted(store, [roomy]);
  const next = later(60_000);
  await granted(store, [roomy], next);
  await caughtUp(store);
  expect([await used(store, roomy), await used(store, roomy, next)]).toEqual(['20', '1']);
});

test('a lower maximum of the same counter is reached exactly, whatever was counted ahead under the higher one', async () => {
  const store = await openOne(() => 0);
  for (let call = 0; call < 20; call += 1) await granted(store, [roomy]);
  const lower = { ...roomy, max: '22' };
  await granted(store, [lower]);
  await granted(store, [lower]);
  expect((await store.counters.reserve([lower], NOON)).granted).toBe(false);
  await granted(store, [roomy]);
});

test('a call that was not made is given back once, also where it was counted ahead', async () => {
  const store = await openOne(() => 0);
  const made = [];
  for (let call = 0; call < 20; call += 1) made.push(await granted(store, [roomy]));
  for (const one of made.slice(10))
    await Promise.all([store.counters.release(one), store.counters.release(one)]);
  await caughtUp(store);
  expect(await used(store, roomy)).toBe('10');
});

test('calls of two limits, and sums of money, are counted one by one or all together', async () => {
  const store = await openOne(() => 0);
  const other = claim({ id: '/b', counter: 'other', max: '1000000' });
  const money = claim({ id: '/c', counter: 'money', max: '1000000', amount: '12.5' });
  for (let call = 0; call < 30; call += 1) await granted(store, [roomy, other, money]);
  await caughtUp(store);
  expect([await used(store, roomy), await used(store, other), await used(store, money)]).toEqual([
    '30',
    '30',
    '375',
  ]);
});

test('calls that are written anyway, for a sliding window or a sum, have none counted ahead', async () => {
  const store = await openOne(() => 0);
  const other = await openOne();
  const limit = claim({ max: '1000', window: { calendar: 'minute' } });
  const sliding = claim({ id: '/b', counter: 'other', max: '1000', window: { slidingSeconds: 60 } });
  const money = claim({ id: '/c', counter: 'money', max: '1000000', amount: '12.5' });
  for (let call = 1; call <= 20; call += 1) {
    await granted(store, [limit, call % 2 === 0 ? sliding : money]);
    expect(await used(other, limit)).toBe(String(call));
  }
});

test('where tools share one limit, no more than its part of what is left is counted ahead at a time', async () => {
  const store = await openOne(() => 0);
  const other = await openOne();
  const shared = claim({ max: '1000', window: { calendar: 'minute' } });
  for (let call = 1; call <= 1000; call += 1) {
    await granted(store, [shared, { ...roomy, id: '/b', counter: `tool ${call % 10}` }]);
    if (call % 10 > 0) continue;
    expect(Number(await used(other, shared))).toBeLessThanOrEqual(call + 1000 / 32);
  }
});

test('a write is never refused for calls that its own process has counted ahead', async () => {
  let now = 0;
  const store = await openOne(() => now);
  await Promise.all(Array.from({ length: 120 }, () => granted(store, [roomy])));
  now += 25;
  const next = later(60_000);
  const lower = { ...roomy, max: '2' };
  const intent: NewEntry = { kind: 'intent', call: 'one', at: next, body: {} };
  const [, answer] = await Promise.all([
    granted(store, [roomy], next),
    store.calls.begin(intent, [lower], undefined),
  ]);
  expect(answer.granted).toBe(true);
  expect((await store.calls.begin({ ...intent, call: 'two' }, [lower])).granted).toBe(false);
  expect(await used(await openOne(), roomy, next)).toBe('2');
});
