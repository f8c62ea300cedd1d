import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/table/table.js';
import { credentialsFor, policyFile, sandboxed, temporaryFolder } from '../harness.js';
import { typed } from './terminal.js';

/** Commands that print what is in the state, and what they print of an empty one. */
const ON_NOTHING: Readonly<Record<string, unknown>> = {
  'policy history': [],
  'approvals list': [],
  'approvals approvers': [],
  'audit list': [],
  'audit events': [],
  'audit verify': { whole: true, entries: 0 },
  'taint list': [],
  'tokens list': [],
};

/** Commands without --json, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  '': 'serves MCP',
  init: 'asks people; what it writes is files',
  console: 'serves a page',
  sandbox: 'serves, and prints what goes into a file of settings',
  'audit export': 'has --format, whose lines are JSON',
  help: 'is for people',
  completion: 'is for a shell',
};

test('every command prints JSON for scripts, but those that serve or talk to people', () => {
  const without = COMMANDS.filter(({ flags }) => !flags.includes('json')).map(({ name }) => name);
  expect(without).toEqual(COMMANDS.map(({ name }) => name).filter((name) => name in WITHOUT));
});

test('what is asked of an empty state is answered in JSON, and nothing beside it', async () => {
  const env = {
    ...credentialsFor(await sandboxed()),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
  };
  for (const [name, expected] of Object.entries(ON_NOTHING)) {
    const { code, out, err } = await typed([...name.split(' '), '--json'], env);
    expect({ code, err }, name).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out), name).toEqual(
      Array.isArray(expected) ? expected : expect.objectContaining(expected as object),
    );
  }
});

/** Words in the place of those that a usage line shows. */
const WORDS: Readonly<Record<string, string>> = { 'done|not_done': 'done', FROM: 'GUARD_STATE' };
const NEEDED: Readonly<Record<string, readonly string[]>> = { 'audit prune': ['--days', '1'] };

test('every command says in one shape that it can not do what was asked', async () => {
  const folder = temporaryFolder();
  // A state that is none, and settings that lack nearly all.
  const state = join(folder, 'state.db');
  writeFileSync(state, 'no database');
  for (const { name, words, flags } of COMMANDS.filter(({ flags: all }) => all.includes('json'))) {
    if (name === 'version' || name === 'doctor') continue;
    const typedWords = words
      .filter((word) => !word.startsWith('['))
      .map((word) => WORDS[word] ?? 'nothing-of-that-name');
    const argv = [...name.split(' '), ...typedWords, ...(NEEDED[name] ?? []), '--json'];
    const env = { GUARD_STATE: state, ...(flags.includes('state') && { HOME: folder }) };
    const { code, out, err } = await typed(argv, env, { cwd: folder });
    expect(code, name).not.toBe(0);
    const { error, ...beside } = JSON.parse(out);
    expect(beside, name).toEqual({});
    expect(error, name).toMatchObject({ code: 'failed', message: expect.stringMatching(/\w{3}/) });
    expect(err, name).toContain(error.message.split('\n')[0]);
  }
});

test('what is not understood or refused is told apart in JSON, as by the exit code', async () => {
  const { code, out } = await typed(['audit', 'list', '--json', '--port', '1']);
  expect(code).toBe(2);
  expect(JSON.parse(out).error).toMatchObject({ code: 'usage', message: expect.stringContaining('--port') });
  const cut = await typed(['audit', 'prune', '--json', '--days', 'soon']);
  expect(cut.code).toBe(2);
  expect(JSON.parse(cut.out).error).toMatchObject({ code: 'usage' });
  expect((await typed(['audit', 'list', '--port', '1'])).out).toBe('');
});

test('policies are explained, tested and refused in JSON', async () => {
  const good = policyFile({ version: '1', default: 'deny', tools: { whmcs_get_clients: {} } });
  const explained = await typed(['policy', 'explain', good, 'whmcs_get_clients', '--json']);
  expect(explained).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(explained.out)).toMatchObject({
    tool: 'whmcs_get_clients',
    outcome: 'allow',
    rule: expect.any(String),
    why: expect.arrayContaining([expect.stringContaining('whmcs_get_clients: allow')]),
  });

  const table = join(temporaryFolder(), 'table.json');
  writeFileSync(
    table,
    JSON.stringify([
      { name: 'a read', tool: 'whmcs_get_clients', expect: 'allow' },
      { name: 'a write', tool: 'whmcs_log_activity', args: { description: 'a' }, expect: 'allow' },
    ]),
  );
  const tested = await typed(['policy', 'test', good, table, '--json']);
  expect(tested.code).toBe(1);
  expect(JSON.parse(tested.out)).toMatchObject({
    table,
    total: 2,
    failed: [
      { name: 'a write', expected: { outcome: 'allow' }, is: { outcome: 'deny', rule: '(default deny)' } },
    ],
  });

  const broken = policyFile({ version: '1', defualt: 'deny' });
  for (const argv of [
    ['explain', broken, 'whmcs_get_clients'],
    ['test', broken],
    ['replay', broken],
  ]) {
    const { code, out } = await typed(['policy', ...argv, '--json']);
    expect(code, argv[0]).toBe(1);
    expect(JSON.parse(out).error, argv[0]).toMatchObject({
      code: 'failed',
      file: broken,
      problems: expect.arrayContaining([
        expect.objectContaining({ message: expect.stringContaining('default') }),
      ]),
    });
  }
});

test('what is done to the state is told in JSON', async () => {
  const folder = temporaryFolder();
  const env = { ...credentialsFor(await sandboxed()), GUARD_STATE: join(folder, 'state.db') };
  const run = async (...argv: string[]) => {
    const { code, out } = await typed([...argv, '--json'], env, { cwd: folder });
    expect(code, argv.join(' ')).toBe(0);
    return JSON.parse(out);
  };
  const made = await run('tokens', 'create', 'bot', '--expires', '1d');
  expect(made).toMatchObject({ name: 'bot', grant: null, token: expect.stringMatching(/\S{20}/) });
  expect(new Date(made.expiresAt).getTime()).toBeGreaterThan(Date.now());
  expect(await run('tokens', 'revoke', 'bot')).toEqual({ name: 'bot', revoked: true });
  expect(await run('audit', 'prune', '--days', '9')).toMatchObject({ entries: 0 });
  expect(await run('policy', 'replay', policyFile({ version: '1', default: 'deny' }))).toEqual({
    calls: 0,
    days: 7,
    changed: [],
    unclear: [],
  });
  const copy = join(folder, 'copy.db');
  expect(await run('backup', copy)).toEqual({ state: env.GUARD_STATE, backup: copy });
  expect(await run('restore', copy)).toMatchObject({ state: env.GUARD_STATE, backup: copy, tookOver: true });
  const other = join(folder, 'other.db');
  expect(await run('state', 'copy', 'GUARD_STATE', other)).toMatchObject({
    from: env.GUARD_STATE,
    to: other,
    rows: { journal: expect.any(Number) },
  });
  expect(await run('resume')).toEqual({ resumed: [], stillHaltedBy: [] });
  const policy = policyFile({ version: '1', default: 'deny' });
  expect(await run('policy', 'publish', policy)).toMatchObject({ number: 1, isNew: true });
  expect(await run('policy', 'publish', policy)).toMatchObject({ number: 1, isNew: false });
  expect(await run('policy', 'show')).toEqual({ number: 1, document: readFileSync(policy, 'utf8') });
});

test('policy check says in JSON where a fault is', async () => {
  const good = policyFile({ version: '1', default: 'deny' });
  const { code, out } = await typed(['policy', 'check', good, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ file: good, good: true, mode: 'enforce', problems: [] });

  const broken = policyFile('{\n  "version": "1",\n  "defualt": "deny"\n}');
  const found = await typed(['policy', 'check', broken, '--json']);
  expect(found.code).toBe(1);
  const { problems, ...rest } = JSON.parse(found.out);
  expect(rest).toMatchObject({ good: false });
  expect(problems).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ line: 3, message: expect.stringContaining('default') }),
    ]),
  );
});

test('a journal that lost its entries is told in JSON, too', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'state.db');
  writeFileSync(`${path}.audit-key.pem`, 'left behind');
  const { code, out } = await typed(['audit', 'verify', '--json'], { GUARD_STATE: path });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    whole: false,
    says: expect.stringContaining('a checkpoint of one was signed here'),
  });
});
