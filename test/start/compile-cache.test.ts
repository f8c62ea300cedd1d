import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepCompiledCode } from '../../src/machine/index.js';
import { temporaryFolder } from '../harness.js';

/** The folders that Node.js was told to keep compiled code in. */
function keptFor(home: string, env: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') {
  const folders: string[] = [];
  keepCompiledCode({ env, platform, home }, (folder) => folders.push(folder));
  return folders;
}

test('compiled code is kept in the cache folder of the user, which nobody else can read or write', () => {
  const home = temporaryFolder();
  const folder = join(home, '.cache/whmcs-mcp');
  expect(keptFor(home)).toEqual([folder]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(keptFor(home)).toEqual([folder]);
  expect(keptFor(home, {}, 'darwin')).toEqual([join(home, 'Library/Caches/whmcs-mcp')]);
  expect(keptFor(home, { XDG_CACHE_HOME: join(home, 'own') })).toEqual([join(home, 'own/whmcs-mcp')]);
  expect(keptFor(home, { XDG_CACHE_HOME: 'relative' })).toEqual([folder]);
});

test('a folder that others can write, or put another in the place of, keeps no code', () => {
  const home = temporaryFolder();
  const folder = join(home, '.cache/whmcs-mcp');
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  for (const mode of [0o720, 0o702, 0o750, 0o777]) {
    chmodSync(folder, mode);
    expect(keptFor(home), mode.toString(8)).toEqual([]);
  }
  chmodSync(folder, 0o700);
  expect(keptFor(home)).toEqual([folder]);

  chmodSync(join(home, '.cache'), 0o777);
  expect(keptFor(home)).toEqual([]);
});

test('a link in the place of the folder is not followed', () => {
  const [home, elsewhere] = [temporaryFolder(), temporaryFolder()];
  chmodSync(elsewhere, 0o700);
  mkdirSync(join(home, '.cache'));
  symlinkSync(elsewhere, join(home, '.cache/whmcs-mcp'));
  expect(keptFor(home)).toEqual([]);
});

test.each(['', 'home'])('a folder in the working folder is not taken: home %j', (home) => {
  expect(keptFor(home)).toEqual([]);
  expect(keptFor(home, {}, 'darwin')).toEqual([]);
  const own = temporaryFolder();
  expect(keptFor(home, { XDG_CACHE_HOME: own })).toEqual([join(own, 'whmcs-mcp')]);
});

test('where no folder can be had, and where Node.js keeps no code, a start goes on without', () => {
  const home = temporaryFolder();
  expect(keptFor('/dev/null')).toEqual([]);
  keepCompiledCode({ env: {}, platform: 'linux', home }, undefined);
  const canKeep = 'enableCompileCache' in process.getBuiltinModule('node:module');
  expect(existsSync(join(home, '.cache'))).toBe(canKeep);
});
