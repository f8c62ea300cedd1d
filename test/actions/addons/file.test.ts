import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseActions, readActions } from '../../../src/addon-actions/index.js';
import { addonActionsIn } from '../../../src/app.js';
import { riskClassOf, whyNever } from '../../../src/catalog/index.js';
import { temporaryFolder } from '../../harness.js';
import { documented } from '../../recorder.js';

const EXAMPLE = readFileSync(
  new URL('../../../policies/addon-actions/example.json', import.meta.url),
  'utf8',
);

const READ = { about: 'Lists backups.', class: 'read' };
const WRITE = { about: 'Runs a backup.', class: 'write' };

const textOf = (actions: object) => JSON.stringify({ actions });
/** Every problem of a file that declares these, a line each. */
function problemsOf(actions: object | string): string[] {
  const parsed = parseActions(typeof actions === 'string' ? actions : textOf(actions));
  return 'problems' in parsed ? parsed.problems.map(({ pointer, message }) => `${pointer} ${message}`) : [];
}

const takes = (param: object) => ({
  RunBackup: { ...WRITE, parameters: { thing: { type: 'int', ...param } } },
});

describe('a file is refused whole', () => {
  test.each<[string, object | string, RegExp]>([
    ['that is no JSON', '{"actions": {', /not JSON here/],
    [
      'with an action that stands twice',
      '{"actions": {"A": {}, "A": {}}}',
      /\/actions\/A the key "A" stands twice/,
    ],
    [
      'with an unknown key',
      { GetBackups: { ...READ, clas: 'read' } },
      /no key "clas" here; did you mean "class"/,
    ],
    ['with an unknown class', { GetBackups: { ...READ, class: 'raed' } }, /did you mean "read"/],
    ['without a class', { GetBackups: { about: 'x' } }, /"class" is missing/],
    ['without a sentence', { GetBackups: { class: 'read' } }, /"about" is missing/],
    ['with an unknown effect', { RunBackup: { ...WRITE, effects: ['mial'] } }, /did you mean "mail"/],
    ['with an unknown area', { RunBackup: { ...WRITE, area: 'service' } }, /did you mean "services"/],
    ['with an unknown type', takes({ type: 'integer' }), /must be one of "string"/],
    ['with an unknown record', takes({ record: 'server' }), /must be one of "order"/],
    ['with effects of a read', { GetBackups: { ...READ, effects: ['mail'] } }, /a read has no effects/],
    ['with refusals of a read', { GetBackups: { ...READ, refusals: ['no'] } }, /a read begins nothing/],
    [
      'with money that is none',
      { Sell: { ...WRITE, class: 'financial', effects: ['mail'] } },
      /has "money" among/,
    ],
    [
      'with an end that can be undone',
      { Drop: { ...WRITE, class: 'destructive', effects: [] } },
      /has "irreversible" or "control" among/,
    ],
    ['with values of a number', takes({ values: ['1'] }), /only a parameter of the type string has values/],
    [
      'with a record that no number names',
      takes({ type: 'string', record: 'client' }),
      /the type must be int/,
    ],
    ['with a secret record', takes({ record: 'client', secret: true }), /is no credential/],
    ['with an action twice by its letter case', { GetBackups: READ, getBackups: READ }, /as one action/],
    ['with a sentence of several lines', { GetBackups: { ...READ, about: 'a\nb' } }, /one line of text/],
    ['with a path that is none', { GetBackups: { ...READ, outsiders_write: ['a[0]'] } }, /must be a path/],
    [
      'with too many actions',
      Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`Get${at}x`, READ])),
      /at most 200/,
    ],
  ])('%s', (_, actions, says) => {
    expect(problemsOf(actions)).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
  });

  test.each([
    'action',
    'ACTION',
    'responsetype',
    'identifier',
    'secret',
    'username',
    'password',
    'accesskey',
    'action[]',
    'a.b',
    ' action',
    'a b',
    'param_reason',
    'thíng',
    '1st',
    'x'.repeat(65),
  ])('with the parameter %j', (name) => {
    const actions = { RunBackup: { ...WRITE, parameters: { [name]: { type: 'string' } } } };
    expect(problemsOf(actions)).toHaveLength(1);
  });

  test('with parameters that differ in letter case alone', () => {
    const parameters = { Note: { type: 'string' }, note: { type: 'string' } };
    expect(problemsOf({ RunBackup: { ...WRITE, parameters } })).toEqual([
      expect.stringContaining('differ in letter case alone'),
    ]);
  });

  test('with every problem at its line and column', () => {
    const text =
      '{\n  "actions": {\n    "GetClients": {"about": "x", "class": "read"},\n    "B": {"clas": 1}\n  }\n}';
    const parsed = parseActions(text);
    expect('problems' in parsed && parsed.problems.map(({ line, column }) => [line, column])).toEqual([
      [4, 10],
      [4, 10],
      [4, 11],
    ]);
    const alone = parseActions(text.replace(/,\n {4}"B".*/, ''));
    expect('problems' in alone && alone.problems).toMatchObject([
      { line: 3, column: 5, pointer: '/actions/GetClients' },
    ]);
  });
});

/** The same name in spellings that a careless comparison lets past. */
const spellings = (name: string): string[] => [
  name,
  name.toLowerCase(),
  name.toUpperCase(),
  ` ${name}`,
  [...name].join(' '),
  name.replace(/(?<=[a-z])(?=[A-Z])/g, '_'),
  `${name}\u200b`,
  name.replace('e', '\u0435').replace('o', '\u043e').replace('a', '\u0430'),
  [...name].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)).join(''),
];

test('no file declares a documented action anew, or one that is never called, in any spelling', () => {
  const names = Object.keys(documented);
  expect(names).toHaveLength(162);
  for (const name of names)
    for (const spelling of spellings(name))
      expect(problemsOf({ [spelling]: READ }), spelling).toEqual([
        expect.stringContaining(whyNever(name) === undefined ? 'WHMCS documents' : 'never called'),
      ]);
  expect(names.filter((name) => whyNever(name) !== undefined && riskClassOf(name) !== undefined)).toEqual([]);
});

test('a read whose name says that it changes something is warned of', () => {
  const parsed = parseActions(textOf({ DeleteBackup: READ, Addresses: READ }));
  expect(parsed.warnings.map(({ pointer }) => pointer)).toEqual(['/actions/DeleteBackup']);
});

describe('a file on the disk', () => {
  const written = (folder = temporaryFolder()) => {
    const path = join(folder, 'actions.json');
    writeFileSync(path, EXAMPLE, { mode: 0o600 });
    return path;
  };
  const refusedFor = (path: string) => {
    const read = readActions(path);
    return 'problems' in read ? read.problems.join('\n') : '';
  };

  test('is taken where its owner or a group of theirs alone can write it, also by a link', () => {
    const path = written();
    expect(refusedFor(path)).toBe('');
    chmodSync(path, 0o660);
    expect(refusedFor(path)).toBe('');
    const link = join(temporaryFolder(), 'link.json');
    symlinkSync(path, link);
    expect(refusedFor(link)).toBe('');
  });

  test('is refused where others can write it or put another in its place, also behind a link', () => {
    const open = written();
    chmodSync(open, 0o666);
    expect(refusedFor(open)).toContain(`chmod o-w ${open}`);
    const link = join(temporaryFolder(), 'link.json');
    symlinkSync(open, link);
    expect(refusedFor(link)).toContain(`chmod o-w ${open}`);
    const folder = join(temporaryFolder(), 'open');
    mkdirSync(folder);
    const inside = written(folder);
    chmodSync(folder, 0o777);
    expect(refusedFor(inside)).toContain(`chmod o-w ${folder}`);
  });

  test('that is none says so', async () => {
    const folder = temporaryFolder();
    expect(refusedFor(folder)).toContain('no plain file');
    expect(await addonActionsIn(join(folder, 'gone.json'))).toMatchObject({
      problems: [expect.stringContaining('ENOENT')],
    });
  });
});
