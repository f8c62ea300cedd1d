import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readConfig, secretsOf } from '../src/config/index.js';

const WHMCS = {
  WHMCS_API_URL: 'https://billing.example.com',
  WHMCS_API_IDENTIFIER: 'an-identifier',
  WHMCS_API_SECRET: 'a-secret',
};

const read = (state: string) =>
  readConfig({ ...WHMCS, GUARD_STATE: state }, { destructiveTools: [], state: 'memory' });

describe('GUARD_STATE', () => {
  test.each([
    ['postgres://guard:hunter2@db.example.com/state', ['hunter2']],
    ['postgresql://guard:a%23b%40c@db.example.com/state', ['a%23b%40c', 'a#b@c']],
    ['postgres:///state?host=/run/postgresql&user=guard&password=hunter2', ['hunter2']],
    ['POSTGRES://guard:hunter2@db.example.com', ['hunter2']],
    ['postgres://', []],
    ['postgres://db.example.com/state', []],
    ['/var/lib/guard:x@/state.db', []],
    ['memory', []],
  ])('%s has the secrets %j, and can not be printed', (state, secrets) => {
    const answer = read(state);
    if ('problems' in answer) throw new Error(JSON.stringify(answer.problems));
    const { config } = answer;
    expect(secretsOf(config)).toEqual(['an-identifier', 'a-secret', ...secrets]);
    const printed = `${inspect(config, { depth: 9 })} ${JSON.stringify(config)} ${config.guard.state}`;
    for (const secret of secrets) expect(printed).not.toContain(secret);
    expect(config.guard.state.reveal()).toBe(state.replace(/^postgres(ql)?:/i, 'postgres:'));
  });

  test.each(['mysql://guard:hunter2@db.example.com/state', 'postgres://guard:hun#ter2@db.example.com/state'])(
    '%s is refused, and not repeated',
    (state) => {
      const answer = read(state);
      expect(answer).toMatchObject({ problems: [{ variable: 'GUARD_STATE' }] });
      expect(JSON.stringify(answer)).not.toContain('ter2');
    },
  );
});

describe('MCP_OAUTH_*', () => {
  const OAUTH = {
    MCP_OAUTH_ISSUER: 'https://login.example.com/realms/company/',
    MCP_OAUTH_AUDIENCE: 'https://mcp.example.com/mcp',
    MCP_OAUTH_GRANTS: ' support = group:the desk,billing=scope:a:b , group:admins,guest=any ',
  };
  const readOAuth = (differing: Record<string, string | undefined>) =>
    readConfig({ ...WHMCS, ...OAUTH, ...differing }, { destructiveTools: [], state: 'memory' });

  test('who comes in is read in its order, and the issuer letter by letter', () => {
    expect(readOAuth({})).toMatchObject({
      config: {
        oauth: {
          issuer: 'https://login.example.com/realms/company/',
          audience: 'https://mcp.example.com/mcp',
          admissions: [
            { grant: 'support', by: 'group', value: 'the desk' },
            { grant: 'billing', by: 'scope', value: 'a:b' },
            { grant: undefined, by: 'group', value: 'admins' },
            { grant: 'guest', by: 'any', value: '' },
          ],
          nameClaim: 'sub',
          groupsClaim: 'groups',
        },
      },
    });
    const none = { MCP_OAUTH_ISSUER: '', MCP_OAUTH_AUDIENCE: undefined, MCP_OAUTH_GRANTS: undefined };
    expect(readOAuth(none)).toMatchObject({ config: { oauth: undefined } });
    expect(readOAuth({ MCP_OAUTH_ISSUER: 'http://127.0.0.1:8080' })).toHaveProperty('config');
  });

  test.each([
    ['MCP_OAUTH_ISSUER', 'http://login.example.com'],
    ['MCP_OAUTH_ISSUER', 'https://me:secret@login.example.com'],
    ['MCP_OAUTH_ISSUER', 'https://login.example.com?tenant=1'],
    ['MCP_OAUTH_ISSUER', 'login.example.com'],
    ['MCP_OAUTH_ISSUER', undefined],
    ['MCP_OAUTH_AUDIENCE', undefined],
    ['MCP_OAUTH_GRANTS', undefined],
    ['MCP_OAUTH_GRANTS', 'support'],
    ['MCP_OAUTH_GRANTS', 'support=desk'],
    ['MCP_OAUTH_GRANTS', 'support=group:'],
    ['MCP_OAUTH_GRANTS', 'support=team:desk'],
    ['MCP_OAUTH_GRANTS', 'any, support=group:desk'],
    ['MCP_OAUTH_NAME_CLAIM', 'email sub'],
    ['MCP_OAUTH_AUDIANCE', 'x'],
  ])('%s=%s is refused, and not repeated', (variable, value) => {
    const answer = readOAuth({ [variable]: value });
    expect(answer).toMatchObject({ problems: [{ variable }] });
    if (value !== undefined) expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

describe('MCP_CONSOLE_*', () => {
  const SIGN_IN = {
    MCP_CONSOLE_OIDC_ISSUER: 'https://login.example.com',
    MCP_CONSOLE_OIDC_CLIENT_ID: 'console',
    MCP_CONSOLE_OIDC_CLIENT_SECRET: 'a secret of the console',
    MCP_CONSOLE_OIDC_SCOPES: 'email groups',
    MCP_CONSOLE_OIDC_APPROVERS: 'group:leads, group:on call',
  };
  const readConsole = (env: Record<string, string | undefined>) =>
    readConfig({ ...WHMCS, ...env }, { destructiveTools: [], state: 'memory' });

  test('whoever may approve is read, and the secret is one', () => {
    const answer = readConsole(SIGN_IN);
    if ('problems' in answer) throw new Error(JSON.stringify(answer.problems));
    const { console } = answer.config;
    expect(console).toMatchObject({ host: '127.0.0.1', port: 8788, hasLocalApprovers: true });
    expect(console.signIn).toMatchObject({
      issuer: 'https://login.example.com',
      clientId: 'console',
      scopes: ['email', 'groups'],
      nameClaim: 'sub',
      groupsClaim: 'groups',
      admissions: [
        { by: 'group', value: 'leads' },
        { by: 'group', value: 'on call' },
      ],
    });
    expect(secretsOf(answer.config)).toContain('a secret of the console');
    expect(`${inspect(answer, { depth: 9 })} ${JSON.stringify(answer)}`).not.toContain(
      'a secret of the console',
    );
  });

  test('without any of it nobody signs in at a provider; that of the agents is taken where no other is named', () => {
    expect(readConsole({})).toMatchObject({ config: { console: { signIn: undefined } } });
    const shared = {
      ...SIGN_IN,
      MCP_CONSOLE_OIDC_ISSUER: undefined,
      MCP_OAUTH_ISSUER: 'https://id.example.com',
      MCP_OAUTH_AUDIENCE: 'x',
      MCP_OAUTH_GRANTS: 'any',
      MCP_OAUTH_NAME_CLAIM: 'email',
    };
    expect(readConsole(shared)).toMatchObject({
      config: { console: { signIn: { issuer: 'https://id.example.com', nameClaim: 'email' } } },
    });
  });

  test.each([
    ['MCP_CONSOLE_OIDC_ISSUER', undefined],
    ['MCP_CONSOLE_OIDC_ISSUER', 'http://login.example.com'],
    ['MCP_CONSOLE_OIDC_CLIENT_ID', undefined],
    ['MCP_CONSOLE_OIDC_APPROVERS', undefined],
    ['MCP_CONSOLE_OIDC_APPROVERS', 'any'],
    ['MCP_CONSOLE_OIDC_APPROVERS', 'group:leads, any'],
    ['MCP_CONSOLE_OIDC_APPROVERS', 'scope:approve'],
    ['MCP_CONSOLE_OIDC_APPROVERS', 'leads'],
    ['MCP_CONSOLE_HOST', 'console.example.com'],
    ['MCP_CONSOLE_PORT', '99999'],
    ['MCP_CONSOLE_LOCAL_APPROVERS', 'never'],
    ['MCP_CONSOLE_OIDC_CLIENTID', 'console'],
  ])('%s=%s is refused', (variable, value) => {
    const answer = readConsole({ ...SIGN_IN, [variable]: value });
    expect(answer).toMatchObject({ problems: [{ variable }] });
  });

  test('local approvers are switched off only where others may approve', () => {
    const off = { MCP_CONSOLE_LOCAL_APPROVERS: 'off' };
    expect(readConsole({ ...SIGN_IN, ...off })).toMatchObject({
      config: { console: { hasLocalApprovers: false } },
    });
    expect(readConsole(off)).toMatchObject({ problems: [{ variable: 'MCP_CONSOLE_LOCAL_APPROVERS' }] });
  });
});

describe('a variable that is not read', () => {
  const warningsOf = (env: Record<string, string>) =>
    readConfig(env, { destructiveTools: [], state: 'memory' }).warnings;

  test.each([
    ['WHMCS_URL', 'WHMCS_API_URL'],
    ['WHMCS_API_URI', 'WHMCS_API_URL'],
    ['WHMCS_SECRET', 'WHMCS_API_SECRET'],
    ['whmcs_api_secret', 'WHMCS_API_SECRET'],
    ['WHMCS_IDENTIFER', 'WHMCS_API_IDENTIFIER'],
    ['WHMCS_API_KEY', 'WHMCS_API_IDENTIFIER'],
    ['WHMCS_PASSWORD', 'WHMCS_API_SECRET'],
    ['WHMCS_DATEFORMAT', 'WHMCS_DATE_FORMAT'],
    ['MCP_METRICS_TOKN', 'MCP_METRICS_TOKEN'],
  ])('%s is named with the one that is meant, also where that is missing', (name, meant) => {
    const [warning, ...others] = warningsOf({ [name]: 'some value' });
    expect(warning).toBe(`${name}: not read by whmcs-mcp. Did you mean ${meant}?`);
    expect(others).toEqual([]);
  });

  test.each(['MCP_TIMEOUT', 'MCP_SERVER_NAME', 'WHMCS_LICENSE_SERVER_ADDRESS'])(
    '%s is left to others',
    (name) => {
      expect(warningsOf({ [name]: 'some value' })).toEqual([]);
    },
  );
});
