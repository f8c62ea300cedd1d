import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { temporaryFolder } from '../harness.js';
import { typed } from './terminal.js';

const entry = { kind: 'call', call: 'c', at: new Date('2026-03-10T12:00:00Z'), body: {} } as const;

async function state() {
  const folder = temporaryFolder();
  const path = join(folder, 'state.db');
  const store = await openStore(path);
  await store.journal.append(entry);
  await store.close();
  return { path, copy: join(folder, 'copy.db'), env: { GUARD_STATE: path, USER: 'anna' } };
}

test('a state is copied and put back, and the journal says who did that', async () => {
  const { path, copy, env } = await state();
  expect(await typed(['backup', copy], env)).toMatchObject({ code: 0, out: expect.stringContaining(copy) });
  expect(await typed(['backup', copy], env)).toMatchObject({
    code: 1,
    err: expect.stringContaining('already'),
  });
  expect(await typed(['restore', copy], env)).toMatchObject({
    code: 0,
    out: expect.stringContaining('void'),
  });
  expect(await typed(['audit', 'verify'], env)).toMatchObject({ code: 0 });
  const events = await typed(['audit', 'events', '--json'], env);
  expect(events.out).toContain('state.restored');
  expect(events.out).toContain('anna');
  expect(existsSync(path)).toBe(true);
});

test('a backup whose journal was changed is refused with the entry', async () => {
  const { copy, env } = await state();
  await typed(['backup', copy], env);
  const { DatabaseSync } = await import('@photostructure/sqlite');
  const database = new DatabaseSync(copy);
  database.exec(`UPDATE journal SET body = '{"x":1}'`);
  database.close();
  expect(await typed(['restore', copy], env)).toMatchObject({
    code: 1,
    err: expect.stringContaining('not whole'),
  });
});

test('a file that was named by mistake is not told to be moved away', async () => {
  const { copy, env } = await state();
  for (const text of ['root:x:0:0\n', 'x'.repeat(9_000)]) {
    writeFileSync(copy, text);
    const { code, err } = await typed(['restore', copy], env);
    expect([code, err]).toEqual([1, expect.stringContaining('is no backup of a state')]);
    expect(err).not.toContain('Move it away');
  }
});

test('a backup that was cut off to nothing, or no file at all, does not take the place of the state', async () => {
  const { copy, env } = await state();
  writeFileSync(copy, '');
  const { DatabaseSync } = await import('@photostructure/sqlite');
  const bare = `${copy}.bare`;
  const database = new DatabaseSync(bare);
  database.exec('CREATE TABLE t (x); DROP TABLE t');
  database.close();
  for (const [file, says] of [
    [copy, 'is no backup of a state'],
    [bare, 'is no backup of a state'],
    ['/dev/null', 'it is a device'],
  ] as const) {
    const { code, err } = await typed(['restore', file], env);
    expect([code, err], file).toEqual([1, expect.stringContaining(says)]);
    expect(err).toContain('Nothing was changed');
  }
  expect((await typed(['audit', 'verify', '--json'], env)).out).toContain('"entries": 1');
});

test('a state that was cut off to nothing is not copied as if that were all of it', async () => {
  const { path, copy, env } = await state();
  writeFileSync(path, '');
  for (const argv of [
    ['backup', copy],
    ['state', 'copy', path, copy],
  ]) {
    const { code, err } = await typed(argv, env);
    expect([code, err.toLowerCase()], argv[0]).toEqual([1, expect.stringContaining('there is no state at')]);
    expect(existsSync(copy)).toBe(false);
  }
});

test.each([
  [['backup'], 'which'],
  [['restore'], 'which'],
  [['restore', '/nowhere/at/all'], 'no file'],
])('%j says what is missing', async (argv, word) => {
  const { env } = await state();
  const { code, err } = await typed(argv, env);
  expect(code).toBe(argv.length === 1 ? 2 : 1);
  expect(err).toMatch(new RegExp(`${word}|say`));
});

test('a backup that can not be written is told in a sentence, and leaves nothing', async () => {
  const { path, env } = await state();
  for (const file of ['/nowhere/at/all', join(path, 'copy.db')]) {
    const { code, err } = await typed(['backup', file], env);
    expect([code, err]).toEqual([1, expect.stringContaining(`${file} can't be written`)]);
    expect(err).toContain('name a file in a folder');
  }
});

test('a state that is no file of ours is left to other tools', async () => {
  const { copy } = await state();
  expect((await typed(['backup', copy], { GUARD_STATE: 'memory' })).err).toContain('memory');
  expect((await typed(['restore', copy], { GUARD_STATE: 'postgres://db.example.com/x' })).err).toContain(
    'pg_dump',
  );
});
