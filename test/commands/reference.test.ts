import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EXIT } from '../../src/commands/exit-codes.js';
import { usageOf } from '../../src/commands/table/command.js';
import { COMMANDS } from '../../src/commands/table/table.js';

const PAGE = fileURLToPath(new URL('../../docs/commands.md', import.meta.url));

const cell = (text: string) => text.replaceAll('|', String.raw`\|`);

test('docs/commands.md lists every command as it is typed', () => {
  const rows = COMMANDS.map((command) => `| \`${cell(usageOf(command))}\` | ${cell(command.about)} |\n`).join(
    '',
  );
  const table = `<!-- commands:start -->\n| Command | What it does |\n|---|---|\n${rows}<!-- commands:end -->`;
  const text = readFileSync(PAGE, 'utf8');
  const fresh = text.replace(/<!-- commands:start -->[\s\S]*<!-- commands:end -->/, () => table);
  if (process.env.WRITE_DOCS) writeFileSync(PAGE, fresh);
  expect(readFileSync(PAGE, 'utf8'), 'npm run docs writes it').toBe(fresh);
});

test('docs/commands.md says what each exit code means', () => {
  const told = [...readFileSync(PAGE, 'utf8').matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
  expect(told).toEqual(Object.values(EXIT));
});
