import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';

// Plain Node.js can't run TypeScript, so the script is bundled first; what the clients connect to is dist/main.js.
const folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-clients-script-'));
const file = join(folder, 'clients.mjs');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await build({
  input: 'test/clients/main.ts',
  platform: 'node',
  output: { file, format: 'esm', codeSplitting: false },
  logLevel: 'warn',
});
await import(pathToFileURL(file).href);
