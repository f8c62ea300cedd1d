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
