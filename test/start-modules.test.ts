import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from './harness.js';
import { overStdio } from './program.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Every file of ours or of a package that a process loaded: V8 lists them where it is told to measure coverage. */
function loadedFiles(folder: string): string[] {
  const scripts = readdirSync(folder).flatMap(
    (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).result as { url: string }[],
  );
  const files = scripts.flatMap(({ url }) => (url.startsWith('file:') ? [fileURLToPath(url)] : []));
  return [...new Set(files)]
    .map((path) => path.slice(ROOT.length).replace(/-[\w-]{8}\.js$/, '.js'))
    .filter((path) => !path.endsWith('package.json'))
    .toSorted();
}

test('tools/list over stdio loads these modules and no others', async () => {
  const folder = join(temporaryFolder(), 'coverage');
  const agent = await overStdio({
    WHMCS_API_URL: 'http://127.0.0.1:1',
    WHMCS_API_IDENTIFIER: 'identifier',
    WHMCS_API_SECRET: 'secret',
    NODE_V8_COVERAGE: folder,
  });
  expect((await agent.listed()).length).toBeGreaterThan(40);
  await agent.client.close();
  await expect.poll(() => existsSync(folder) && readdirSync(folder).length, { timeout: 15_000 }).toBe(1);
  expect(loadedFiles(folder)).toMatchInlineSnapshot(`
    [
      "dist/chunks/app.js",
      "dist/chunks/audit.js",
      "dist/chunks/config.js",
      "dist/chunks/duration.js",
      "dist/chunks/esm.js",
      "dist/chunks/flags.js",
      "dist/chunks/helpers.js",
      "dist/chunks/host.js",
      "dist/chunks/iso.js",
      "dist/chunks/rolldown-runtime.js",
      "dist/chunks/schema.js",
      "dist/chunks/serve.js",
      "dist/chunks/servers.js",
      "dist/chunks/table.js",
      "dist/chunks/with-app.js",
      "dist/main.js",
      "node_modules/@photostructure/sqlite/dist/index.mjs",
      "node_modules/node-gyp-build/index.js",
      "node_modules/node-gyp-build/node-gyp-build.js",
    ]
  `);
});
