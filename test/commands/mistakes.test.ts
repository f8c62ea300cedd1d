import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { credentialsFor, sandboxed, temporaryFolder, until } from '../harness.js';
import { finished, MAIN, overStdio, ownEnv, run } from '../program.js';
import { typed } from './terminal.js';

/** A port of loopback that another program has. */
async function takenPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return String((server.address() as AddressInfo).port);
}

test.skipIf(!existsSync('/dev/full'))(
  'output that the disk has no room for is not told as done',
  async () => {
    for (const args of [['version'], ['audit', 'export', '--sandbox']]) {
      const child = spawn('sh', ['-c', 'exec "$@" >/dev/full', 'sh', process.execPath, MAIN, ...args], {
        env: ownEnv(),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
      expect({ code, err }, args[0]).toEqual({
        code: 1,
        err: 'whmcs-mcp: the output could not be written (the disk is full), and is not whole.\n',
      });
    }
  },
);

describe('a port that is taken', () => {
  test.each([
    [
      'console',
      (port: string) => [['console', '--sandbox', '--port', port], { LOG_LEVEL: 'silent' }] as const,
      '--port',
    ],
    ['sandbox', (port: string) => [['sandbox', '--port', port], {}] as const, '--port'],
    [
      '--http',
      (port: string) => [['--http', '--sandbox'], { MCP_HTTP_PORT: port, LOG_LEVEL: 'silent' }] as const,
      'MCP_HTTP_PORT',
    ],
  ])('of %s is told in a sentence, with how to name another', async (_what, asked, change) => {
    const port = await takenPort();
    const [args, env] = asked(port);
    const { code, out, err } = await finished([...args], env);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(`127.0.0.1:${port} is taken by another program`);
    expect(err).toContain(change);
  });
});

test.each([
  ['a folder', (path: string) => mkdirSync(path)],
  ['no database', (path: string) => writeFileSync(path, 'x'.repeat(10_000))],
])('a state that is %s is told with what to do', async (_what, make) => {
  const path = join(temporaryFolder(), 'state.db');
  make(path);
  for (const words of [['audit'], ['taint'], ['tokens'], ['approvals', '--sandbox']]) {
    const { code, out, err } = await typed(words, { GUARD_STATE: path });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(path);
    expect(err).toContain('GUARD_STATE');
  }
});

test('a state whose folder can not be written is told with what to do', async () => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, '');
  const { code, err } = await typed(['audit'], { GUARD_STATE: join(path, 'state.db') });
  expect(code).toBe(1);
  expect(err).toMatch(
    /can't be opened or made \(a part of its path is no folder\)\. Let this user write its folder, or set GUARD_STATE/,
  );
});

test('a request that there is not is told with where those are that there are', async () => {
  const { code, err } = await typed(['approvals', 'approve', 'NONE-0000', '--sandbox']);
  expect(code).toBe(1);
  expect(err).toContain('There is no such request. whmcs-mcp approvals lists those that there are.');
});

test('a page for one state says that a server works on another; halts find the page', {
  timeout: 40_000,
}, async () => {
  const HOME = temporaryFolder();
  const settings = { ...credentialsFor(await sandboxed()), HOME };
  const elsewhere = join(temporaryFolder(), 'state.db');
  await overStdio({ ...settings, GUARD_STATE: elsewhere });
  const page = run(['console', '--port', '0'], settings);
  await until(() => page.out().includes('Sign in once'));
  await until(() => page.err().includes(`works on another state (${elsewhere})`));
  expect(page.err()).toContain(`GUARD_STATE=${elsewhere}`);
  expect((await finished(['halt'], { HOME })).out).toContain(`pid ${page.child.pid},`);
  page.child.kill('SIGTERM');
  expect(await page.exit).toBe(0);
});
