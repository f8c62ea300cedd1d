import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { NOON } from './claims.js';
import { newFolder, removeFolder } from './folder.js';

const entry = { kind: 'call', call: 'c', at: NOON, body: { text: 'x'.repeat(900) } } as const;

/** A state with a long log, whose first page was written back into the file and no other. */
async function stage(clock: () => number) {
  const folder = newFolder();
  onTestFinished(() => removeFolder(folder));
  const [path, copy] = [join(folder, 'state.db'), join(folder, 'copy.db')];
  const store = await openStore(path, { elapsed: clock, patienceMs: 60_000 });
  for (let n = 0; n < 100; n += 1) await store.journal.append(entry);
  for (const part of ['', '-wal']) copyFileSync(path + part, copy + part);
  const whole = new DatabaseSync(copy);
  whole.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  whole.close();
  // In a process of its own: to close the file here would release the locks of the store.
  execFileSync('dd', [`if=${copy}`, `of=${path}`, 'bs=4096', 'count=1', 'conv=notrunc'], { stdio: 'ignore' });
  return { store, path };
}

test('what a process that died has half written back is brought to its end by the next', async () => {
  let now = 0;
  const { store } = await stage(() => (now += 400));
  expect((await store.journal.append(entry)).seq).toBe(101);
  expect(await store.journal.after(0, 500)).toHaveLength(101);
  await store.close();
});

test('a file that was cut off at the same time is not taken for that', async () => {
  let now = 0;
  const { store, path } = await stage(() => (now += 400));
  execFileSync('dd', ['if=/dev/null', `of=${path}`, 'bs=1', 'seek=2048', 'count=0'], { stdio: 'ignore' });
  await expect(store.journal.append(entry)).rejects.toMatchObject({ code: 'overwritten' });
});
