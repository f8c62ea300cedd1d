import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHECKS } from '../../src/doctor/index.js';

const PAGE = new URL('../../docs/doctor.md', import.meta.url);
const TABLE = /(<!-- checks -->\n)[\s\S]*?(<!-- \/checks -->)/;

test('docs/doctor.md lists every check', () => {
  const rows = Object.entries(CHECKS).map(
    ([id, { area, about, wrong }]) => `| \`${id}\` | ${area} | ${about} | ${wrong} |\n`,
  );
  const table = `\n| Id | Area | What is looked at | What can be wrong |\n|---|---|---|---|\n${rows.join('')}\n`;
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toMatch(TABLE);
  const text = page.replace(TABLE, `$1${table}$2`);
  if (process.env.WRITE_DOCS) writeFileSync(PAGE, text);
  expect(readFileSync(PAGE, 'utf8')).toBe(text);
});
