import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const BIOME = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url));

/** Holds a shipped JSON Schema to what it is made of; `npm run docs` writes it anew. */
export function expectSchemaFile(file: string, wanted: object): void {
  if (process.env.WRITE_DOCS === '1') {
    writeFileSync(file, `${JSON.stringify(wanted, null, 2)}\n`);
    // Its cache would otherwise be left in the home of whoever runs this.
    const env = { ...process.env, XDG_CACHE_HOME: tmpdir() };
    execFileSync(BIOME, ['format', '--write', file], { stdio: 'ignore', env });
  }
  const found = JSON.parse(readFileSync(file, 'utf8'));
  expect(found, `${relative(process.cwd(), file)} is out of date: npm run docs`).toEqual(wanted);
}
