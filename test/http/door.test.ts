import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { Door } from '../../src/http/door/door.js';
import { addressSet, type Route, reachProblems } from '../../src/http/index.js';
import { finished } from '../program.js';
import { ask } from './raw.js';
import { type HttpStageOptions, httpStage } from './stage.js';

const WHMCS = {
  WHMCS_API_URL: 'http://127.0.0.1:1',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'secret',
};

/** A path that answers with what is known of a request. */
const KNOWN: Route = {
  path: '/known',
  methods: ['GET'],
  handle: (_request, response, asked) => void response.end(JSON.stringify(asked)),
};

async function knownOf(options: HttpStageOptions, ...headers: string[]) {
  const { port } = await httpStage(WHMCS, { ...options, routes: [KNOWN] });
  const { status, text } = await ask(port, { method: 'GET', path: '/known', headers });
  return {
    status,
    ...(status === 200 ? JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) : {}),
  };
}

describe('behind a proxy that is named', () => {
  const proxies = addressSet(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);

  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['198.51.100.1, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['203.0.113.9,10.1.2.3,2001:db8::7', '203.0.113.9'],
    ['203.0.113.9:5678', '203.0.113.9'],
    ['198.51.100.1, 203.0.113.9:5678, 10.1.2.3:80', '203.0.113.9'],
    ['[2001:db9::7]:443', '2001:db9::7'],
    ['[2001:db9::7], [2001:db8::1]:443', '2001:db9::7'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['[::ffff:203.0.113.9]:443', '203.0.113.9'],
    ['10.9.9.9', '10.9.9.9'],
    ['203.0.113.9:5678:1', '127.0.0.1'],
    ['203.0.113.9:port', '127.0.0.1'],
    ['[203.0.113.9', '127.0.0.1'],
    ['evil.example.com', '127.0.0.1'],
    ['203.0.113.9, <script>', '127.0.0.1'],
    ['', '127.0.0.1'],
  ])('of the chain %j the client is %s', async (chain, address) => {
    expect((await knownOf({ proxies }, `X-Forwarded-For: ${chain}`)).address).toBe(address);
  });

  test('a header that is there twice is one chain', async () => {
    const twice = ['X-Forwarded-For: 198.51.100.1', 'X-Forwarded-For: 203.0.113.9'];
    expect((await knownOf({ proxies }, ...twice)).address).toBe('203.0.113.9');
  });

  test('the scheme that clients use is the one that the proxy tells', async () => {
    const hosts = ['mcp.example.com'];
    const named = ['Host: mcp.example.com', 'X-Forwarded-Proto: https'];
    expect((await knownOf({ proxies, hosts }, ...named)).origin).toBe('https://mcp.example.com');
    // A page of the same address is one of ours.
    const page = [...named, 'Origin: https://mcp.example.com'];
    expect((await knownOf({ proxies, hosts }, ...page)).status).toBe(200);
    expect((await knownOf({ proxies, hosts }, ...named, 'Origin: http://mcp.example.com')).status).toBe(403);
  });

  test('a host is named with any port, or with one', async () => {
    const hosts = ['mcp.example.com', 'other.example.com:8443'];
    const statusOf = async (host: string) => (await knownOf({ hosts }, `Host: ${host}`)).status;
    expect(await statusOf('MCP.example.com:9999')).toBe(200);
    expect(await statusOf('other.example.com:8443')).toBe(200);
    expect(await statusOf('other.example.com')).toBe(421);
    expect(await statusOf('mcp.example.com.evil.example.com')).toBe(421);
  });
});

test('without a proxy that is named nobody can say that they come from elsewhere', async () => {
  for (const header of ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'Via']) {
    expect((await knownOf({}, `${header}: 203.0.113.9`)).status).toBe(403);
  }
  expect((await knownOf({})).address).toBe('127.0.0.1');
  expect((await knownOf({}, 'X-Forwarded-Proto: https')).origin).toMatch(/^http:/);
});

test('probes are answered whatever they name, and in HTTP/1.0', async () => {
  const probed: Route = { ...KNOWN, path: '/healthz', isForProbes: true };
  const { port } = await httpStage(WHMCS, { routes: [probed] });
  const probe = { method: 'GET', path: '/healthz' };
  expect((await ask(port, { ...probe, headers: ['Host: 10.0.0.7:8808'] })).status).toBe(200);
  expect((await ask(port, { ...probe, version: '1.0' })).status).toBe(200);
  const page = await ask(port, { ...probe, headers: ['Origin: https://evil.example.com'] });
  expect(page.text).not.toMatch(/access-control-allow/i);
});

test('what is below a path is reached by that path alone, and not by detours', async () => {
  const below: Route = { ...KNOWN, path: '/console/*' };
  const { port } = await httpStage(WHMCS, { routes: [below] });
  const statusOf = async (path: string) => (await ask(port, { method: 'GET', path })).status;
  expect(await statusOf('/console/approvals')).toBe(200);
  expect(await statusOf('/console/')).toBe(200);
  for (const path of ['/console/../mcp', '/console//x', '/console/%2e%2e/x', '/console/x/..', '/consoles/x'])
    expect(await statusOf(path)).toBe(404);
});

test('a route that fails says no more than that', async () => {
  const failing: Route = {
    path: '/fails',
    methods: ['GET'],
    handle: () => Promise.reject(new Error('the secret is HUSH')),
  };
  const { port } = await httpStage(WHMCS, { routes: [failing] });
  const { status, text } = await ask(port, { method: 'GET', path: '/fails' });
  expect(status).toBe(500);
  expect(text).not.toContain('HUSH');
});

describe('where a server may be reached', () => {
  const LOCAL = { host: '127.0.0.1', hosts: [], hasProxies: false, hasTls: false, isGuarded: false };
  const PUBLIC = { ...LOCAL, host: '192.0.2.7' };

  test.each([
    ['this machine alone', LOCAL, []],
    ['this machine alone, by IPv6', { ...LOCAL, host: '::1' }, []],
    ['others, with tokens and TLS', { ...PUBLIC, isGuarded: true, hasTls: true }, []],
    ['others, with tokens behind a proxy', { ...PUBLIC, isGuarded: true, hasProxies: true }, []],
    ['others without tokens', { ...PUBLIC, hasTls: true }, [/whmcs-mcp tokens create/]],
    ['others without TLS', { ...PUBLIC, isGuarded: true }, [/MCP_TLS_CERT/]],
    ['others without either', PUBLIC, [/whmcs-mcp tokens create/, /MCP_TLS_CERT/]],
    ['a proxy without tokens', { ...LOCAL, hasProxies: true }, [/^MCP_TRUST_PROXY: .*tokens create/]],
    [
      'a name without tokens',
      { ...LOCAL, hosts: ['mcp.example.com'] },
      [/^MCP_HTTP_ALLOWED_HOSTS: .*tokens create/],
    ],
    [
      'every address without a name',
      { ...PUBLIC, host: '0.0.0.0', isGuarded: true, hasTls: true },
      [/MCP_HTTP_ALLOWED_HOSTS: is missing/],
    ],
    [
      'every address by IPv6',
      { ...PUBLIC, host: '::', isGuarded: true, hasTls: true },
      [/MCP_HTTP_ALLOWED_HOSTS: is missing/],
    ],
  ])('%s', (_who, reach, problems) => {
    expect(reachProblems(reach)).toEqual(problems.map((pattern) => expect.stringMatching(pattern)));
  });

  test('the program refuses to start where others reach it and need prove nothing, and says how to', async () => {
    const env = { ...WHMCS, GUARD_STATE: 'memory', MCP_HTTP_PORT: '0', MCP_HTTP_HOST: '0.0.0.0' };
    const { code, out, err } = await finished(['--http'], env);
    expect(code).toBe(1);
    expect(out).toBe('');
    for (const told of [
      'whmcs-mcp tokens create',
      'MCP_TLS_CERT',
      'MCP_TRUST_PROXY',
      'MCP_HTTP_ALLOWED_HOSTS',
    ])
      expect(err).toContain(told);
  });

  test('settings that can not be meant stop the start, all at once', async () => {
    const bad = {
      MCP_HTTP_HOST: 'mcp.example.com',
      MCP_HTTP_PORT: '70000',
      MCP_HTTP_ALLOWED_HOSTS: 'https://mcp.example.com',
      MCP_HTTP_ALLOWED_ORIGINS: 'agent.example.com',
      MCP_TRUST_PROXY: '10.0.0.0/40',
      MCP_HTTP_SESSIONS: 'maybe',
      MCP_TLS_CERT: '/nowhere/cert.pem',
      MCP_HTTP_ALLOWED_HOST: 'mcp.example.com',
    };
    const { code, err } = await finished(['--http'], { ...WHMCS, ...bad });
    expect(code).toBe(1);
    const { MCP_TLS_CERT: _, ...named } = bad;
    for (const name of [...Object.keys(named), 'MCP_TLS_KEY']) expect(err).toContain(`${name}: `);
    expect(err).toContain('Did you mean MCP_HTTP_ALLOWED_HOSTS?');
  });

  test.each(['0.0.0.0/0', '10.0.0.5,128.0.0.0/1', '::/0'])('proxies %s are nobody’s', async (proxies) => {
    const { code, err } = await finished(['--http'], { ...WHMCS, MCP_TRUST_PROXY: proxies });
    expect(code).toBe(1);
    expect(err).toContain('MCP_TRUST_PROXY: must be proxies of yours');
  });
});

test.each([
  ['of the proxy', '10.0.0.5', false, undefined],
  ['of this machine, for whoever looks after it', '127.0.0.1', false, undefined],
  ['of somebody else', '192.0.2.9', false, 403],
  ['of somebody else, with TLS', '192.0.2.9', true, undefined],
])('behind a proxy a request %s', (_whose, remoteAddress, isTls, status) => {
  const door = new Door({ hosts: [], origins: [], proxies: addressSet(['10.0.0.5']), isTls });
  const request = {
    rawHeaders: [],
    headers: { host: 'localhost' },
    httpVersionMinor: 1,
    socket: { remoteAddress },
  };
  const checked = door.check(request as unknown as IncomingMessage, '/mcp', {});
  expect('status' in checked ? checked.status : undefined).toBe(status);
});
