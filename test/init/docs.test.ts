import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FLAGS, flagUsage } from '../../src/commands/table/flags.js';
import { INIT_FLAGS } from '../../src/commands/table/init-flags.js';
import { machineOf } from '../../src/setup/clients/machine.js';
import { CLIENTS, type ClientRow } from '../../src/setup/clients/table.js';

const GUIDE = fileURLToPath(new URL('../../docs/setup.md', import.meta.url));

const MACHINES = [
  ['macOS', machineOf({ platform: 'darwin', home: '~', env: {} })],
  ['Windows', machineOf({ platform: 'win32', home: '~', env: { APPDATA: '%APPDATA%' } })],
  ['Linux', machineOf({ platform: 'linux', home: '~', env: {} })],
] as const;

function filesOf(client: ClientRow): string {
  const files = MACHINES.map(([name, at]) => ({
    name,
    file: `\`${(client.files(at)[0] ?? []).join('` or `')}\``,
  }));
  const [first] = files;
  if (files.every(({ file }) => file === first?.file)) return first?.file ?? '';
  return files
    .map(({ name, file }) => `${name}: ${file.replace(/%\w+%.*/, (path) => path.replaceAll('/', '\\'))}`)
    .join('<br>');
}

const clients = () =>
  [
    '| `--clients` | Program | Its file | The entry stands under |',
    '|---|---|---|---|',
    ...CLIENTS.map((one) => `| \`${one.id}\` | ${one.name} | ${filesOf(one)} | \`${one.keys.join('.')}\` |`),
  ].join('\n');

const options = () =>
  [
    '| Option | Meaning |',
    '|---|---|',
    ...INIT_FLAGS.map((flag) => `| \`${flagUsage(flag).replaceAll('|', '\\|')}\` | ${FLAGS[flag].about} |`),
  ].join('\n');

test.each([
  ['init-options', options],
  ['clients', clients],
])('the table of %s in docs/setup.md follows the code', (name, make) => {
  const text = readFileSync(GUIDE, 'utf8');
  const [start, end] = [`<!-- ${name}:start -->\n`, `\n<!-- ${name}:end -->`];
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end, from - 1);
  if (process.env.WRITE_DOCS === '1') writeFileSync(GUIDE, text.slice(0, from) + make() + text.slice(to));
  else expect(text.slice(from, to)).toBe(make());
});
