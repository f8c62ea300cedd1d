import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ownEnv } from './program.js';

const DEMO = fileURLToPath(new URL('../dist/demo.js', import.meta.url));

test('every step of the demo does what it says', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [DEMO], { env: ownEnv() }).catch(
    (failed: { stdout: string }) => failed,
  );
  expect(stdout.split('\n').filter((line) => line.includes('NOT '))).toEqual([]);
  expect(stdout).toContain('Every step did what it says.');
  expect(stdout).toMatch(/Next, .*node dist\/main\.js init/);
}, 60_000);
