import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { make, real } from '../../src/setup/changes.js';
import { difference } from '../../src/setup/files/difference.js';
import { settingsIn, withSettings } from '../../src/setup/files/env-text.js';
import { replaceFile } from '../../src/setup/files/replace.js';
import { temporaryFolder } from '../harness.js';

const NOW = new Date('2026-11-29T06:40:00Z');
const to = (path: string, text: string) => ({ path, about: '', edit: () => text });

describe('changes', () => {
  test('are made all or not at all', () => {
    const folder = temporaryFolder();
    const [old, fresh] = [join(folder, 'old'), join(folder, 'new', 'deep')];
    writeFileSync(old, 'before');
    const impossible = to(join(old, 'below'), 'x');
    expect(() => make([to(old, 'after'), to(fresh, 'x'), impossible], NOW)).toThrow(
      /below can't be written: a part of its path is no folder\. Nothing was changed\.$/,
    );
    expect(readFileSync(old, 'utf8')).toBe('before');
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['new', 'old']);
  });

  test('take what somebody wrote meanwhile along', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'a');
    const change = { path, about: '', edit: (text: string) => `${text}!` };
    expect(real([change])).toEqual([change]);
    writeFileSync(path, 'b');
    make([change], NOW);
    expect(readFileSync(path, 'utf8')).toBe('b!');
  });

  test('of a file that can not be read are told', () => {
    const folder = temporaryFolder();
    expect(() => real([to(folder, 'x')])).toThrow(`${folder} can't be read: it is a folder.`);
  });
});

describe('a file', () => {
  test('is replaced behind its link, with its mode, and is kept as it was', () => {
    const folder = temporaryFolder();
    const [path, link] = [join(folder, 'file'), join(folder, 'link')];
    writeFileSync(path, 'one');
    chmodSync(path, 0o640);
    symlinkSync(path, link);
    const first = replaceFile(link, 'two', { now: NOW, isSecret: false });
    const second = replaceFile(link, 'three', { now: NOW, isSecret: true });
    expect(readFileSync(path, 'utf8')).toBe('three');
    expect(readFileSync(link, 'utf8')).toBe('three');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect([first.backup, second.backup]).toEqual([
      `${path}.20261129-064000.backup`,
      `${path}.20261129-064000-2.backup`,
    ]);
    expect(readFileSync(first.backup ?? '', 'utf8')).toBe('one');
    second.undo();
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(folder).sort()).toEqual(['file', 'file.20261129-064000.backup', 'link']);
  });
});

test('a link whose file is not there stays one', () => {
  const folder = temporaryFolder();
  const [path, link] = [join(folder, 'later', 'file'), join(folder, 'link')];
  symlinkSync(join('later', 'file'), link);
  replaceFile(link, 'one', { now: NOW, isSecret: false });
  expect([readFileSync(path, 'utf8'), readFileSync(link, 'utf8')]).toEqual(['one', 'one']);
});

describe('a difference', () => {
  test('shows what goes and comes, by line, and nothing else', () => {
    const before = 'a\nTOKEN=hush\nb\nc\nd\n';
    expect(difference(before, 'a\nTOKEN=hush\nB\nc\nd\ne\n')).toEqual(['- 3 | b', '+ 3 | B', '+ 6 | e']);
    expect(difference('', 'a\n')).toEqual(['+ 1 | a']);
    expect(difference(before, before)).toEqual([]);
  });

  test.each([
    'API_TOKEN=hush',
    '  "API_KEY": "hush",',
    'WHMCS_API_SECRET=hush',
    '"Authorization": "Bearer hush"',
    'export DB_PASSWORD = hush',
  ])('%s is shown without its value', (line) => {
    const [gone = ''] = difference(`${line}\n`, '');
    expect(gone).toContain('(not shown)');
    expect(gone).not.toContain('hush');
  });

  test('what a terminal would obey is spelled out', () => {
    expect(difference('', '\u001b[2Jx')).toEqual(['+ 1 | ⟨U+001B⟩[2Jx']);
  });
});

describe('settings', () => {
  const about = (name: string) => `about ${name}`;

  test.each([
    ['', 'A=1', '# about A\nA=1\n'],
    ['A=', 'A=1', 'A=1'],
    ['# A=0\nexport A = 0 # why\nB=2', 'A=1', '# A=0\nA=1\nB=2'],
    ['A=1\r\nB=2', 'C=3', 'A=1\r\nB=2\r\n# about C\r\nC=3\r\n'],
    ['A=1 # why\n', 'A=1', 'A=1 # why\n'],
    ['A=1\nA=2\n', 'A=3', 'A=1\nA=3\n'],
    ['A=1\n', 'A=', 'A=\n'],
  ])('%j with %s', (before, setting, after) => {
    const [name = '', value = ''] = setting.split('=');
    expect(withSettings(before, { [name]: value }, about)).toBe(after);
  });

  test.each(['a b', "it's", 'say "x"', 'C:\\new\\table', '#1', '$HOME', '`x`', "'a'\"b", ' padded '])(
    '%j comes back as it was',
    (value) => {
      expect(settingsIn(withSettings('', { A: value }, about))).toEqual({ A: value });
    },
  );

  test.each(['a\nb', `'"\``])('%j can not be written', (value) => {
    expect(() => withSettings('', { A: value }, about)).toThrow(/^A holds/);
  });

  test('a value over several lines goes as a whole', () => {
    expect(withSettings('A="1\n2" # why\nB=3\n', { A: '4' }, about)).toBe('A=4\nB=3\n');
  });
});
