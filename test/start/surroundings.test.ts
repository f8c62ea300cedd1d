import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../harness.js';
import { MAIN, ownEnv } from '../program.js';

/** The program in a Node.js that a script prepares before it starts. */
async function prepared(script: string, args: string[], env: Record<string, string> = {}) {
  const file = join(temporaryFolder(), 'before.mjs');
  writeFileSync(file, script);
  const child = spawn(process.execPath, ['--import', file, MAIN, ...args], {
    cwd: temporaryFolder(),
    env: ownEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

const VERSION = (node: string) =>
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } });`;

test.each(['18.20.8', '20.18.3'])('Node.js %s is told to be too old, and what to do', async (version) => {
  const { code, out, err } = await prepared(VERSION(version), ['--sandbox']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(`this is Node.js ${version}, and it needs 20.19 or newer`);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('Node.js 20.19.0 is new enough', async () => {
  expect((await prepared(VERSION('20.19.0'), ['version'])).code).toBe(0);
});

const BREAKS = `process.argv[1] = process.argv[1];
Object.defineProperty(process.stdout, 'isTTY', { get() { throw new Error('the surroundings broke'); } });`;

test('a fault that nobody foresaw is a sentence, and its place is told to whoever asks for it', async () => {
  const told = await prepared(BREAKS, ['help']);
  expect({ code: told.code, out: told.out }).toEqual({ code: 1, out: '' });
  expect(told.err).toContain('the surroundings broke');
  expect(told.err).toContain('LOG_LEVEL=debug');
  expect(told.err).not.toMatch(/^\s+at /m);
  expect((await prepared(BREAKS, ['help'], { LOG_LEVEL: 'debug' })).err).toMatch(/^\s+at /m);
});
