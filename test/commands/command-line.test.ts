import { describe, expect, test } from 'vitest';
import { usageOf } from '../../src/commands/table/command.js';
import { readCommandLine } from '../../src/commands/table/command-line.js';
import { EXAMPLES } from '../../src/commands/table/examples.js';
import { FLAGS } from '../../src/commands/table/flags.js';
import { COMMANDS } from '../../src/commands/table/table.js';
import { SETTINGS } from '../../src/config/index.js';
import { typed } from './terminal.js';

const read = (line: string) => readCommandLine(line === '' ? [] : line.split(' '));

describe('the table of commands', () => {
  test('names each command once, and one default of each group at most', () => {
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const defaults = COMMANDS.filter(({ isDefault }) => isDefault).map(({ name }) => name.split(' ')[0]);
    expect(defaults).toEqual(['approvals', 'held', 'audit', 'taint', 'tokens']);
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

  test('is what help lists, command by command', async () => {
    const { code, out } = await typed(['help']);
    expect(code).toBe(0);
    for (const { name, words, about } of COMMANDS) {
      const line = out.split('\n').find((one) => one.endsWith(about));
      expect(line?.trim().startsWith(['whmcs-mcp', name, ...words].filter(Boolean).join(' ')), name).toBe(
        true,
      );
    }
    expect((await typed(['--help'])).out).toBe(out);
    expect((await typed(['-h'])).out).toBe(out);
  });

  test('has a page for each command: how it is typed, what each option is for, and examples that can be typed', async () => {
    for (const command of COMMANDS.filter(({ name }) => name !== '')) {
      const { code, out } = await typed(['help', ...command.name.split(' ')]);
      expect(code).toBe(0);
      expect(out).toContain(`  ${usageOf(command)}\n`);
      expect(out).toContain(command.about);
      for (const flag of command.flags) expect(out).toContain(FLAGS[flag].about);
      expect((await typed([...command.name.split(' '), '--help'])).out).toBe(out);
    }
    for (const { name } of COMMANDS) {
      const examples = EXAMPLES[name] ?? [];
      expect(examples.length, name).toBeGreaterThan(0);
      for (const [line] of examples) {
        const words = (line.split(' > ')[0] ?? '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
        expect(readCommandLine(words), line).toMatchObject({ command: { name } });
      }
    }
    expect(Object.keys(EXAMPLES).sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  test('help on a group, on the settings, and on nothing that is known', async () => {
    const { out } = await typed(['help', 'tokens']);
    for (const verb of ['[list]', 'create NAME', 'revoke NAME'])
      expect(out).toContain(`whmcs-mcp tokens ${verb}`);
    const settings = await typed(['help', 'settings']);
    for (const { name, about } of Object.values(SETTINGS))
      expect(
        settings.out.split('\n').some((line) => line.startsWith(`  ${name} `) && line.endsWith(about)),
      ).toBe(true);
    expect(await typed(['help', 'aproval'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Did you mean "approvals"?'),
    });
    expect(await typed(['help', 'audit', 'verfy'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean "audit verify"?'),
    });
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
    ['tols', /there is no command "tols"\. Did you mean "tools"\?\nwhmcs-mcp help/],
    ['audit lst', /there is no "audit lst"\. Did you mean "list"\?\nwhmcs-mcp audit \[list\]/],
    [
      'policy',
      /^whmcs-mcp policy check FILE \[--json\]\n[\s\S]*whmcs-mcp policy rollback NUMBER \[--note TEXT\] \[--install NAME\] \[--json\]$/,
    ],
    [
      'policy test',
      /^whmcs-mcp policy test: FILE is missing\.\nUsage: whmcs-mcp policy test FILE \[CASES\] \[--json\]\nwhmcs-mcp help policy test says more\.$/,
    ],
    ['undo', /undo: say which call, .*\nUsage: whmcs-mcp undo CALL \[--yes\] \[--json\]\nwhmcs-mcp help/],
    ['undo a b', /undo: it takes no "b"\.\nUsage/],
    ['resume now', /resume: it takes no "now"\.\nUsage: whmcs-mcp resume \[--state PATH\] \[--json\]\n/],
    ['audit prune', /prune: say how much to keep.*\nUsage: whmcs-mcp audit prune --days N \[--json\]\n/],
    ['audit list --dayz 3', /list: there is no option --dayz\. Did you mean "--days"\?\nUsage/],
    ['undo 3 --outcome done', /undo: it takes no --outcome\.\nUsage: whmcs-mcp undo/],
    ['tools --yes', /tools: it takes no --yes\.\nUsage/],
    ['--json', /^whmcs-mcp: it takes no --json\.\nwhmcs-mcp help/],
    ['--nonsense', /^whmcs-mcp: there is no option --nonsense\.\nwhmcs-mcp help/],
    ['audit --outcome denied', /no call comes out "denied"\..* done, not_done, policy_denied, /],
    ['audit -x', /there is no option -x\./],
    ['console --port', /console: .*--port.*missing\nUsage: whmcs-mcp console/],
    ['tools --json=yes', /tools: .*--json.*\nUsage/],
    ['tools \u001b[2Jx', /it takes no "[\x20-\x7e]*"\.\n/],
  ])('"%s" is refused with how it is meant', async (line, message) => {
    const { code, out, err } = await typed(line.split(' '));
    expect(code).toBe(2);
    // For scripts it is said on stdout, too.
    expect(out).toMatch(line.split(' ').includes('--json') ? /^\{\n {2}"error": / : /^$/);
    expect(err.trimEnd()).toMatch(message);
  });

  test.each([
    ['console --port 65536', /console: --port takes a whole number from 0 to 65535\.$/],
    ['sandbox --seed -1', /sandbox: /],
    ['audit list --limit 0', /audit list: --limit takes a whole number from 1 to 10000\.$/],
    ['audit list --days 1e3', /--days takes a whole number/],
  ])('"%s" is refused for its value', async (line, message) => {
    const { code, err } = await typed(line.split(' '));
    expect(code).toBe(2);
    expect(err.trimEnd()).toMatch(message);
  });
});
