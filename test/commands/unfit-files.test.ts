import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { examined } from '../doctor/examined.js';
import { temporaryFolder } from '../harness.js';
import { machine } from '../init/machine.js';
import { finished } from '../program.js';
import { typed } from './terminal.js';

const WAY = {
  WHMCS_API_URL: 'http://127.0.0.1:1',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'a-secret-of-the-test',
};

/** A pipe. Whoever opened it would be let go with a text that nobody expects, so that a fault fails a test and does not hang it. */
function pipe(path = join(temporaryFolder(), 'pipe')): string {
  execFileSync('mkfifo', [path]);
  const writer = spawn('sh', ['-c', 'while :; do echo "{" > "$0"; done', path], { stdio: 'ignore' });
  onTestFinished(() => void writer.kill('SIGKILL'));
  return path;
}

function folder(): string {
  const path = join(temporaryFolder(), 'folder');
  mkdirSync(path);
  return path;
}

function huge(path = join(temporaryFolder(), 'huge')): string {
  writeFileSync(path, '', { mode: 0o600 });
  // It has no bytes on the disk.
  truncateSync(path, 2 ** 30);
  return path;
}

const nothing = () => '/nowhere/at/all';

describe('a setting that names', () => {
  test.each([
    ['a pipe', pipe, 'it is a pipe'],
    ['a device', () => '/dev/zero', 'it is a device'],
    ['a folder', folder, 'it is a folder'],
    ['a file of a gigabyte', huge, 'it is larger than'],
    ['nothing', nothing, 'there is no such file'],
  ])('%s in place of a file is told as that', async (_what, make, says) => {
    const path = make();
    for (const name of ['GUARD_POLICY', 'GUARD_NOTIFY', 'GUARD_INSTALLS']) {
      const env = name === 'GUARD_INSTALLS' ? {} : WAY;
      const { red } = await examined({ ...env, [name]: path });
      expect(red.map((one) => one.says).join(), name).toMatch(new RegExp(`${path}.*${says}`));
    }
    const env = {
      ...WAY,
      MCP_TLS_CERT: path,
      MCP_TLS_KEY: path,
      GUARD_STATE: 'memory',
    };
    const { err } = await typed(['--http'], env);
    expect(err).toContain(says);
  });

  test('a folder, or nothing, as a file for a command is told in words', async () => {
    for (const [path, says] of [
      [folder(), 'it is a folder'],
      [nothing(), 'there is no such file'],
    ] as const) {
      expect((await typed(['policy', 'check', path])).err).toContain(says);
      expect((await typed(['audit', 'verify', '--file', path])).err).toContain(says);
      expect((await typed(['tools', '--env-file', path])).err).toContain(says);
    }
  });
});

describe('the state', () => {
  test.each([
    ['a pipe', pipe, 'it is a pipe'],
    ['a device', () => '/dev/null', 'it is a device'],
    ['a folder', folder, 'it is a folder'],
    ['a place below a file', () => join(huge(), 'a', 'state.db'), 'no folder'],
  ])('in %s is told by doctor and by whoever opens it', async (_what, make, says) => {
    const env = { ...WAY, GUARD_STATE: make() };
    expect((await examined(env)).of('state')).toMatchObject({
      status: 'error',
      says: expect.stringContaining(says),
    });
    expect((await typed(['approvals'], env)).err).toMatch(new RegExp(`${says}.*GUARD_STATE`));
  });

  test.runIf(process.platform === 'linux')(
    'where no files can be made is told, and nobody hangs',
    async () => {
      const env = { ...WAY, GUARD_STATE: '/proc/whmcs-mcp/deep/state.db' };
      expect((await examined(env)).of('state')).toMatchObject({
        status: 'error',
        says: expect.stringContaining('no files can be made there'),
      });
      // In a program of its own: a hang would take the test with it.
      const { code, err } = await finished(['approvals'], env);
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/\/proc\/whmcs-mcp\/deep\/state\.db can't be opened.*GUARD_STATE/),
      ]);
    },
  );
});

describe('the file of a client', () => {
  test.each([
    ['a pipe', pipe, 'it is a pipe'],
    ['a folder', (path: string) => void mkdirSync(path), 'it is a folder'],
    ['a file of a gigabyte', huge, 'it is larger than'],
  ])('that is %s is left alone by init, and told', async (_what, make, says) => {
    const own = machine();
    own.write('.cursor/any', '');
    make(own.path('.cursor/mcp.json'));
    const { out } = await own.run(['init', '--yes', '--sandbox', '--clients', 'cursor']);
    expect(out).toMatch(new RegExp(`left alone: .*mcp\\.json can't be read: ${says}`));
    expect((await own.run(['doctor'], WAY)).out).toContain('The file of Cursor can not be read');
  });
});
