import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { builtImports } from '../built-imports.js';

// Plain Node.js can't run TypeScript, so what the bench consists of is built first: `node bench/run.js main …`. Packages stay
// outside, and load as they do for a server that was installed by npm; ours is measured as it ships, from dist.
const [what = 'main', ...args] = process.argv.slice(2);
const near = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const cache = near('../node_modules/.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await build({
  input: {
    bench: near(`${what}.ts`),
    floor: near('servers/floor.ts'),
    'http-floor': near('servers/http-floor.ts'),
    unguarded: near('servers/unguarded.ts'),
    'fake-whmcs': near('servers/fake-whmcs.ts'),
  },
  platform: 'node',
  plugins: [builtImports()],
  external: /^(?!(?:data|file)-of:)[^./]/,
  output: { dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
  logLevel: 'warn',
});
process.argv.splice(2, process.argv.length, ...args);
await import(pathToFileURL(join(folder, 'bench.mjs')).href);
