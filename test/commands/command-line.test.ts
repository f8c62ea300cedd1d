import { describe, expect, test } from 'vitest';
import { usageOf } from '../../src/commands/table/command.js';
import { readCommandLine } from '../../src/commands/table/command-line.js';
import { FLAGS } from '../../src/commands/table/flags.js';
import { COMMANDS } from '../../src/commands/table/table.js';
import { typed } from './terminal.js';

const read = (line: string) => readCommandLine(line === '' ? [] : line.split(' '));

describe('the table of commands', () => {
  test('names each command once, and one default of each group at most', () => {
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const defaults = COMMANDS.filter(({ isDefault }) => isDefault).map(({ name }) => name.split(' ')[0]);
    expect(defaults).toEqual(['approvals', 'audit', 'taint', 'tokens']);
  });

  test('uses every flag there is, and its own alone', () => {
    const used = new Set(COMMANDS.flatMap(({ flags }) => flags));
    expect([...used, 'help', 'version'].sort()).toEqual(Object.keys(FLAGS).sort());
    for (const { flags, needs } of COMMANDS) expect(flags).toEqual(expect.arrayContaining([...needs]));
  });

  test('puts what may be left out last', () => {
    for (const { words } of COMMANDS) {
      const optional = words.map((word) => word.startsWith('['));
      expect(optional).toEqual([...optional].sort((a, b) => Number(a) - Number(b)));
    }
  });

  test('is what --help prints, command by command and flag by flag', async () => {
    const { code, out } = await typed(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) {
      expect(out).toContain(`  ${usageOf(command)}`);
      expect(out).toContain(command.about);
    }
    for (const name of Object.keys(FLAGS)) expect(out).toContain(`--${name}`);
  });
});

describe('what is typed', () => {
  test.each([
    ['', '', []],
    ['audit', 'audit list', []],
    ['audit --days 3 list', 'audit list', []],
    ['audit show 12', 'audit show', ['12']],
    ['approvals approve a-1 looks right', 'approvals approve', ['a-1', 'looks', 'right']],
    ['halt under attack', 'halt', ['under', 'attack']],
    ['halt', 'halt', []],
    ['policy explain p.json whmcs_get_clients', 'policy explain', ['p.json', 'whmcs_get_clients']],
    ['halt -- --help is no flag here', 'halt', ['--help', 'is', 'no', 'flag', 'here']],
  ])('"%s" means %s', (line, name, words) => {
    const found = read(line);
    expect(found).toMatchObject({ command: { name }, words });
  });

  test('flags come with their values, and what was not given is not there', () => {
    expect(read('audit list --days=3 --json')).toMatchObject({ flags: { days: '3', json: true } });
    expect(read('tools')).toMatchObject({ flags: {} });
  });

  test.each([
    ['tols', /there is no command "tols"\. Did you mean "tools"\?\nwhmcs-mcp --help/],
    ['audit lst', /there is no "audit lst"\. Did you mean "list"\?\nwhmcs-mcp audit \[list\]/],
    [
      'policy',
      /^whmcs-mcp policy check FILE\n[\s\S]*whmcs-mcp policy rollback NUMBER \[--note TEXT\] \[--install NAME\]$/,
    ],
    [
      'policy test',
      /^whmcs-mcp policy test: FILE is missing\.\nUsage: whmcs-mcp policy test FILE \[CASES\]$/,
    ],
    ['undo', /undo: say which call, .*\nUsage: whmcs-mcp undo CALL \[--yes\]$/],
    ['undo a b', /undo: it takes no "b"\.\nUsage/],
    ['resume now', /resume: it takes no "now"\.\nUsage: whmcs-mcp resume \[--state PATH\]$/],
    ['audit prune', /prune: say how much to keep.*\nUsage: whmcs-mcp audit prune --days N$/],
    ['audit list --dayz 3', /list: there is no option --dayz\. Did you mean "--days"\?\nUsage/],
    ['undo 3 --outcome done', /undo: it takes no --outcome\.\nUsage: whmcs-mcp undo/],
    ['tools --yes', /tools: it takes no --yes\.\nUsage/],
    ['--json', /^whmcs-mcp: it takes no --json\.\nwhmcs-mcp --help/],
    ['--nonsense', /^whmcs-mcp: there is no option --nonsense\.\nwhmcs-mcp --help/],
    ['audit -x', /there is no option -x\./],
    ['console --port', /console: .*--port.*missing\nUsage: whmcs-mcp console/],
    ['tools --json=yes', /tools: .*--json.*\nUsage/],
    ['tools \u001b[2Jx', /it takes no "[\x20-\x7e]*"\.\n/],
  ])('"%s" is refused with how it is meant', async (line, message) => {
    const { code, out, err } = await typed(line.split(' '));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trimEnd()).toMatch(message);
  });

  test.each([
    ['console --port 65536', /console: --port takes a whole number from 0 to 65535\.$/],
    ['sandbox --seed -1', /sandbox: /],
    ['audit list --limit 0', /audit list: --limit takes a whole number from 1 to 10000\.$/],
    ['audit list --days 1e3', /--days takes a whole number/],
  ])('"%s" is refused for its value', async (line, message) => {
    const { code, err } = await typed(line.split(' '));
    expect(code).toBe(1);
    expect(err.trimEnd()).toMatch(message);
  });
});
