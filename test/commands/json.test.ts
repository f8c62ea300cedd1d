import { writeFileSync } from 'node:fs';
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

test('every command that prints a list, or a verdict, prints JSON for scripts, and nothing beside it', async () => {
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
  const lists = COMMANDS.filter(
    ({ name, words }) => / (list|history|events|approvers)$/.test(name) && words.length === 0,
  );
  for (const { name, flags } of lists) expect(flags, name).toContain('json');
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
