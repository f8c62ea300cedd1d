import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InvalidApprover, openStore, type Store } from '../../src/store/index.js';
import { later, MINUTE, NOON } from '../approvals/samples.js';
import type { Place } from './contract.js';
import { filePlace, newFolder, removeFolder } from './folder.js';

const PASSWORD = 'correct horse battery';

let place: Place;
let store: Store;
beforeEach(async () => {
  place = await filePlace();
  store = await place.open();
});
afterEach(async () => {
  await store.close();
  await place.clear();
});

describe('approvers:', () => {
  test('a person is known by the name and the password that go together, whatever the case of the name', async () => {
    const { approvers } = store;
    await approvers.set('Jürgen.Öz@example', PASSWORD, NOON);
    expect(await approvers.list()).toEqual([{ name: 'Jürgen.Öz@example', addedAt: NOON, changedAt: NOON }]);
    // The second is typed with accents as characters of their own.
    for (const name of ['Jürgen.Öz@example', ' JU\u0308RGEN.O\u0308Z@EXAMPLE ']) {
      expect(await approvers.check(name, PASSWORD)).toEqual({
        name: 'Jürgen.Öz@example',
        addedAt: NOON,
        changedAt: NOON,
      });
    }
    expect(await approvers.check('Jürgen.Öz@example', `${PASSWORD} `)).toBeUndefined();
    expect(await approvers.check('Jürgen', PASSWORD)).toBeUndefined();
    expect(await approvers.check('', '')).toBeUndefined();
  });

  test('another password replaces the one before, and the person stays one', async () => {
    const { approvers } = store;
    await approvers.set('Anna', PASSWORD, NOON);
    await approvers.set('anna', 'another long one', later(MINUTE));
    expect(await approvers.list()).toEqual([{ name: 'Anna', addedAt: NOON, changedAt: later(MINUTE) }]);
    expect(await approvers.check('Anna', PASSWORD)).toBeUndefined();
    expect(await approvers.check('Anna', 'another long one')).toMatchObject({ changedAt: later(MINUTE) });
  });

  test('who is removed can not sign in any more, in no process', async () => {
    const { approvers } = store;
    await approvers.set('Anna', PASSWORD, NOON);
    await approvers.set('ben', PASSWORD, NOON);
    expect(await approvers.remove('ANNA')).toBe(true);
    expect(await approvers.remove('Anna')).toBe(false);
    const other = await place.open();
    expect(await other.approvers.check('Anna', PASSWORD)).toBeUndefined();
    expect(await other.approvers.check('ben', PASSWORD)).toMatchObject({ name: 'ben' });
    expect((await other.approvers.list()).map(({ name }) => name)).toEqual(['ben']);
    await other.close();
  });

  test('a password is one however the keyboard makes its letters', async () => {
    await store.approvers.set('anna', 'Grüße aus Köln', NOON);
    expect(await store.approvers.check('anna', 'Gru\u0308ße aus Ko\u0308ln')).toMatchObject({ name: 'anna' });
  });

  test.each(['', '   ', 'two words', 'a'.repeat(65), 'semi;colon', 'zero\u200bwidth', 'nul\u0000', '<b>'])(
    'a name like %j is refused',
    async (name) => {
      await expect(store.approvers.set(name, PASSWORD, NOON)).rejects.toThrow(InvalidApprover);
      expect(await store.approvers.list()).toEqual([]);
    },
  );

  test.each(['', 'short', '123456789', 'x'.repeat(1_001)])(
    'a password that is too short or too long is refused',
    async (password) => {
      const refused = store.approvers.set('anna', password, NOON);
      await expect(refused).rejects.toThrow(InvalidApprover);
      await expect(refused).rejects.toThrow(/A password has at (least 10|most 1000) characters/);
      expect(await store.approvers.list()).toEqual([]);
    },
  );
});

test('the state holds no password, and not the same for two who chose the same', async () => {
  const folder = newFolder();
  const path = join(folder, 'state.db');
  const own = await openStore(path);
  for (const name of ['anna', 'ben']) await own.approvers.set(name, PASSWORD, NOON);
  await own.close();
  const database = new DatabaseSync(path);
  const stored = database.prepare('SELECT password FROM approver').all() as { password: string }[];
  database.close();
  expect(new Set(stored.map(({ password }) => password)).size).toBe(2);
  for (const { password } of stored) expect(password).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(readFileSync(path).includes(PASSWORD)).toBe(false);
  removeFolder(folder);
});

test('a stored digest that can not be read lets nobody in', async () => {
  const folder = newFolder();
  const path = join(folder, 'state.db');
  const own = await openStore(path);
  await own.approvers.set('anna', PASSWORD, NOON);
  const database = new DatabaseSync(path);
  for (const digest of ['', PASSWORD, 'scrypt$32768$8$3$$']) {
    database.prepare('UPDATE approver SET password = ?').run(digest);
    expect(await own.approvers.check('anna', PASSWORD)).toBeUndefined();
    expect(await own.approvers.check('anna', '')).toBeUndefined();
  }
  database.close();
  await own.close();
  removeFolder(folder);
});

describe('notices:', () => {
  test('the last word on a name is what every process reads', async () => {
    const { notices } = store;
    expect(await notices.get('console')).toBeUndefined();
    await notices.put('console', 'http://127.0.0.1:8788', NOON);
    await notices.put('other', 'else', NOON);
    await notices.put('console', 'http://127.0.0.1:9999', later(MINUTE));
    const other = await place.open();
    expect(await other.notices.get('console')).toEqual({
      value: 'http://127.0.0.1:9999',
      at: later(MINUTE),
    });
    await other.close();
  });
});
