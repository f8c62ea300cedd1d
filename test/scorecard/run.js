import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';

// Plain Node.js can't run TypeScript, so the card is bundled first; what it measures is dist/main.js all the same.
const folder = mkdtempSync(join(tmpdir(), 'scorecard-'));
const file = join(folder, 'scorecard.mjs');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await build({
  input: 'test/scorecard/main.ts',
  platform: 'node',
  resolve: { mainFields: ['module', 'main'] },
  output: { file, format: 'esm', codeSplitting: false },
  logLevel: 'warn',
});
await import(pathToFileURL(file).href);
