import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { parse as parseEnv } from 'dotenv';
import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { POLICIES } from '../../src/setup/policies.js';
import { connect, credentialsFor, done, sandboxed } from '../harness.js';
import { MAIN, ownEnv } from '../program.js';
import { type Machine, machine } from './machine.js';

const SETTINGS = '.config/whmcs-mcp';
const ENV_FILE = `${SETTINGS}/.env`;
const POLICY = `${SETTINGS}/whmcs-policy.json`;

const now = () => new Date();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ now });
});
afterAll(() => sandbox.close());

/** What a script says that knows everything. */
function whole(of: Sandbox, url = of.url): string[] {
  const { WHMCS_API_IDENTIFIER: id = '', WHMCS_STAFF_USERNAME: staff = '' } = credentialsFor(of);
  return ['init', '--yes', '--url', url, '--identifier', id, '--secret-file', '-', '--staff', staff];
}
const secretOf = (of: Sandbox) => of.credentials.secret;

/** Runs the script, with the secret on stdin. */
const tested = (at: Machine, more: readonly string[] = [], of = sandbox, url = of.url) =>
  at.run([...whole(of, url), ...more], {}, `${secretOf(of)}\n`);
/** The same without a test of the connection, which takes its time so that no host bans it. */
const scripted = (at: Machine, more: readonly string[] = []) => tested(at, ['--offline', ...more]);

/** Every client, by its file on Linux, what is there before, and where its entry stands then. */
const CLIENTS = [
  ['claude-desktop', '.config/Claude/claude_desktop_config.json', '{"globalShortcut": "x"}', ['mcpServers']],
  [
    'claude-code',
    '.claude.json',
    '{"numStartups": 3, "projects": {"/x": {"mcpServers": {}}}}',
    ['mcpServers'],
  ],
  ['cursor', '.cursor/mcp.json', '{\n  // #1\n  "mcpServers": {"x": {"url": "y"}}\n}\n', ['mcpServers']],
  ['vscode', '.config/Code/User/mcp.json', '{\n\t"servers": {},\n\t"inputs": []\n}\n', ['servers']],
  ['vscode-insiders', '.config/Code - Insiders/User/mcp.json', '', ['servers']],
  ['windsurf', '.codeium/windsurf/mcp_config.json', '{"mcpServers": {}}', ['mcpServers']],
  ['zed', '.config/zed/settings.json', '// #1\n{\n  "theme": "One", // #2\n}\n', ['context_servers']],
  ['codex', '.codex/config.toml', '# #1\nmodel = "x"\n', ['mcp_servers']],
  ['gemini', '.gemini/settings.json', '{"theme": "x"}', ['mcpServers']],
  ['opencode', '.config/opencode/opencode.jsonc', '{\n  // #1\n}\n', ['mcp']],
] as const;

const parsed = (file: string, text: string) => (file.endsWith('.toml') ? parseToml(text) : parseJsonc(text));
type Entry = { command: string | string[]; args?: string[] };
const entryIn = (at: Machine, file: string, keys: readonly string[], name = 'whmcs') =>
  [...keys, name].reduce<unknown>(
    (value, key) => (value as Record<string, unknown>)?.[key],
    parsed(file, at.read(file)),
  ) as Entry;

describe('a script', () => {
  test('sets everything up: settings, policy, and every client that is here', async () => {
    const at = machine();
    for (const [, file, text] of CLIENTS) at.write(file, text);
    const { code, out, err } = await tested(at);
    expect(err).toBe('');
    expect(code).toBe(0);

    expect(at.modeOf(ENV_FILE)).toBe(0o600);
    expect(parseEnv(at.read(ENV_FILE))).toEqual({
      WHMCS_API_URL: sandbox.url,
      WHMCS_API_IDENTIFIER: sandbox.credentials.identifier,
      WHMCS_API_SECRET: secretOf(sandbox),
      WHMCS_DATE_FORMAT: 'DD/MM/YYYY',
      WHMCS_STAFF_USERNAME: sandbox.state.staff[0]?.username,
      GUARD_POLICY: at.path(POLICY),
    });
    for (const [id, file, before, keys] of CLIENTS) {
      const { command, args = [] } = entryIn(at, file, keys);
      expect([command, ...args].flat(), id).toEqual([
        process.execPath,
        MAIN,
        '--env-file',
        at.path(ENV_FILE),
      ]);
      for (const comment of before.match(/#\d/g) ?? []) expect(at.read(file)).toContain(comment);
      expect(at.read(file)).not.toContain(secretOf(sandbox));
    }
    expect(entryIn(at, '.claude.json', ['mcpServers'])).toHaveProperty('type', 'stdio');
    expect(entryIn(at, '.config/Code/User/mcp.json', ['servers'])).toHaveProperty('type', 'stdio');
    expect(entryIn(at, '.config/opencode/opencode.jsonc', ['mcp'])).toMatchObject({
      type: 'local',
      enabled: true,
    });
    expect(Object.keys(entryIn(at, '.codex/config.toml', ['mcp_servers']))).toEqual(['command', 'args']);

    expect(out).not.toContain(secretOf(sandbox));
    expect(out).toContain('lists 55 tools');
    const [, next = ''] = out.split('Next:\n');
    expect(next.trim().split('\n')).toHaveLength(4);
    expect(next).toMatch(/ console opens the page/);
    // The next commands find the settings from any folder.
    const tools = JSON.parse((await at.run(['tools', '--json'])).out) as { listed: boolean }[];
    expect(tools.filter(({ listed }) => listed)).toHaveLength(55);
  });

  test('a real client that reads the file reaches WHMCS by it', async () => {
    const at = machine();
    mkdirSync(at.path('.cursor'));
    // What this shell has set, clients have not: the server is tried without it.
    const env = { GUARD_TOOLSETS: 'promotions' };
    const { code, out } = await at.run([...whole(sandbox), '--offline'], env, `${secretOf(sandbox)}\n`);
    expect(code).toBe(0);
    expect(out).toContain('lists 55 tools');
    const { command, args } = entryIn(at, '.cursor/mcp.json', ['mcpServers']);
    const transport = new StdioClientTransport({ command: String(command), args: args ?? [], env: ownEnv() });
    const agent = await connect(transport, () => '');
    onTestFinished(() => agent.client.close());
    expect(done(await agent.call('whmcs_get_clients')).items.length).toBeGreaterThan(5);
  });

  test('a second time it changes nothing, and leaves no backup', async () => {
    const at = machine();
    at.write('.cursor/mcp.json', '{}');
    await scripted(at);
    const before = at.files().map((name) => [name, at.read(name)]);
    const { code, out } = await scripted(at);
    expect(code).toBe(0);
    expect(out).toContain('Every file is as it should be already.');
    expect(at.files().map((name) => [name, at.read(name)])).toEqual(before);
    expect(before.map(([name]) => name).filter((name) => name?.includes('backup'))).toHaveLength(1);
  });

  test('what is there stays, and what is replaced is kept beside it', async () => {
    const at = machine();
    const old = `# mine\nWHMCS_API_URL=https://old.example.com\nGUARD_JOURNAL_DAYS=30 # why\nLOG_LEVEL=warn\n`;
    at.write('work/own.env', old);
    at.write('work/whmcs-policy.json', '{"version": "1", "default": "deny"}');
    chmodSync(at.path('work/own.env'), 0o644);
    symlinkSync(at.path('work/own.env'), at.path('work/link.env'));
    const { code } = await scripted(at, [
      '--env-file',
      'link.env',
      '--policy',
      'support',
      '--destructive',
      'off',
      '--toolsets',
      'answers, desk',
    ]);
    expect(code).toBe(0);
    const text = at.read('work/own.env');
    expect(
      text.startsWith(`# mine\nWHMCS_API_URL=${sandbox.url}\nGUARD_JOURNAL_DAYS=30 # why\nLOG_LEVEL=warn\n`),
    ).toBe(true);
    expect(parseEnv(text)).toMatchObject({
      GUARD_DESTRUCTIVE: 'off',
      GUARD_TOOLSETS: 'answers,desk',
      GUARD_POLICY: at.path('work/whmcs-policy.json'),
    });
    expect(at.modeOf('work/own.env')).toBe(0o600);
    expect(at.read('work/link.env')).toBe(text);
    const backups = readdirSync(at.cwd).filter((name) => name.endsWith('.backup'));
    expect(backups.map((name) => at.read(`work/${name}`)).sort()).toEqual([
      old,
      '{"version": "1", "default": "deny"}',
    ]);
    for (const name of backups) expect(at.modeOf(`work/${name}`)).toBe(0o600);
    const policy = JSON.parse(at.read('work/whmcs-policy.json'));
    expect(policy.schedules).toBeDefined();
    expect((await at.run(['policy', 'test', at.path('work/whmcs-policy.json')])).code).toBe(0);
  });

  test('a .env of the folder, which anybody may have put there, is neither read nor written unless it is named', async () => {
    const at = machine();
    at.write('work/.env', 'WHMCS_API_URL=https://elsewhere.example.com\n');
    const { WHMCS_API_IDENTIFIER: id = '', WHMCS_API_SECRET: secret = '' } = credentialsFor(sandbox);
    const argv = ['init', '--yes', '--offline', '--identifier', id, '--secret-file', '-'];
    const unnamed = await at.run(argv, {}, `${secret}\n`);
    expect(unnamed).toMatchObject({ code: 2, err: expect.stringContaining('--url URL') });
    expect(unnamed.out).toContain('--env-file .env names it');
    const named = await at.run([...argv, '--env-file', '.env'], {}, `${secret}\n`);
    expect(named.code).toBe(0);
    expect(named.out).toContain(`console --env-file ${at.path('work/.env')} opens`);
    expect(parseEnv(at.read('work/.env'))).toMatchObject({
      WHMCS_API_URL: 'https://elsewhere.example.com',
      WHMCS_API_SECRET: secret,
    });
  });

  test('a policy that is set stays unless another is asked for', async () => {
    const at = machine();
    at.write('own.json', '{"version": "1", "default": "deny", "classes": {"read": {}}}');
    at.write(ENV_FILE, `GUARD_POLICY=${at.path('own.json')}\n`);
    const { code, out } = await scripted(at);
    expect(code).toBe(0);
    expect(out).toContain('lists 29 tools');
    expect(parseEnv(at.read(ENV_FILE)).GUARD_POLICY).toBe(at.path('own.json'));
    expect(at.files().filter((name) => name.includes('whmcs-policy'))).toEqual([]);
  });

  test('asks for all that is missing at once, by the names of the options', async () => {
    const at = machine();
    const { code, out, err } = await at.run(['init', '--yes', '--identifier', 'x']);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^whmcs-mcp init: .*--url URL; --secret-file FILE \(- for stdin; or WHMCS_API_SECRET/m,
    );
    expect(err).not.toContain('--identifier');
    expect(out).not.toContain('Testing');
    expect(at.files()).toEqual([]);
    const unasked = await at.run(['init']);
    expect(unasked).toMatchObject({ code: 2, err: expect.stringMatching(/no terminal to ask on.*--yes/) });
  });

  test.each([
    [['--date-format', 'D.M.Y'], /--date-format: it must be one of DD\/MM\/YYYY/],
    [['--timezone', 'Mars/Olympus'], /--timezone: it must be an IANA time zone/],
    [['--destructive', 'maybe'], /--destructive takes policy, off or on/],
    [['--toolsets', 'desks'], /--toolsets: there is no set desks\. Did you mean "desk"\? There are: desk, /],
    [['--policy', 'suport'], /--policy: there is no file .*suport.* There are: default, read-only/],
    [['--clients', 'emacs'], /--clients: there is no client emacs\. There are: claude-desktop, .*all, none/],
    [['--url', 'my billing'], /--url: That is no address/],
  ])('%j is refused with how it is meant', async (flags, message) => {
    const at = machine();
    const { code, err } = await scripted(at, flags);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(at.files()).toEqual([]);
  });

  test.each([
    ['--staff', 'nobody', /--staff: WHMCS has no administrator with the username nobody/],
    ['--date-format', 'MM/DD/YYYY', /--date-format: WHMCS reads dates as DD\/MM\/YYYY, not as MM\/DD\/YYYY/],
    ['--timezone', 'Asia/Tokyo', /--timezone: WHMCS has /],
  ])('%s %s is refused where WHMCS says otherwise', async (flag, value, message) => {
    const at = machine();
    const { code, err } = await tested(at, [flag, value]);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(at.files()).toEqual([]);
  });

  test('what the chosen policy refuses anyway is not shown by --destructive on, and that is said', async () => {
    const said = /--destructive on shows nothing here/;
    const flags = ['--clients', 'none', '--destructive', 'on', '--policy'];
    expect((await scripted(machine(), [...flags, 'support'])).out).toMatch(said);
    expect((await scripted(machine(), [...flags, 'default'])).out).not.toMatch(said);
  });

  test('http stays where the settings allow it, and becomes https elsewhere', async () => {
    const at = machine();
    const argv = [...whole(sandbox, 'http://billing.example.com'), '--offline', '--clients', 'none'];
    const closed = await at.run(argv, {}, 'secret\n');
    expect(closed.out).toContain('Taken as https://billing.example.com (https in place of http');
    const open = await at.run(argv, { WHMCS_ALLOW_HTTP: 'yes' }, 'secret\n');
    expect(open.out).not.toContain('Taken as');
    expect(open.code).toBe(0);
    expect(parseEnv(at.read(ENV_FILE))).toMatchObject({
      WHMCS_API_URL: 'http://billing.example.com',
      WHMCS_ALLOW_HTTP: 'true',
    });
  });

  test('the date format that WHMCS has is taken where none was given', async () => {
    const other = await sandboxed({ now, dateFormat: 'YYYY-MM-DD' });
    const at = machine();
    expect((await tested(at, [], other)).code).toBe(0);
    expect(parseEnv(at.read(ENV_FILE)).WHMCS_DATE_FORMAT).toBe('YYYY-MM-DD');
  });

  test('a connection that does not work is told with its cure, and nothing is written', async () => {
    const at = machine();
    const { code, out, err } = await at.run(whole(sandbox), {}, 'not the secret\n');
    expect(code).toBe(1);
    expect(out).toMatch(/error +WHMCS does not accept the credential/);
    expect(out).toContain('Manage API Credentials');
    expect(err).toMatch(/Nothing was written/);
    expect(at.files()).toEqual([]);
    const later = await at.run(
      [...whole(sandbox), '--offline', '--policy', 'read-only'],
      {},
      'not the secret\n',
    );
    expect(later.code).toBe(0);
    expect(parseEnv(at.read(ENV_FILE)).WHMCS_API_SECRET).toBe('not the secret');
  });

  test('a folder of the same host is found by itself', async () => {
    const inFolder = await sandboxed({ now, subfolder: '/whmcs' });
    const at = machine();
    const { origin } = new URL(inFolder.url);
    expect((await tested(at, [], inFolder, `${origin}/admin/login.php`)).code).toBe(0);
    expect(parseEnv(at.read(ENV_FILE)).WHMCS_API_URL).toBe(`${origin}/whmcs`);
  });

  test.each([
    [
      'a file in another encoding',
      Buffer.from('{"a": "\u00e9"}', 'latin1'),
      /can't be read: it is no text in UTF-8/,
    ],
    [
      'a broken file',
      Buffer.from('{"mcpServers": {'),
      /Cursor was left alone: .*mcp\.json is no valid JSON \(line 1\)/,
    ],
    [
      'an entry of somebody else',
      Buffer.from('{"mcpServers": {"whmcs": {"command": "php"}}}'),
      /starts something else .*--name/,
    ],
    [
      'the same behind a byte order mark',
      Buffer.from('\uFEFF{"mcpServers": {"whmcs": {"command": "php"}}}'),
      /starts something else .*--name/,
    ],
    [
      'a file that is nested too deeply',
      Buffer.from(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
      /Cursor was left alone: .*mcp\.json is nested too deeply/,
    ],
    [
      'an entry of a program with a longer name',
      Buffer.from('{"mcpServers": {"whmcs": {"command": "npx", "args": ["-y", "whmcs-mcp-server"]}}}'),
      /starts something else .*--name/,
    ],
  ])('%s is left alone and told, and the rest is done', async (_about, text, message) => {
    const at = machine();
    at.write('.cursor/mcp.json', text);
    mkdirSync(at.path('.codex'));
    const { code, out } = await scripted(at);
    expect(code).toBe(1);
    expect(out).toMatch(message);
    expect(readFileSync(at.path('.cursor/mcp.json'))).toEqual(text);
    expect(entryIn(at, '.codex/config.toml', ['mcp_servers'])).toHaveProperty('command');
  });

  test('an approver is set up with a password from stdin', async () => {
    const at = machine();
    writeFileSync(at.path('secret.txt'), `${secretOf(sandbox)}\n`);
    const argv = [
      ...whole(sandbox),
      '--offline',
      '--secret-file',
      at.path('secret.txt'),
      '--approver',
      'ann',
    ];
    const { code, out } = await at.run(argv, {}, 'correct horse battery\n');
    expect(code).toBe(0);
    expect(out).toContain('ann may approve');
    const listed = await at.run(['approvals', 'approvers', '--env-file', at.path(ENV_FILE)]);
    expect(listed.out).toMatch(/^ann /);
  });
});

describe('clients', () => {
  const sandboxFlags = (clients: string) => ['init', '--yes', '--sandbox', '--clients', clients];

  test.each([
    ['darwin', 'claude-desktop', 'Library/Application Support/Claude/claude_desktop_config.json'],
    ['darwin', 'vscode', 'Library/Application Support/Code/User/mcp.json'],
    ['darwin', 'zed', '.config/zed/settings.json'],
    ['win32', 'claude-desktop', 'AppData/Roaming/Claude/claude_desktop_config.json'],
    ['win32', 'vscode', 'AppData/Roaming/Code/User/mcp.json'],
    ['win32', 'zed', 'AppData/Roaming/Zed/settings.json'],
    ['linux', 'codex', 'elsewhere/config.toml'],
    ['linux', 'claude-code', 'claude/.claude.json'],
    ['linux', 'gemini', 'gemini/.gemini/settings.json'],
    ['linux', 'opencode', '.config/opencode/opencode.json'],
  ] as const)('on %s %s reads %s', async (platform, id, file) => {
    const at = machine({ platform });
    const env = {
      CODEX_HOME: at.path('elsewhere'),
      CLAUDE_CONFIG_DIR: at.path('claude'),
      GEMINI_CLI_HOME: at.path('gemini'),
    };
    expect((await at.run(sandboxFlags(id), env)).code).toBe(0);
    expect(at.files()).toEqual([file]);
    expect(at.read(file)).toMatch(/"--sandbox"/);
  });

  test('the packages of the Windows store have files of their own', async () => {
    const at = machine({ platform: 'win32' });
    const files = [
      'AppData/Local/Claude-Data/claude_x/claude_desktop_config.json',
      'AppData/Local/Packages/Claude_abc/LocalCache/Roaming/Claude/claude_desktop_config.json',
    ];
    for (const file of files) at.write(file, '{}');
    expect((await at.run(sandboxFlags('all'))).code).toBe(0);
    for (const file of files) expect(entryIn(at, file, ['mcpServers'])).toHaveProperty('command');
  });

  test('--remove takes the entry out again, and the file is what it was', async () => {
    const at = machine();
    for (const [, file, text] of CLIENTS) if (text !== '') at.write(file, text);
    await scripted(at);
    const { code, out } = await at.run(['init', '--remove', '--yes']);
    expect(code).toBe(0);
    expect(out).toContain('were left where they are');
    for (const [id, file, before] of CLIENTS)
      if (before !== '') {
        const filled = (document: unknown) =>
          Object.entries(document as object).filter(([, value]) => JSON.stringify(value) !== '{}');
        expect(filled(parsed(file, at.read(file))), id).toEqual(filled(parsed(file, before)));
        for (const comment of before.match(/#\d/g) ?? []) expect(at.read(file)).toContain(comment);
      }
    expect(at.files()).toContain(ENV_FILE);
    expect((await at.run(['init', '--remove', '--yes'])).out).toContain(
      'Every file is as it should be already.',
    );
  });

  test('another name, so that two WHMCS can stand beside each other', async () => {
    const at = machine();
    await at.run([...sandboxFlags('cursor'), '--name', 'trial']);
    await at.run(sandboxFlags('cursor'));
    expect(Object.keys(parseJsonc(at.read('.cursor/mcp.json')).mcpServers)).toEqual(['trial', 'whmcs']);
    // Its own entry is known wherever the program lies.
    expect((await at.run(sandboxFlags('cursor'))).code).toBe(0);
  });
});

test('every shipped policy is offered, in words', () => {
  const shipped = readdirSync('policies').filter((name) => /^[\w-]+\.json$/.test(name));
  expect(POLICIES.map(({ name }) => `${name}.json`).sort()).toEqual(shipped.sort());
  for (const { says } of POLICIES) expect(says).toMatch(/^Reads.* go through[;.].*\.$/);
});
