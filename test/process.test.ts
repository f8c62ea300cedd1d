import { once } from 'node:events';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { everyTool } from './every-tool.js';
import { credentialsFor, done, policyFile, sandboxed, temporaryFolder, until } from './harness.js';
import { finished, overStdio, run } from './program.js';
import { catalogue, recorder } from './recorder.js';

const SOME = {
  WHMCS_API_URL: 'https://billing.example.com',
  WHMCS_API_IDENTIFIER: 'some-identifier',
  WHMCS_API_SECRET: 'some-secret',
};

describe('configuration', () => {
  test('without credentials it says what is missing, all at once, and exits 1', async () => {
    const { code, out, err } = await finished([]);
    expect(code).toBe(1);
    expect(out).toBe('');
    for (const name of ['WHMCS_API_URL', 'WHMCS_API_IDENTIFIER', 'WHMCS_API_SECRET'])
      expect(err).toContain(`${name}: is missing`);
    expect(err).toContain('--sandbox');
  });

  test('every problem is reported at once, with the variable and the fix, and no value', async () => {
    const bad = {
      ...SOME,
      WHMCS_API_URL: 'http://billing.example.com/?secret=HUSH',
      GUARD_READ_ONLY: 'HUSH',
      GUARD_DESTRUCTIVE: 'whmcs_cancel_ordr',
      GUARD_TOOLSETS: 'billling',
      GUARD_READONLY: 'HUSH',
      LOG_LEVEL: 'HUSH',
      WHMCS_CONCURRENCY: '0',
      WHMCS_DATE_FORMAT: 'HUSH',
      WHMCS_TIMEZONE: 'Mars/Olympus',
    };
    const { code, err } = await finished([], bad);
    expect(code).toBe(1);
    const { WHMCS_API_IDENTIFIER: _i, WHMCS_API_SECRET: _s, ...named } = bad;
    for (const name of Object.keys(named)) expect(err).toContain(`${name}: `);
    expect(err).toContain('Did you mean whmcs_cancel_order?');
    expect(err).toContain('Did you mean "billing"?');
    expect(err).toContain('Did you mean GUARD_READ_ONLY?');
    expect(err).not.toContain('HUSH');
    expect(err).not.toContain('some-secret');
  });

  test.each([
    ['http://billing.example.com', /WHMCS_ALLOW_HTTP/],
    ['ftp://billing.example.com', /https/],
    ['billing.example.com', /https/],
    ['https://user:pass@billing.example.com', /WHMCS_API_URL/],
  ])('the address %s is refused with the fix', async (url, message) => {
    const { code, err } = await finished([], { ...SOME, WHMCS_API_URL: url });
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toContain('user:pass');
  });

  test('a policy that is broken stops the start, with path, line and nearest spelling', async () => {
    const policy = policyFile('{\n  "version": "1",\n  "defualt": "deny"\n}');
    const { code, err } = await finished([], { ...SOME, GUARD_POLICY: policy });
    expect(code).toBe(1);
    expect(err).toContain(`${policy}:3:`);
    expect(err).toMatch(/default/);
  });

  test('a policy that is missing stops the start', async () => {
    const { code, err } = await finished([], { ...SOME, GUARD_POLICY: join(temporaryFolder(), 'none.json') });
    expect(code).toBe(1);
    expect(err).toMatch(/GUARD_POLICY/);
  });

  test('.env of the working folder is read, the environment wins, --env-file names another', async () => {
    const folder = temporaryFolder();
    const lines = Object.entries(SOME).map(([name, value]) => `${name}="${value}"\n`);
    writeFileSync(join(folder, '.env'), [...lines, 'GUARD_READ_ONLY=\n'].join(''), { mode: 0o600 });
    const listed = async (args: string[], env = {}) => {
      const { out } = await finished(['tools', '--json', ...args], env, folder);
      return JSON.parse(out).filter((tool: { listed: boolean }) => tool.listed).length;
    };
    expect(await listed([])).toBe(55);
    expect(await listed([], { GUARD_READ_ONLY: 'true' })).toBe(29);
    writeFileSync(join(folder, 'other.env'), [...lines, 'GUARD_TOOLSETS=promotions\n'].join(''), {
      mode: 0o600,
    });
    expect(await listed(['--env-file', 'other.env'])).toBe(1);
    const missing = await finished(['--env-file', 'none.env'], SOME, folder);
    // Node 20 reads --env-file itself, wherever it stands, and may be the first to say that there is none.
    expect(missing.code).not.toBe(0);
    expect(missing.err).toContain('none.env');
  });

  test('a .env that nobody named sets no switch, and the address of no secret of others', async () => {
    const folder = temporaryFolder();
    const path = join(folder, '.env');
    const state = join(folder, 'other.db');
    writeFileSync(path, `GUARD_STATE=${state}\nguard_read_only=false\nGUARD_TOOLSETS=\n`, { mode: 0o600 });
    for (const args of [['tools'], ['tools', '--sandbox'], ['halt'], ['audit', 'list'], []]) {
      const found = await finished(args, SOME, folder);
      expect(found).toMatchObject({ code: 1, out: '' });
      expect(found.err).toContain('GUARD_STATE: is set in');
      expect(found.err).toContain(`--env-file ${path}`);
    }
    expect(readdirSync(folder)).toEqual(['.env']);

    writeFileSync(path, `GUARD_STATE=${state}\n`, { mode: 0o600 });
    expect((await finished(['audit', 'list', '--env-file', path], SOME, folder)).code).toBe(0);
    expect(readdirSync(folder)).toContain('other.db');

    writeFileSync(path, 'WHMCS_API_URL=https://elsewhere.example.com\n', { mode: 0o600 });
    const { WHMCS_API_URL: _, ...secrets } = SOME;
    const led = await finished(['tools'], secrets, folder);
    expect(led).toMatchObject({ code: 1, out: '' });
    expect(led.err).toContain('WHMCS_API_URL: is set in');
    expect((await finished(['tools'], SOME, folder)).code).toBe(0);
  });

  test.each(['guard_read_only', 'Guard_Read_Only', 'guard_readonly', 'guard_state'])(
    'the switch %s stops the start, and what has no need to start',
    async (name) => {
      for (const args of [['tools'], ['halt']]) {
        const { code, err } = await finished(args, { ...SOME, [name]: 'true' });
        expect(code).toBe(1);
        expect(err).toMatch(new RegExp(`${name}: .*GUARD_(READ_ONLY|STATE)`));
      }
    },
  );

  test('where to set something is said of what is missing alone', async () => {
    const { WHMCS_API_SECRET: _, ...without } = SOME;
    expect((await finished(['tools'], without)).err).toMatch(
      /WHMCS_API_SECRET: is missing[\s\S]*\.env\.example/,
    );
    const { err } = await finished(['tools'], { ...SOME, LOG_LEVEL: 'loud' });
    expect(err).toContain('LOG_LEVEL: must be one of');
    expect(err).not.toContain('.env.example');
  });

  test('a file with a secret that everyone can read is warned about', async () => {
    const folder = temporaryFolder();
    const path = join(folder, '.env');
    writeFileSync(path, 'WHMCS_API_SECRET=some-secret\n');
    chmodSync(path, 0o644);
    const open = await finished(['tools'], SOME, folder);
    expect(open.err).toMatch(/chmod 600/);
    chmodSync(path, 0o600);
    expect((await finished(['tools'], SOME, folder)).err).not.toMatch(/chmod/);
  });
});

test('a program that is given no state keeps it in the home of whoever starts it, and ours have one of their own', async () => {
  const home = temporaryFolder();
  expect((await finished(['audit', 'list'], { HOME: home })).code).toBe(0);
  const written = readdirSync(home, { recursive: true }).map(String);
  expect(written.some((name) => name.endsWith(join('whmcs-mcp', 'state.db')))).toBe(true);
  // Another program of the tests does not see it.
  expect((await finished(['resume'])).code).toBe(1);
  expect((await finished(['resume'], { HOME: home })).code).toBe(0);
});

describe('commands', () => {
  test('--help names the commands, help settings the variables, and --version the version', async () => {
    const help = await finished(['--help']);
    expect(help.code).toBe(0);
    for (const name of ['whmcs-mcp sandbox', 'whmcs-mcp tools', 'help settings'])
      expect(help.out).toContain(name);
    const settings = await finished(['help', 'settings']);
    for (const name of ['WHMCS_API_URL', 'GUARD_DESTRUCTIVE']) expect(settings.out).toContain(name);
    expect((await finished(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [['tols']],
    [['--nonsense']],
    [['tools', 'extra']],
    [['sandbox', '--port', 'x']],
    [['sandbox', '--fault', 'x']],
  ])('%j is refused with a hint', async (args) => {
    const { code, err, out } = await finished(args, SOME);
    expect(code).toBe(2);
    expect(err).toMatch(/whmcs-mcp/);
    expect(out).toBe('');
  });

  test('tools prints class, state and reason of all of them', async () => {
    const { code, out } = await finished(['tools', '--json'], SOME);
    expect(code).toBe(0);
    const tools: { name: string; class: string; state: string; listed: boolean; reason: string }[] =
      JSON.parse(out);
    expect(tools.map((tool) => tool.name).sort()).toEqual([...everyTool().keys()].sort());
    expect(tools.find((tool) => tool.name === 'whmcs_cancel_order')).toMatchObject({
      class: 'destructive',
      state: 'hidden',
      listed: false,
      reason: expect.stringContaining('(hidden)'),
    });
    expect(tools.find((tool) => tool.name === 'whmcs_add_payment')).toMatchObject({
      state: 'approval',
      listed: true,
    });
    const table = await finished(['tools'], SOME);
    const listed = catalogue.tools.filter(
      ({ riskClass, set }) => riskClass !== 'destructive' && set === undefined,
    );
    expect(table.out).toContain(`${listed.length} of ${everyTool().size} tools are listed.`);
  });

  test('sandbox runs alone and serves a client', async () => {
    const sandbox = run(['sandbox', '--port', '0']);
    await until(() => sandbox.out().includes('WHMCS_API_SECRET='));
    const env = Object.fromEntries(
      [...sandbox.out().matchAll(/^(WHMCS_\w+)=(.*)$/gm)].map((match) => [match[1], match[2]]),
    );
    const agent = await overStdio(env as Record<string, string>);
    expect(done(await agent.call('whmcs_get_clients')).total).toBe(40);
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.exit).toBe(0);
  });

  test('--sandbox serves the embedded WHMCS without credentials', async () => {
    const agent = await overStdio({}, ['--sandbox']);
    expect(done(await agent.call('whmcs_get_clients')).total).toBe(40);
  });
});

describe('stdio', () => {
  const hello = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  };
  const frame = (message: unknown) => `${JSON.stringify(message)}\n`;
  const callFrame = (id: number, name: string, args: unknown) =>
    frame({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } });
  const framesOf = (text: string) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  test('stdout carries frames only, whatever comes in', async () => {
    const server = run(['--sandbox'], { LOG_LEVEL: 'debug' });
    server.child.stdin?.write(frame(hello));
    server.child.stdin?.write(
      'this is not JSON\n{"jsonrpc":"2.0"}\n[]\nnull\n{"jsonrpc":"2.0","id":9,"method":"no/such"}\n',
    );
    server.child.stdin?.write(callFrame(2, 'whmcs_get_clients', { limitnum: 1 }));
    await until(() => server.out().includes('"id":2'));
    server.child.stdin?.end();
    expect(await server.exit).toBe(0);
    const frames = framesOf(server.out());
    expect(frames.every((message) => message.jsonrpc === '2.0')).toBe(true);
    expect(frames.find((message) => message.id === 2)?.result.isError).toBeUndefined();
    const lines = server.err().split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines)
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (debug|info|warn|error) [\w.]+/);
  });

  test.each(['stdin closed', 'SIGTERM', 'SIGINT'])(
    '%s: the call in flight is answered, then exit 0',
    async (how) => {
      const sandbox = await sandboxed();
      sandbox.misbehave({ kind: 'latency', ms: 600 });
      const server = run([], credentialsFor(sandbox));
      server.child.stdin?.write(frame(hello));
      await until(() => server.out().includes('"id":1'));
      server.child.stdin?.write(
        callFrame(2, 'whmcs_add_ticket_note', { ticketid: 404, message: 'written in the last moment' }),
      );
      await until(
        () =>
          sandbox.requests.length > 0 ||
          server.err().includes('call.sent') ||
          server.out().includes('"id":2'),
      );
      if (how === 'stdin closed') server.child.stdin?.end();
      else server.child.kill(how as NodeJS.Signals);
      expect(await server.exit).toBe(0);
      expect(framesOf(server.out()).find((message) => message.id === 2)?.result.isError).toBeUndefined();
      expect(framesOf(server.out()).some((message) => message.id === 2)).toBe(true);
      expect(
        sandbox.requests.filter((request) => request.action === 'AddTicketNote' && request.effect),
      ).toHaveLength(1);
    },
  );

  test('an idle server stops at once', async () => {
    const server = run(['--sandbox']);
    server.child.stdin?.write(frame(hello));
    await until(() => server.out().includes('"id":1'));
    server.child.kill('SIGTERM');
    expect(await server.exit).toBe(0);
  });
});

describe('progress and cancelling', () => {
  test('a long call tells its progress where the client asked for it', async () => {
    const whmcs = await recorder();
    const agent = await overStdio(whmcs.env);
    const seen = new Promise<{ progress: number }>((onprogress) => {
      whmcs.answers.set('DomainGetNameservers', async () => {
        await seen;
      });
      const request = { name: 'whmcs_get_domain_nameservers', arguments: { domainid: 1 } };
      void agent.client.callTool(request, undefined, { onprogress });
    });
    expect((await seen).progress).toBeGreaterThan(0);
  });

  test('a cancelled write that has left finishes and is recorded', async () => {
    const whmcs = await recorder();
    const agent = await overStdio(whmcs.env);
    const sent = () => whmcs.received.filter((request) => request.action === 'AddTicketNote').length;
    let answer = () => {};
    whmcs.answers.set(
      'AddTicketNote',
      () =>
        new Promise<void>((resolve) => {
          answer = resolve;
        }),
    );
    const cancel = new AbortController();
    const request = {
      name: 'whmcs_add_ticket_note',
      arguments: { ticketid: 1, message: 'cancelled too late' },
    };
    const write = agent.client.callTool(request, undefined, { signal: cancel.signal });
    await until(() => sent() === 1);
    cancel.abort();
    await expect(write).rejects.toThrow();
    // It has heard of it once it answers what came after.
    done(await agent.call('whmcs_get_currencies'));
    answer();
    await until(() => /call tool=whmcs_add_ticket_note .*outcome=done/.test(agent.log()));
    expect(sent()).toBe(1);
  });
});

test('a wrong credential and a refused address are told with the fix', async () => {
  const whmcs = await recorder();
  whmcs.answers.set('GetClients', { result: 'error', message: 'Invalid IP 198.51.100.7' });
  const agent = await overStdio(whmcs.env);
  const answer = await agent.call('whmcs_get_clients');
  expect(answer.code).toBe('whmcs_auth');
  expect(answer.text).toMatch(/198\.51\.100\.7/);
  expect(answer.text).toMatch(/API IP Access Restriction/i);

  const sandbox = await sandboxed();
  const wrong = await overStdio({ ...credentialsFor(sandbox), WHMCS_API_SECRET: 'wrong-secret' });
  const refused = await wrong.call('whmcs_get_clients');
  expect(refused.code).toBe('whmcs_auth');
  expect(refused.text + wrong.log()).not.toContain('wrong-secret');
});

test('a server whose client died with all three pipes ends, also where it has something to log', async () => {
  const sandbox = await sandboxed();
  const { child, err } = run([], { ...credentialsFor(sandbox), LOG_LEVEL: 'debug' });
  child.stdin?.on('error', () => undefined);
  const hello = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  };
  const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'whmcs_get_currencies' } };
  child.stdin?.write(`${JSON.stringify(hello)}\n${JSON.stringify(call)}\n`);
  await until(() => err().includes('call tool=whmcs_get_currencies'));
  child.stdin?.write(`${JSON.stringify({ ...call, id: 3 })}\n`.repeat(20));
  for (const pipe of [child.stdout, child.stderr, child.stdin]) pipe?.destroy();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
