import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, until } from '../harness.js';
import { run } from '../program.js';
import { typed } from './terminal.js';

/** Settings that can be read, of a WHMCS that nobody is asked for. */
const WAY = {
  WHMCS_API_URL: 'https://billing.invalid',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'a-secret-of-the-test',
};

const lines = (values: Readonly<Record<string, string>>, end = '\n') =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}${end}`)
    .join('');

/** A file of settings that only its owner reads, in a folder of its own. */
function settingsFile(text: string | Buffer, folder = temporaryFolder()): string {
  const file = join(folder, '.env');
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

describe('a file of settings', () => {
  test.each([
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['quotation marks, blanks and notes', (text: string) => text.replace(/=(.*)$/gm, ' = "$1"  # why')],
  ])('with %s is read as it was meant', async (_what, write) => {
    const file = settingsFile(write(lines({ ...WAY, GUARD_TOOLSETS: 'orders' })));
    const { code, out, err } = await typed(['tools', '--json', '--env-file', file]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const shown = (JSON.parse(out) as { name: string; listed: boolean }[]).filter(({ listed }) => listed);
    expect(shown.map(({ name }) => name)).toContain('whmcs_get_orders');
    expect(shown.map(({ name }) => name)).not.toContain('whmcs_get_clients');
  });

  test('that an editor saved as "Unicode" is told to be saved anew', async () => {
    const file = settingsFile(Buffer.from(`\ufeff${lines(WAY)}`, 'utf16le'));
    const { code, err } = await typed(['tools', '--env-file', file]);
    expect(code).toBe(1);
    expect(err).toContain(`${file}: is not saved as UTF-8; save it again with that encoding`);
  });

  test.each(['“https://billing.invalid”', '"https://billing.invalid'])(
    'with a stray quotation mark (%s) is told where it is',
    async (WHMCS_API_URL) => {
      const file = settingsFile(lines({ ...WAY, WHMCS_API_URL }));
      const { code, err } = await typed(['tools', '--env-file', file]);
      expect(code).toBe(1);
      expect(err).toContain(`${file}: the value of WHMCS_API_URL begins with a quotation mark`);
      expect(err).toContain('WHMCS_API_URL: must start with https://');
    },
  );

  test('that is not there is told with how to get one', async () => {
    const { code, err } = await typed(['tools', '--env-file', 'nowhere.env'], {}, { cwd: '/' });
    expect(code).toBe(1);
    expect(err).toContain('/nowhere.env: there is no such file; check --env-file, or let whmcs-mcp init');
  });

  test('and a policy that it names are found in a folder with blanks and umlauts, from any other', async () => {
    const folder = join(temporaryFolder(), 'Müllers Büro, 2. Stock');
    mkdirSync(folder);
    writeFileSync(join(folder, 'meine Regeln.json'), '{"version": "1", "default": "deny"}');
    const own = { GUARD_POLICY: 'meine Regeln.json', GUARD_STATE: 'mein Stand.db' };
    const file = settingsFile(lines({ ...WAY, ...own }), folder);
    expect((await typed(['audit', '--env-file', file])).out).toContain(join(folder, 'mein Stand.db'));
    const tools = JSON.parse((await typed(['tools', '--json', '--env-file', file])).out);
    expect(tools.filter(({ listed }: { listed: boolean }) => listed)).toEqual([]);
  });

  test('names a policy that is not there', async () => {
    const cwd = temporaryFolder();
    const { code, err } = await typed(['tools'], { ...WAY, GUARD_POLICY: 'rules.json' }, { cwd });
    expect(code).toBe(1);
    expect(err).toContain(`${join(cwd, 'rules.json')}: there is no such file; check GUARD_POLICY`);
  });
});

describe('a home', () => {
  test('that is not there is no fault of commands that only look', async () => {
    const home = join(temporaryFolder(), 'gone');
    const { code, out } = await typed(['audit'], WAY, { home });
    expect(code).toBe(0);
    expect(out).toContain(`There is no call yet in ${home}`);
  });

  test('where nothing can be written stops a set-up with the way out, before anything is written', async () => {
    const home = join(temporaryFolder(), 'home');
    writeFileSync(home, '');
    const secret = join(temporaryFolder(), 'secret');
    writeFileSync(secret, 'a-secret-of-the-test\n');
    const given = ['--url', 'https://billing.invalid', '--identifier', 'x', '--secret-file', secret];
    const words = ['init', '--yes', '--offline', '--clients', 'none', ...given];
    const { code, err } = await typed(words, {}, { home });
    expect(code).toBe(1);
    expect(err).toContain(`${home}/.config/whmcs-mcp/.env can't be read: a part of its path is no folder.`);
    expect(err).toContain('Let this user write there, or name another file with --env-file.');
    expect(readFileSync(home, 'utf8')).toBe('');
  });
});

describe('doctor', () => {
  const portClosed = { ...WAY, WHMCS_API_URL: 'http://127.0.0.1:9' };

  test.each(['HTTPS_PROXY', 'http_proxy'])(
    'says of %s that it is not used, where WHMCS is not reached',
    async (name) => {
      const proxy = { [name]: 'http://127.0.0.1:3128' };
      for (const way of [WAY, portClosed]) {
        const { code, out } = await typed(['doctor'], { ...way, ...proxy });
        expect(code).toBe(4);
        expect(out).toContain(`${name} is set, but whmcs-mcp uses no proxy`);
        expect((await typed(['doctor'], way)).out).not.toContain('uses no proxy');
      }
    },
  );

  test('takes settings that were used last for what they are, and for no fault', async () => {
    const home = temporaryFolder();
    const file = settingsFile(lines(WAY));
    await typed(['tools', '--env-file', file], {}, { home });
    const { out } = await typed(['doctor', '--json'], {}, { home });
    const findings = JSON.parse(out) as { id: string; status: string; says: string }[];
    expect(findings[0]).toMatchObject({ id: 'settings', status: 'ok', says: expect.stringContaining(file) });
  });
});

describe('a terminal that is closed', () => {
  test.each([
    ['the console', ['console', '--port', '0'], /Sign in once/],
    ['who follows approvals', ['approvals', 'watch'], /Waiting for requests/],
  ])('ends %s', { timeout: 40_000 }, async (_what, words, begun) => {
    const started = run([...words, '--sandbox']);
    await until(() => begun.test(started.out() + started.err()));
    started.child.kill('SIGHUP');
    expect(await started.exit).toBe(0);
  });
});
