import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALLOW_ALL, sandboxed, temporaryFolder, until } from '../harness.js';
import { finished, run } from '../program.js';
import { typed } from './terminal.js';

const SECRET = 'the-secret-of-the-installation';

/** A home, and a folder with settings whose paths begin there. */
function setup({ url = 'https://billing.example.com' } = {}) {
  const home = temporaryFolder();
  const folder = temporaryFolder();
  const file = join(folder, 'guard.env');
  writeFileSync(join(folder, 'own.json'), JSON.stringify(ALLOW_ALL));
  writeFileSync(
    file,
    [
      `WHMCS_API_URL=${url}`,
      'WHMCS_API_IDENTIFIER=identifier',
      `WHMCS_API_SECRET=${SECRET}`,
      'GUARD_POLICY=own.json',
      'GUARD_STATE=./kept/../state.db',
      '',
    ].join('\n'),
    { mode: 0o600 },
  );
  const note = join(home, '.config', 'whmcs-mcp', 'last-used.json');
  return { home, folder, file, note, types: (...words: string[]) => typed(words, {}, { home }) };
}

describe('the settings that were used last', () => {
  test('are found by any command in any folder, with their paths, and whoever uses them is told', async () => {
    const { folder, file, note, types } = setup();
    expect((await types('tools')).err).toContain('WHMCS_API_URL: is missing');
    expect((await types('approvals', '--env-file', file)).code).toBe(0);
    expect(statSync(note).mode & 0o777).toBe(0o600);
    expect(readFileSync(note, 'utf8')).toBe(`${JSON.stringify({ envFile: file })}\n`);

    expect(existsSync(join(folder, 'state.db'))).toBe(true);
    const tools = await types('tools', '--json');
    const states: { state: string; set?: string }[] = JSON.parse(tools.out);
    expect(states.filter(({ set }) => set === undefined).every(({ state }) => state === 'allow')).toBe(true);
    expect(tools.err).toBe(
      `whmcs-mcp: the settings are those of ${file}, which were used last; --env-file names others\n`,
    );
    expect((await types('audit')).out).toContain(`There is no call yet in ${join(folder, 'state.db')}`);
  });

  test('stand beneath what the environment sets, whatever that is', async () => {
    const { folder, file, home, types } = setup();
    await types('tools', '--env-file', file);
    const env = { GUARD_READ_ONLY: 'true', WHMCS_RATE: '3', LOG_LEVEL: 'info' };
    const { code, err, out } = await typed(['tools', '--json'], env, { home });
    expect(code).toBe(0);
    expect(err).toContain(
      `the settings are those of ${file}, which were used last, and over them GUARD_READ_ONLY, WHMCS_RATE of the environment`,
    );
    const states: { class: string; state: string }[] = JSON.parse(out);
    expect(states.filter((one) => one.class !== 'read' && one.state === 'allow')).toEqual([]);
    const audit = await typed(['audit'], { GUARD_STATE: 'own.db' }, { home, cwd: folder });
    expect(audit.out).toContain(`There is no call yet in ${join(folder, 'own.db')}`);
  });

  test('are not put together with another WHMCS, and whoever meant that is told', async () => {
    const { home, file, types } = setup();
    await types('tools', '--env-file', file);
    for (const [name, value] of [
      ['WHMCS_API_URL', 'https://other.example.com'],
      ['WHMCS_API_SECRET', 'another'],
      ['WHMCS_ACCESS_KEY', 'another'],
    ] as const) {
      const { code, err } = await typed(['tools'], { [name]: value }, { home });
      expect([code, err]).toEqual([
        1,
        expect.stringContaining(`the environment sets ${name}. --env-file ${file}`),
      ]);
    }
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), 'WHMCS_API_URL=https://other.example.com\n', { mode: 0o600 });
    const found = await typed(['tools'], {}, { home, cwd });
    expect([found.code, found.err]).toEqual([1, expect.stringContaining('has settings of its own')]);
    const whole = {
      WHMCS_API_URL: 'https://other.example.com',
      WHMCS_API_IDENTIFIER: 'a',
      WHMCS_API_SECRET: 'b',
    };
    expect((await typed(['tools'], whole, { home })).err).not.toContain('used last');
  });

  test('are not those of a sandbox, nor where a WHMCS is named', async () => {
    const { home, file, note, types } = setup();
    await types('tools', '--env-file', file, '--sandbox');
    expect(existsSync(note)).toBe(false);
    await types('tools', '--env-file', file);
    expect((await types('audit', '--sandbox')).out).toContain(
      join(home, '.local/state/whmcs-mcp/sandbox.db'),
    );
    const set = await typed(['tools'], { WHMCS_API_URL: 'https://other.example.com' }, { home });
    expect(set.err).toContain('WHMCS_API_IDENTIFIER: is missing');
  });

  test('do not make a halt smaller: it is for all servers of the user', async () => {
    const { file, types } = setup();
    await types('tools', '--env-file', file);
    expect((await types('halt')).err).toContain('no live server of this user was found');
  });

  test.each([
    ['a note that others can write', (note: string) => chmodSync(note, 0o666), 'chmod o-w'],
    ['a file that others can write', (_: string, file: string) => chmodSync(file, 0o666), 'chmod o-w'],
    ['a note that is no JSON', (note: string) => writeFileSync(note, 'x'), "can't be understood"],
    [
      'a path that is not whole',
      (note: string) => writeFileSync(note, '{"envFile":"x.env"}'),
      "can't be understood",
    ],
  ])('are not read from %s', async (_what, breaks, why) => {
    const { file, note, types } = setup();
    await types('tools', '--env-file', file);
    breaks(note, file);
    const { code, err } = await types('tools');
    expect(code).toBe(1);
    expect(err).toContain('the settings that were used last are not read');
    expect(err).toContain(why);
    expect(err).toContain('WHMCS_API_URL: is missing');
  });

  test('are not read through a link, and a file that is gone is told', async () => {
    const { home, file, note, types } = setup();
    mkdirSync(join(home, '.config', 'whmcs-mcp'), { recursive: true });
    const elsewhere = join(temporaryFolder(), 'note.json');
    writeFileSync(elsewhere, JSON.stringify({ envFile: file }));
    symlinkSync(elsewhere, note);
    expect((await types('tools')).err).toContain('is not a file of yours');

    const other = setup();
    mkdirSync(join(other.home, '.config', 'whmcs-mcp'), { recursive: true });
    writeFileSync(other.note, JSON.stringify({ envFile: '/nowhere/at/all.env' }), { mode: 0o600 });
    expect((await other.types('tools')).err).toContain('are gone: /nowhere/at/all.env');
  });

  test('that a client names replace none that a person named; without any it starts with them and says so', async () => {
    const sandbox = await sandboxed();
    const first = setup();
    const second = setup({ url: sandbox.url });
    const served = async (home: string, ...args: string[]) => {
      const server = run(args, { HOME: home });
      await until(() => server.err().includes(' start '));
      server.child.stdin?.end();
      await server.exit;
      return server.err();
    };
    await served(first.home, '--env-file', first.file);
    expect(readFileSync(first.note, 'utf8')).toContain(first.file);
    await served(first.home, '--env-file', second.file);
    expect(readFileSync(first.note, 'utf8')).toContain(first.file);
    expect(await served(first.home)).toMatch(/ warn config warning=.*which were used last/);

    await finished(['tools', '--env-file', second.file], { HOME: first.home });
    expect(readFileSync(first.note, 'utf8')).toContain(second.file);
    expect(readFileSync(first.note, 'utf8')).not.toContain(SECRET);
  });
});

test('paths that the environment sets begin in the working folder', async () => {
  const cwd = temporaryFolder();
  const { out } = await typed(['audit'], { GUARD_STATE: 'own.db' }, { cwd });
  expect(out).toContain(`There is no call yet in ${join(cwd, 'own.db')}`);
});
