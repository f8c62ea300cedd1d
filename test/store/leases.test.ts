import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../../src/store/index.js';
import { temporaryFolder } from '../harness.js';

const T = (ms: number) => new Date(1_750_000_000_000 + ms);
const MINUTE = 60_000;

async function opened(path = join(temporaryFolder(), 'state.db')): Promise<Store> {
  const store = await openStore(path);
  onTestFinished(() => store.close());
  return store;
}

test('keys are taken all or none, by one holder at a time', async () => {
  const { leases } = await opened();
  expect(await leases.take(['a', 'b'], 'one', MINUTE, T(0))).toBeDefined();
  expect(await leases.take(['b', 'c'], 'two', MINUTE, T(1))).toBeUndefined();
  expect(await leases.held('c', T(1))).toBe(false);
  expect(await leases.take(['c'], 'three', MINUTE, T(1))).toBeDefined();
  await leases.release('one', T(2));
  expect(await leases.take(['a', 'b'], 'two', MINUTE, T(2))).toBeDefined();
});

test('whoever takes a key is told until when somebody had it', async () => {
  const { leases } = await opened();
  expect(await leases.take(['a', 'b'], 'one', MINUTE, T(0))).toEqual({ heldUntil: undefined });
  await leases.release('one', T(500));
  expect(await leases.take(['b', 'c'], 'two', MINUTE, T(600))).toEqual({ heldUntil: T(500) });
  // Nobody has released these: they lapse, and may have been used until then.
  expect(await leases.take(['b'], 'three', MINUTE, T(600 + MINUTE))).toEqual({ heldUntil: T(600 + MINUTE) });
});

test('what is released is forgotten some minutes later', async () => {
  const { leases } = await opened();
  for (let n = 0; n < 40; n += 1) await leases.take([`key ${n}`], 'one', MINUTE, T(0));
  await leases.release('one', T(1));
  const later = 10 * MINUTE;
  for (let n = 0; n < 4; n += 1) await leases.take([`other ${n}`], randomUUID(), MINUTE, T(later));
  expect(await leases.take(['key 0'], 'two', MINUTE, T(later))).toEqual({ heldUntil: undefined });
});

test('a holder holds what it took until it releases it, it lapses, or another has taken it', async () => {
  const path = join(temporaryFolder(), 'state.db');
  const [one, two] = [await opened(path), await opened(path)];
  await one.leases.take(['a', 'b'], 'one', MINUTE, T(0));
  expect(await one.leases.holds('one', ['a', 'b'], T(1))).toBe(true);
  expect(await two.leases.holds('one', ['a', 'b'], T(1))).toBe(true);
  expect(await one.leases.holds('one', ['a', 'c'], T(1))).toBe(false);
  expect(await one.leases.holds('two', ['a'], T(1))).toBe(false);
  expect(await one.leases.holds('one', ['a', 'b'], T(MINUTE))).toBe(false);
  await one.leases.renew('one', MINUTE, T(MINUTE - 1));
  expect(await one.leases.holds('one', ['a', 'b'], T(MINUTE))).toBe(true);
  expect(await two.leases.take(['b'], 'two', MINUTE, T(3 * MINUTE))).toBeDefined();
  expect(await one.leases.holds('one', ['a', 'b'], T(MINUTE + 1))).toBe(false);
  await two.leases.release('two', T(3 * MINUTE + 1));
  expect(await two.leases.holds('two', ['b'], T(3 * MINUTE + 2))).toBe(false);
});
