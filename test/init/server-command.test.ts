import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchedAs, type Program, serverCommand, typedAs } from '../../src/setup/clients/server-command.js';
import { temporaryFolder } from '../harness.js';

const INSTALLED: Program = {
  node: '/usr/bin/node',
  main: '/opt/whmcs-mcp/dist/main.js',
  fetchedAs: undefined,
  platform: 'linux',
};
const FLAGS = ['--env-file', '/a/.env'];

test('a client starts what is installed by whole paths', () => {
  expect(serverCommand(INSTALLED, FLAGS)).toEqual({
    command: '/usr/bin/node',
    args: ['/opt/whmcs-mcp/dist/main.js', ...FLAGS],
  });
  expect(typedAs(INSTALLED, true)).toBe('whmcs-mcp');
  expect(typedAs(INSTALLED, false)).toBe('node /opt/whmcs-mcp/dist/main.js');
  expect(typedAs({ ...INSTALLED, main: '/my programs/main.js' }, false)).toBe('node "/my programs/main.js"');
});

test.each([
  ['/opt/homebrew/Cellar/node/24.1.0/bin/node', '/opt/homebrew/opt/node/bin/node'],
  ['/usr/local/Cellar/node@22/22.11.0_1/bin/node', '/usr/local/opt/node@22/bin/node'],
])('%s, which goes with the next update of Homebrew, is named as %s', (node, command) => {
  expect(serverCommand({ ...INSTALLED, node }, []).command).toBe(command);
});

test.each([
  ['^0.1.0', 'whmcs-mcp@0.1.0', 'npx -y whmcs-mcp'],
  ['file:../../whmcs-mcp-0.1.0.tgz', 'TGZ', 'npx -y TGZ'],
  [
    'https://example.com/whmcs-mcp.tgz',
    'https://example.com/whmcs-mcp.tgz',
    'npx -y https://example.com/whmcs-mcp.tgz',
  ],
])('what npx fetched as %s is fetched so by clients, too', (asked, spec, typed) => {
  const npm = temporaryFolder();
  const folder = join(npm, '_npx', '5a9b');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { 'whmcs-mcp': asked } }));
  const main = join(folder, 'node_modules', 'whmcs-mcp', 'dist', 'main.js');
  const program = { ...INSTALLED, main, fetchedAs: fetchedAs(main, '0.1.0') };
  const whole = (text: string) => text.replace('TGZ', join(npm, 'whmcs-mcp-0.1.0.tgz'));
  expect(serverCommand(program, FLAGS)).toEqual({ command: 'npx', args: ['-y', whole(spec), ...FLAGS] });
  expect(serverCommand({ ...program, platform: 'win32' }, FLAGS)).toEqual({
    command: 'cmd',
    args: ['/c', 'npx', '-y', whole(spec), ...FLAGS],
  });
  expect(typedAs(program, true)).toBe(whole(typed));
  expect(fetchedAs(INSTALLED.main, '0.1.0')).toBeUndefined();
});
