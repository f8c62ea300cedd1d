import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CHECKS } from '../../src/doctor/index.js';
import { checkState } from '../../src/doctor/own/state.js';
import { announceServer } from '../../src/machine/index.js';
import { typed } from '../commands/terminal.js';
import { credentialsFor, policyFile, sandboxed, temporaryFolder } from '../harness.js';
import { openReceiver } from '../notify/receiver.js';
import { notifyFile } from '../notify/samples.js';
import { examined, examinedSandbox } from './examined.js';

const WAY = {
  WHMCS_API_URL: 'https://billing.invalid',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'a-secret-of-the-test',
};

describe('settings', () => {
  test('missing ones are told as what they are for', async () => {
    const { code, red } = await examined({});
    expect(code).toBe(4);
    expect(red.map(({ id, facts }) => [id, facts?.variable])).toEqual([
      ['address', 'WHMCS_API_URL'],
      ['credential', 'WHMCS_API_IDENTIFIER'],
      ['credential', 'WHMCS_API_SECRET'],
    ]);
    for (const { cure } of red) expect(cure).toContain('whmcs-mcp init');
  });

  test('an address that is not https is cured by https', async () => {
    const { red } = await examined({ ...WAY, WHMCS_API_URL: 'http://billing.example.com' });
    expect(red).toMatchObject([
      { id: 'address', cure: expect.stringMatching(/https:\/\/.*WHMCS_ALLOW_HTTP/) },
    ]);
    expect(red[0]?.cure).not.toContain('folder');
  });

  test('misspelt ones with the nearest', async () => {
    const { of } = await examined({ ...WAY, WHMCS_STAF_USERNAME: 'api' });
    expect(of('settings')).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('WHMCS_STAFF_USERNAME'),
    });
    const { red } = await examined({ ...WAY, GUARD_POLCY: 'x.json' });
    expect(red[0]).toMatchObject({ id: 'settings', says: expect.stringContaining('GUARD_POLICY') });
  });
});

describe('policy', () => {
  test('a fault with its line', async () => {
    const { red } = await examined({
      ...WAY,
      GUARD_POLICY: policyFile('{"version": "1", "default": "deny",\n "tols": {}}'),
    });
    expect(red.find(({ id }) => id === 'policy')).toMatchObject({
      says: expect.stringMatching(/policy\.json:2.*tools/),
      cure: expect.stringContaining('policy check'),
    });
  });

  test('one that denies nothing, and one that lets nothing through', async () => {
    const shadow = await examined({
      ...WAY,
      GUARD_POLICY: policyFile({ version: '1', default: 'deny', mode: 'shadow' }),
    });
    expect(shadow.of('policy')).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('DENIES NOTHING'),
    });
    const shut = await examined({ ...WAY, GUARD_POLICY: policyFile({ version: '1', default: 'deny' }) });
    expect(shut.of('tools')).toMatchObject({
      status: 'error',
      says: expect.stringMatching(/^0 of \d+ tools/),
    });
  });
});

describe('state', () => {
  test('one that can not be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { of } = await examined({ ...WAY, GUARD_STATE: join(file, 'state.db') });
    expect(of('state')).toMatchObject({ status: 'error', says: expect.stringContaining('no folder') });
  });

  test('one that is no state', async () => {
    const file = join(temporaryFolder(), 'state.db');
    writeFileSync(file, 'this is not a database, however long it is read', { mode: 0o600 });
    const { of } = await examined({ ...WAY, GUARD_STATE: file });
    expect(of('state')?.status).toBe('error');
  });

  test('memory, and a halt', async () => {
    expect((await examined({ ...WAY, GUARD_STATE: 'memory' })).of('state')?.status).toBe('warning');
    const state = join(temporaryFolder(), 'state.db');
    const env = { ...WAY, GUARD_STATE: state };
    await typed(['approvals', 'list'], env);
    await typed(['halt', 'something', 'is', 'odd'], env);
    expect((await examined(env)).of('halt')).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('something is odd'),
      cure: expect.stringContaining('whmcs-mcp resume'),
    });
    await typed(['resume'], env);
    writeFileSync(join(state, '..', 'halt'), '');
    expect((await examined(env)).of('halt')?.cure).toContain('remove');
  });

  test('one that nobody has used is not made', async () => {
    const folder = temporaryFolder();
    const { of } = await examined({ ...WAY, GUARD_STATE: join(folder, 'new', 'state.db') });
    expect(of('state')?.status).toBe('ok');
    expect(of('disk')?.status).not.toBe('skipped');
    expect(Number(of('disk')?.facts?.free)).toBeGreaterThan(0);
  });
});

describe('the disk and the servers', () => {
  const own = {
    shown: '/srv/state.db',
    isShared: true,
    open: async () => ({ halt: undefined }),
    servers: () => [],
  };
  const diskOf = async (freeBytes: () => Promise<number | undefined>) => {
    for await (const finding of checkState({ ...own, freeBytes }))
      if (finding.id === 'disk') return finding.status;
    return undefined;
  };

  test('a disk that is full, getting full, or of which nothing is known', async () => {
    const MB = 1024 * 1024;
    expect(await diskOf(async () => 5 * MB)).toBe('error');
    expect(await diskOf(async () => 100 * MB)).toBe('warning');
    expect(await diskOf(async () => 500 * MB)).toBe('ok');
    expect(await diskOf(async () => undefined)).toBe('skipped');
    expect(await diskOf(async () => Promise.reject(new Error('gone')))).toBe('skipped');
  });

  test('servers on this state, and on another', async () => {
    const home = temporaryFolder();
    const place = { platform: 'linux', home } as const;
    const state = join(temporaryFolder(), 'state.db');
    const first = announceServer(place, { state, folder: home });
    onTestFinished(first.leave);
    const env = { ...WAY, GUARD_STATE: state };
    expect((await examined(env, [], home)).of('servers')).toMatchObject({
      status: 'ok',
      says: '1 server of yours works on this state.',
    });
    const elsewhere = await examined({ ...WAY, GUARD_STATE: join(home, 'another.db') }, [], home);
    expect(elsewhere.of('servers')).toMatchObject({ status: 'warning', facts: { elsewhere: state } });
  });
});

describe('the ways to people', () => {
  const told = (channels: object, more: Record<string, string>) => ({
    ...WAY,
    GUARD_NOTIFY: notifyFile({ channels }),
    ...more,
  });

  test('a console and a channel that are not there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((ready) => server.once('listening', ready));
    const gone = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((closed) => server.close(closed));
    const { of } = await examined(
      told({ team: { type: 'slack', url_env: 'HOOK' } }, { HOOK: `${gone}/secret`, GUARD_CONSOLE_URL: gone }),
    );
    expect(of('console')).toMatchObject({
      status: 'error',
      says: expect.stringContaining('(nothing takes connections there)'),
    });
    expect(of('notify')).toMatchObject({
      status: 'error',
      says: expect.stringMatching(
        /^team \(slack\) would take no message \(no answer \(nothing takes connections there\)\)/,
      ),
      facts: { channel: 'team' },
    });
    expect(JSON.stringify(of('notify'))).not.toContain('secret"');
  });

  test('are asked without telling them a thing', async () => {
    const receiver = await openReceiver((response, index) =>
      response.writeHead(index === 0 ? 404 : 200).end(),
    );
    const { findings, of } = await examined(
      told({ team: { type: 'slack', url_env: 'HOOK' } }, { HOOK: receiver.url }),
    );
    expect(findings.filter(({ id }) => id === 'notify')).toMatchObject([
      {
        status: 'ok',
        says: 'team (slack) answers; whether it takes a message is tried by whmcs-mcp notify test team.',
      },
    ]);
    expect(of('console')?.status).toBe('skipped');
    expect(receiver.received.map(({ method, raw }) => [method, raw])).toEqual([['HEAD', '']]);
  });

  test('that can be asked whether they take a message are', async () => {
    const token = '123456:AAbbCCddEEffGGhhIIjjKK';
    const receiver = await openReceiver((response) => response.writeHead(401).end());
    const { findings } = await examined(
      told(
        {
          bot: { type: 'telegram', token_env: 'TOKEN', chat: 7, server: new URL(receiver.url).origin },
          room: { type: 'discord', url_env: 'HOOK' },
        },
        { TOKEN: token, HOOK: receiver.url },
      ),
    );
    const says = findings.filter(({ id }) => id === 'notify').map(({ status, says }) => [status, says]);
    expect(says).toEqual([
      [
        'error',
        expect.stringContaining('bot (telegram) would take no message (answered 401: the secret is wrong'),
      ],
      ['error', expect.stringContaining('room (discord) would take no message (answered 401')],
    ]);
    expect(JSON.stringify(findings)).not.toContain(token);
    expect(receiver.received.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual(
      [
        `GET /bot${token}/getChat?chat_id=7`,
        `GET ${new URL(receiver.url).pathname}${new URL(receiver.url).search}`,
      ].toSorted(),
    );
  });

  test('a file that names them wrongly is told with its place', async () => {
    const { of } = await examined(told({ team: { type: 'slack', url_env: 'HOOK' } }, {}));
    expect(of('notify')).toMatchObject({
      status: 'error',
      says: expect.stringMatching(/notify\.json:5:18 .* names HOOK, which is not set/),
    });
    expect((await examined(WAY)).of('notify')?.status).toBe('skipped');
  });
});

describe('clients', () => {
  const HERE = join('.cursor', 'mcp.json');

  test.each([
    ['has the entry', '{"mcpServers": {"billing": {"command": "npx", "args": ["-y", "whmcs-mcp"]}}}', 'ok'],
    [
      'has it behind a byte order mark',
      '\uFEFF{"mcpServers": {"whmcs": {"command": "whmcs-mcp.cmd"}}}',
      'ok',
    ],
    ['lacks it', '{"mcpServers": {}}', 'warning'],
    [
      'has another program for WHMCS',
      '{"mcpServers": {"whmcs": {"command": "npx", "args": ["-y", "whmcs-mcp-server"]}}}',
      'warning',
    ],
    ['is broken', '{"mcpServers": {', 'warning'],
  ])('one whose file %s', async (_, text, status) => {
    const home = temporaryFolder();
    mkdirSync(join(home, '.cursor'));
    writeFileSync(join(home, HERE), text);
    const { of } = await examined(WAY, [], home);
    expect(of('clients')).toMatchObject({ status, says: expect.stringContaining('Cursor') });
  });

  test('none at all', async () => {
    const { of } = await examined(WAY);
    expect(of('clients')).toMatchObject({
      status: 'warning',
      cure: expect.stringContaining('whmcs-mcp init'),
    });
  });
});

describe('the output', () => {
  test('for people has a sign, a word and a cure for each, and no credential', async () => {
    const sandbox = await sandboxed({ allowedIps: [] });
    const { code, out } = await typed(['doctor'], credentialsFor(sandbox));
    expect(code).toBe(4);
    expect(out).toContain('\nCredential and API role\n  ✗ error');
    expect(out).toMatch(/→ In WHMCS 8 and 9: Configuration/);
    expect(out).toContain('Mend the first error');
    expect(out).not.toContain(sandbox.credentials.secret);
    expect(out).not.toContain('\u001b');
  });

  test('a command line that is wrong is told apart', async () => {
    expect((await typed(['doctor', '--jsno'])).code).toBe(2);
  });

  test('every finding stands in the one list', async () => {
    const { findings } = await examinedSandbox({}, {}, ['--questions']);
    for (const { id, area } of findings) expect(CHECKS[id].area).toBe(area);
  });
});
