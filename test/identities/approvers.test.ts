import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Approvers, createApprovers, InvalidApprover } from '../../src/identities/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { later, MINUTE, NOON } from '../approvals/samples.js';
import type { TestState } from '../store/contract/engine.js';
import { newFolder, removeFolder } from '../store/folder.js';
import { FILE } from '../store/sqlite-engines.js';

// Passwords are made slow to check on purpose.
vi.setConfig({ testTimeout: 60_000 });

const PASSWORD = 'correct horse battery';

let state: TestState;
let store: Store;
let approvers: Approvers;
beforeEach(async () => {
  state = await FILE.newState();
  store = await state.open();
  approvers = createApprovers(store.approvers);
});
afterEach(async () => {
  await store.close();
  await state.clear();
});

describe('approvers:', () => {
  test('a person is known by the name and the password that go together, whatever the case of the name', async () => {
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
    await approvers.set('Anna', PASSWORD, NOON);
    await approvers.set('anna', 'another long one', later(MINUTE));
    expect(await approvers.list()).toEqual([{ name: 'Anna', addedAt: NOON, changedAt: later(MINUTE) }]);
    expect(await approvers.check('Anna', PASSWORD)).toBeUndefined();
    expect(await approvers.check('Anna', 'another long one')).toMatchObject({ changedAt: later(MINUTE) });
  });

  test('who is removed can not sign in any more, in no process', async () => {
    await approvers.set('Anna', PASSWORD, NOON);
    await approvers.set('ben', PASSWORD, NOON);
    expect(await approvers.remove('ANNA')).toBe(true);
    expect(await approvers.remove('Anna')).toBe(false);
    const other = await state.open();
    expect(await createApprovers(other.approvers).check('Anna', PASSWORD)).toBeUndefined();
    expect(await createApprovers(other.approvers).check('ben', PASSWORD)).toMatchObject({ name: 'ben' });
    expect((await createApprovers(other.approvers).list()).map(({ name }) => name)).toEqual(['ben']);
    await other.close();
  });

  test('a password is one however the keyboard makes its letters', async () => {
    await approvers.set('anna', 'Grüße aus Köln', NOON);
    expect(await approvers.check('anna', 'Gru\u0308ße aus Ko\u0308ln')).toMatchObject({ name: 'anna' });
  });

  test.each(['', '   ', 'two words', 'a'.repeat(65), 'semi;colon', 'zero\u200bwidth', 'nul\u0000', '<b>'])(
    'a name like %j is refused',
    async (name) => {
      await expect(approvers.set(name, PASSWORD, NOON)).rejects.toThrow(InvalidApprover);
      expect(await approvers.list()).toEqual([]);
    },
  );

  test.each(['', 'short', '123456789', 'x'.repeat(1_001)])(
    'a password that is too short or too long is refused',
    async (password) => {
      const refused = approvers.set('anna', password, NOON);
      await expect(refused).rejects.toThrow(InvalidApprover);
      await expect(refused).rejects.toThrow(/A password has at (least 10|most 1000) characters/);
      expect(await approvers.list()).toEqual([]);
    },
  );
});

test('the state holds no password, and not the same for two who chose the same', async () => {
  const folder = newFolder();
  const path = join(folder, 'state.db');
  const own = await openStore(path);
  for (const name of ['anna', 'ben']) await createApprovers(own.approvers).set(name, PASSWORD, NOON);
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
  await createApprovers(own.approvers).set('anna', PASSWORD, NOON);
  const database = new DatabaseSync(path);
  for (const digest of ['', PASSWORD, 'scrypt$32768$8$3$$']) {
    database.prepare('UPDATE approver SET password = ?').run(digest);
    expect(await createApprovers(own.approvers).check('anna', PASSWORD)).toBeUndefined();
    expect(await createApprovers(own.approvers).check('anna', '')).toBeUndefined();
  }
  database.close();
  await own.close();
  removeFolder(folder);
});
