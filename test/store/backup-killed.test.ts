import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { temporaryFolder, until } from '../harness.js';
import { finished, run } from '../program.js';

/** Enough that a copy takes its time. */
const BYTES = 60_000_000;

test('a backup that is killed midway leaves nothing of its name, and the next one is whole', async () => {
  const folder = temporaryFolder();
  const [state, copy] = [join(folder, 'state.db'), join(folder, 'copy.db')];
  await (await openStore(state)).close();
  const database = new DatabaseSync(state);
  database.exec(
    `INSERT INTO shared_value (name, value, at) VALUES ('large', hex(zeroblob(${BYTES / 2})), 0)`,
  );
  database.close();
  const env = { GUARD_STATE: state };

  const killed = run(['backup', copy], env);
  await until(() => readdirSync(folder).some((name) => name.startsWith('copy.db')));
  killed.child.kill('SIGKILL');
  await killed.exit;
  // Where it was faster than the signal, it is there with all that it has to hold.
  if (existsSync(copy)) expect(sizeIn(copy)).toBe(BYTES);
  else expect(await finished(['backup', copy], env)).toMatchObject({ code: 0 });
  expect(sizeIn(copy)).toBe(BYTES);
  expect(readdirSync(folder).filter((name) => name.startsWith('copy.db'))).toEqual(['copy.db']);
});

function sizeIn(path: string): unknown {
  const database = new DatabaseSync(path);
  try {
    return database.prepare(`SELECT length(value) AS size FROM shared_value WHERE name = 'large'`).get()
      ?.size;
  } finally {
    database.close();
  }
}
