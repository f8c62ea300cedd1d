import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8');
const ROWS = PAGE.split('\n').filter((line) => /^\| `/.test(line));

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  // What is filled in stands as … here, as it does on the page.
  .map((name) =>
    readFileSync(join(ROOT, 'src', name), 'utf8').replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…'),
  );

/** Whether a message stands in one line of some source, with whatever is filled in where the page has …. */
function isPrinted(message: string): boolean {
  const parts = message.split('…').map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(parts.join('[^\\n]*'));
  return sources.some((text) => pattern.test(text));
}

test('the page has the messages that people meet first', () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(20);
  for (const row of ROWS) expect(row.split(' | ').filter((cell) => cell.trim() !== '')).toHaveLength(3);
});

test.each(ROWS.map((row) => [/^\| `([^`]+)`/.exec(row)?.[1] ?? '']))('is printed: %s', (message) => {
  expect(isPrinted(message)).toBe(true);
});

test('a message that nobody prints would be noticed', () => {
  expect(isPrinted('There is no house called …')).toBe(false);
  expect(isPrinted('There is no host called … at night')).toBe(false);
});
