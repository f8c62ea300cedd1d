import { createHmac } from 'node:crypto';
import { exportSPKI } from 'jose';
import { expect, test } from 'vitest';
import { credentialsFor, sandboxed } from '../../harness.js';
import { claimsOf, signed, signingKey, testIssuer } from '../../identities/issuer.js';
import { INITIALIZE, POST_HEADERS } from '../messages.js';
import { ask } from '../raw.js';
import { httpStage } from '../stage.js';

const AUDIENCE = 'https://mcp.example.com/mcp';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('tokens that nobody at the provider signed for this server open nothing by HTTP, and leave no session', async () => {
  const [provider, key, other] = await Promise.all([testIssuer(), signingKey('one'), signingKey('one')]);
  provider.publish(key);
  const { port, endpoint } = await httpStage(
    {
      ...credentialsFor(await sandboxed()),
      MCP_OAUTH_ISSUER: provider.issuer,
      MCP_OAUTH_AUDIENCE: AUDIENCE,
      MCP_OAUTH_GRANTS: 'any',
    },
    { isGuarded: true },
  );
  const claims = (more: object = {}) => ({ ...claimsOf(provider.issuer, AUDIENCE, new Date()), ...more });
  const unsigned = `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims())}.`;
  const confused = `${part({ alg: 'HS256', typ: 'at+jwt', kid: 'one' })}.${part(claims())}`;
  const pem = await exportSPKI(key.publicKey);
  const hour = 3_600;
  const past = Math.floor(Date.now() / 1000) - hour;
  const hostile = {
    'alg none': unsigned,
    'the public key as a secret': `${confused}.${createHmac('sha256', pem).update(confused).digest('base64url')}`,
    'another key of the same name': await signed(other, { claims: claims() }),
    'another audience': await signed(key, { claims: claims({ aud: 'https://other.example.com/mcp' }) }),
    'another issuer': await signed(key, { claims: claims({ iss: 'https://login.example.com' }) }),
    expired: await signed(key, { claims: claims({ iat: past - hour, exp: past }) }),
    'an ID token': await signed(key, { claims: claims({ nonce: 'n' }), header: { typ: 'JWT' } }),
  };
  const show = (token: string) =>
    ask(port, { headers: [...POST_HEADERS, `Authorization: Bearer ${token}`], body: INITIALIZE });
  for (const [what, token] of Object.entries(hostile)) {
    const { status, text } = await show(token);
    expect(status, what).toBe(401);
    expect(text, what).toMatch(/^www-authenticate: Bearer .*resource_metadata=.*error="invalid_token"/im);
    expect(text, what).not.toContain(token);
  }
  expect(endpoint.sessions).toBe(0);
  expect((await show(await signed(key, { claims: claims() }))).status).toBe(200);
});
