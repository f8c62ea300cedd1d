import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { parse as parseEnv } from 'dotenv';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { hasTerminals, onRealTerminal } from '../commands/real-terminal.js';
import { temporaryFolder, until } from '../harness.js';
import { CTRL_C, DOWN, ENTER, machine, SPACE } from './machine.js';

const ENV_FILE = '.config/whmcs-mcp/.env';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ now: () => new Date() });
});
afterAll(() => sandbox.close());

describe('at a terminal', () => {
  test('a person is asked, watches the test, mends what was wrong, sees the change, and says yes', async () => {
    const at = machine();
    at.write('.cursor/mcp.json', '{}');
    const { identifier, secret } = sandbox.credentials;
    const person = at.sit(['init']);
    await person.shows('Address of your WHMCS');
    person.type(`${sandbox.url}/admin/login.php${ENTER}`);
    await person.shows(`Taken as ${sandbox.url} (left off /admin/login.php)`);
    await person.shows('Identifier of the API credential');
    person.type(`${identifier}${ENTER}`);
    await person.shows('Its secret');
    person.type(`wrong${ENTER}`);
    await person.shows('WHMCS does not accept the credential');
    await person.shows('What next?');
    // Identifier and secret are what is proposed.
    person.type(ENTER);
    await person.shows('Identifier of the API credential');
    person.type(ENTER);
    await person.shows('Its secret');
    person.type(`${secret}${ENTER}`);
    await person.shows('WHMCS accepts the credential');
    await person.shows('WHMCS reads dates as DD/MM/YYYY');
    await person.shows('Which administrator do ticket replies');
    person.type(ENTER);
    await person.shows('What may the agent do?');
    await person.shows('Only look: Reads go through; every change is refused.');
    person.type(ENTER);
    await person.shows('Tools that delete, cancel or terminate');
    person.type(`${DOWN}${ENTER}`);
    await person.shows('Tools beyond the usual ones');
    person.type(`${SPACE}${ENTER}`);
    await person.shows('Who decides');
    person.type(ENTER);
    await person.shows('Which of these programs');
    person.type(ENTER);
    await person.shows(/New: .*\.env[\s\S]*WHMCS_API_SECRET=\(not shown\)[\s\S]*Changed: .*mcp\.json/);
    await person.shows('Write these 4 files?');
    expect(at.files()).toEqual(['.cursor/mcp.json']);
    person.type(ENTER);
    const { code, out } = await person.ended;
    expect(code).toBe(0);
    expect(out).toMatch(/lists \d+ tools[\s\S]*Next:/);
    expect(out).not.toContain(secret);
    expect(parseEnv(at.read(ENV_FILE))).toMatchObject({
      WHMCS_API_SECRET: secret,
      WHMCS_STAFF_USERNAME: sandbox.state.staff[0]?.username,
      GUARD_DESTRUCTIVE: 'off',
      GUARD_TOOLSETS: 'desk',
    });
  });

  test('where WHMCS lets this machine not in, the address to allow is named, and an access key stands in for it', async () => {
    const closed = await startSandbox({ now: () => new Date(), allowedIps: [], accessKey: 'the-key' });
    onTestFinished(() => closed.close());
    const { identifier, secret } = closed.credentials;
    const at = machine();
    const given = [
      '--staff',
      'sam',
      '--policy',
      'read-only',
      '--toolsets',
      'none',
      '--approver',
      'none',
      '--clients',
      'none',
    ];
    const person = at.sit(['init', '--url', closed.url, '--identifier', identifier, ...given], {
      WHMCS_API_SECRET: secret,
    });
    await person.shows('Keep the credential');
    person.type(ENTER);
    await person.shows('WHMCS does not let 127.0.0.1 in');
    await person.shows('API IP Access Restriction');
    await person.shows('What next?');
    await person.shows('Use an access key');
    person.type(`${DOWN}${DOWN}${DOWN}${ENTER}`);
    await person.shows('The access key');
    person.type(`the-key${ENTER}`);
    await person.shows('WHMCS accepts the credential');
    await person.shows('Write these 3 files?');
    person.type(ENTER);
    const { code, out } = await person.ended;
    expect(code).toBe(0);
    expect(out).not.toContain('the-key');
    expect(parseEnv(at.read(ENV_FILE)).WHMCS_ACCESS_KEY).toBe('the-key');
  });

  test('what is set already is proposed, and the credential kept without being typed again', async () => {
    const at = machine();
    const { identifier, secret } = sandbox.credentials;
    at.write(
      ENV_FILE,
      `WHMCS_API_URL=${sandbox.url}\nWHMCS_API_IDENTIFIER=${identifier}\nWHMCS_API_SECRET=${secret}\n`,
    );
    const person = at.sit([
      'init',
      '--offline',
      '--policy',
      'support',
      '--toolsets',
      'none',
      '--approver',
      'none',
      '--clients',
      'none',
    ]);
    await person.shows(sandbox.url);
    person.type(ENTER);
    await person.shows('Keep the credential that is set');
    person.type(ENTER);
    await person.shows('How does WHMCS write dates?');
    person.type(ENTER);
    await person.shows('Which administrator do ticket replies');
    person.type(ENTER);
    await person.shows('Write these 3 files?');
    person.type(ENTER);
    expect((await person.ended).code).toBe(0);
    expect(parseEnv(at.read(ENV_FILE))).toMatchObject({
      WHMCS_API_SECRET: secret,
      WHMCS_DATE_FORMAT: 'DD/MM/YYYY',
    });
  });

  test('an entry of another program that may be replaced goes with all that it was started with', async () => {
    const at = machine();
    const other =
      '{"command": "npx", "args": ["-y", "whmcs-mcp-server"], "env": {"WHMCS_API_URL": "https://old.example.com"}}';
    at.write('.cursor/mcp.json', `{"mcpServers": {"whmcs": ${other}, "x": {"command": "y"}}}`);
    const person = at.sit(['init', '--sandbox', '--clients', 'cursor']);
    await person.shows('starts something else');
    person.type('y');
    await person.shows('Write this?');
    person.type(ENTER);
    expect((await person.ended).code).toBe(0);
    const { mcpServers } = JSON.parse(at.read('.cursor/mcp.json'));
    expect(Object.keys(mcpServers.whmcs).toSorted()).toEqual(['args', 'command']);
    expect(mcpServers.x).toEqual({ command: 'y' });
  });

  test.each(['address', 'policy', 'last'])(
    'Ctrl-C at the %s question leaves nothing behind',
    async (where) => {
      const at = machine();
      at.write('.cursor/mcp.json', '{}');
      const { identifier } = sandbox.credentials;
      const known = [
        '--url',
        sandbox.url,
        '--identifier',
        identifier,
        '--clients',
        'all',
        '--toolsets',
        'none',
        '--approver',
        'none',
      ];
      const policy = where === 'last' ? ['--policy', 'support'] : [];
      const env = { WHMCS_API_SECRET: sandbox.credentials.secret };
      const rest = ['--date-format', 'DD/MM/YYYY', '--staff', 'x', '--offline'];
      const person = at.sit(where === 'address' ? ['init'] : ['init', ...known, ...rest, ...policy], env);
      if (where !== 'address') {
        await person.shows('Keep the credential');
        person.type(ENTER);
        await person.shows('Which administrator');
        person.type(ENTER);
      }
      await person.shows(
        { address: 'Address of your WHMCS', policy: 'What may the agent do?', last: 'Write these' }[where] ??
          '',
      );
      person.type(CTRL_C);
      expect(await person.ended).toMatchObject({ code: 1, err: 'Nothing was changed.\n' });
      expect(at.files()).toEqual(['.cursor/mcp.json']);
      expect(at.read('.cursor/mcp.json')).toBe('{}');
    },
  );

  test('no to what it would write leaves nothing behind', async () => {
    const at = machine();
    at.write('.cursor/mcp.json', '{}');
    const person = at.sit(['init', '--sandbox', '--clients', 'cursor']);
    await person.shows('Write this?');
    person.type(`n${ENTER}`);
    expect(await person.ended).toMatchObject({ code: 1, err: 'Nothing was changed.\n' });
    expect(at.read('.cursor/mcp.json')).toBe('{}');
  });

  test('a signal ends a test that hangs, and leaves nothing behind', async () => {
    const at = machine();
    const hanging = await startSandbox({ now: () => new Date() });
    onTestFinished(() => hanging.close());
    hanging.misbehave({ kind: 'hang' });
    const person = at.sit(['init', '--url', hanging.url, '--identifier', 'x'], { WHMCS_API_SECRET: 'y' });
    await person.shows('Keep the credential');
    person.type(ENTER);
    await person.shows('takes connections');
    person.stop();
    expect(await person.ended).toMatchObject({ code: 1, err: 'Nothing was changed.\n' });
    expect(at.files()).toEqual([]);
  });
});

describe.skipIf(!hasTerminals)('at a real terminal', () => {
  test('the secret is not echoed, and what was typed works', async () => {
    const home = temporaryFolder();
    mkdirSync(`${home}/.cursor`);
    const args = ['init', '--approver', 'ann', '--policy', 'support', '--toolsets', 'none'];
    const variables = { HOME: home, USERPROFILE: home };
    const { answer, exit, out } = onRealTerminal(args, {
      variables,
      cwd: home,
      first: 'stty cols 100 rows 40',
    });
    const { identifier, secret } = sandbox.credentials;
    await answer('Address of your WHMCS', `${sandbox.url}${ENTER}`);
    await answer('Identifier of the API credential', `${identifier}${ENTER}`);
    await answer('Its secret', `${secret}${ENTER}`);
    await answer('Which administrator', ENTER);
    await answer('Which of these programs', ENTER);
    await answer('Write these 4 files?', ENTER);
    await answer('New password of ann', `correct horse battery${ENTER}`);
    const code = await exit;
    const shown = out();
    expect(code, shown).toBe(0);
    expect(shown).toMatch(/lists \d+ tools/);
    expect(shown).toContain('ann may approve');
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain('horse');
    expect(statSync(`${home}/${ENV_FILE}`).mode & 0o777).toBe(0o600);
    expect(existsSync(`${home}/.cursor/mcp.json`)).toBe(true);
  });

  test('a terminal that is closed half way ends it, and nothing is written', async () => {
    const home = temporaryFolder();
    mkdirSync(`${home}/.cursor`);
    const { answer, close } = onRealTerminal(['init', '--policy', 'support'], {
      variables: { HOME: home, USERPROFILE: home },
      cwd: home,
      first: 'stty cols 100 rows 40; echo $$ > pid',
    });
    await answer('Address of your WHMCS', `${sandbox.url}${ENTER}`);
    await answer('Identifier of the API credential', '');
    const pid = Number(readFileSync(`${home}/pid`, 'utf8'));
    const runs = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    expect(runs()).toBe(true);
    close();
    await until(() => !runs());
    // Node.js 22 keeps compiled code in .cache.
    expect(
      readdirSync(home)
        .filter((name) => name !== '.cache')
        .sort(),
    ).toEqual(['.cursor', 'pid']);
    expect(readdirSync(`${home}/.cursor`)).toEqual([]);
  });
});
