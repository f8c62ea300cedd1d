import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../harness.js';
import { overStdio } from '../program.js';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
/** What the bundler adds to the name of a chunk. */
const HASH = /-[\w-]{8}\.js$/;

/** What a start may load of what was built, in bytes. */
const MOST_BYTES = 900_000;

/** What a server loads that answers tools/list, by the names of chunks. All the rest is loaded where it is used. */
const LOADED = ['commands', 'machine', 'main.js', 'rolldown-runtime', 'serve', 'start'];

const WHMCS = {
  WHMCS_API_URL: 'http://127.0.0.1:1',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'secret',
};

/** Every file of ours or of a package that a process loaded: V8 lists them where it is told to measure coverage. */
function loadedFiles(folder: string): string[] {
  const scripts = readdirSync(folder).flatMap(
    (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).result as { url: string }[],
  );
  return [...new Set(scripts.flatMap(({ url }) => (url.startsWith('file:') ? [fileURLToPath(url)] : [])))];
}

test('tools/list over stdio loads what a start needs and nothing else', async () => {
  const folder = join(temporaryFolder(), 'coverage');
  const agent = await overStdio({
    ...WHMCS,
    NODE_V8_COVERAGE: folder,
  });
  expect((await agent.listed()).length).toBeGreaterThan(40);
  await agent.client.close();
  await expect.poll(() => existsSync(folder) && readdirSync(folder).length, { timeout: 15_000 }).toBe(1);
  const loaded = loadedFiles(folder);
  const packages = loaded.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  expect(new Set(packages)).toEqual(new Set(['@photostructure/sqlite', 'node-gyp-build']));

  const built = loaded.filter((path) => path.startsWith(DIST));
  const bytes = built.reduce((sum, path) => sum + statSync(path).size, 0);
  process.stdout.write(`a start loads ${built.length} files of ours, ${bytes} bytes\n`);
  expect(bytes).toBeLessThan(MOST_BYTES);
  // One character beyond Latin-1 makes V8 hold and read all of a file at two bytes a character.
  for (const path of built) expect(readFileSync(path, 'latin1'), path).not.toMatch(/[^\0-\x7f]/);
  expect(built.map((path) => basename(path).replace(HASH, '')).sort()).toEqual(LOADED);
});

test('the state is opened for a client that never asks for the tools, too', async () => {
  const state = join(temporaryFolder(), 'state.db');
  const agent = await overStdio({ ...WHMCS, GUARD_STATE: state });
  await expect.poll(() => existsSync(state), { timeout: 15_000 }).toBe(true);
  await agent.client.close();
});
