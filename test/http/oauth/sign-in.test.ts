import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { guardedGate, protectedResourceRoutes } from '../../../src/http/index.js';
import { openAuthenticator } from '../../../src/identities/callers/index.js';
import type { Authenticator } from '../../../src/identities/index.js';
import { ALLOW_ALL, credentialsFor, done, policyFile, sandboxed } from '../../harness.js';
import { httpStage } from '../stage.js';
import { signedIn } from './agent.js';
import { identityProvider } from './provider.js';

const POLICY = {
  ...ALLOW_ALL,
  grants: { support: { toolsets: ['tickets'] }, billing: { toolsets: ['billing'] } },
};

/** A server that takes tokens of a provider for its own address. */
async function guardedServer(provider?: string) {
  const issuer = provider ?? (await identityProvider());
  const whmcs = await sandboxed();
  let authenticator: Authenticator | undefined;
  // The audience is the address of the server, which is known once it listens.
  const latest = (): Authenticator => authenticator ?? expect.fail('the server is not ready');
  const later: Authenticator = {
    identify: (shown) => latest().identify(shown),
    challenge: (refusal, resource) => latest().challenge(refusal, resource),
    resourceMetadata: (resource) => latest().resourceMetadata(resource),
    isSetUp: () => latest().isSetUp(),
  };
  const stage = await httpStage(
    { ...credentialsFor(whmcs), GUARD_POLICY: policyFile(POLICY) },
    { gate: guardedGate(later), routes: protectedResourceRoutes(later, '/mcp') },
  );
  const log: string[] = [];
  authenticator = await openAuthenticator({
    state: stage.app.store,
    oauth: {
      issuer,
      audience: `${stage.url}/mcp`,
      nameClaim: 'sub',
      groupsClaim: 'groups',
      admissions: [
        { grant: 'support', by: 'group', value: 'desk' },
        { grant: 'billing', by: 'scope', value: 'billing' },
      ],
    },
    knownForMs: 60_000,
    now: () => new Date(),
    log: (_level, event, fields) => void log.push(JSON.stringify({ event, ...fields })),
  });
  return { ...stage, whmcs, issuer, resource: new URL(`${stage.url}/mcp`), log };
}

test('a client signs in by itself, from the challenge alone, and has the grant of its group', async () => {
  const { resource, issuer, app, whmcs, log } = await guardedServer();
  const { agent, token, keeper } = await signedIn(resource, 'anna');
  expect(keeper.sentTo?.searchParams.get('resource')).toBe(resource.href);
  expect(keeper.sentTo?.searchParams.get('code_challenge_method')).toBe('S256');
  expect(decodeJwt(token)).toMatchObject({ iss: issuer, aud: resource.href, sub: 'anna' });

  const listed = await agent.listed();
  expect(listed).toContain('whmcs_get_tickets');
  expect(listed).not.toContain('whmcs_get_invoices');
  expect(done(await agent.call('whmcs_get_tickets')).items.length).toBeGreaterThan(0);
  const name = `anna@${new URL(issuer).host}`;
  const { calls } = await app.journal.calls({ limit: 10 });
  expect(calls[0]).toMatchObject({ caller: name, grant: 'support', tool: 'whmcs_get_tickets' });

  // What opens our door is no business of anybody behind it.
  const store = await app.store();
  const kept = JSON.stringify(await store.journal.find({ limit: 100 }));
  for (const [where, text] of Object.entries({
    kept,
    log: log.join('\n'),
    whmcs: JSON.stringify(whmcs.requests),
  }))
    expect(text, where).not.toContain(token.split('.')[2]);
});

test('somebody else in the same company has the grant of the scope, and a caller name of their own', async () => {
  const { resource, issuer, app } = await guardedServer();
  const [{ agent: anna }, { agent: ben }] = [
    await signedIn(resource, 'anna'),
    await signedIn(resource, 'ben'),
  ];
  expect(await ben.listed()).toContain('whmcs_get_invoices');
  expect(await ben.listed()).not.toContain('whmcs_get_tickets');
  done(await ben.call('whmcs_get_invoices'));
  done(await anna.call('whmcs_get_tickets'));
  const { calls } = await app.journal.calls({ limit: 10 });
  const { host } = new URL(issuer);
  expect(calls.map(({ caller }) => caller)).toEqual([`anna@${host}`, `ben@${host}`]);
});

test('a token that the same provider gave for another service is refused', async () => {
  const { resource, url, issuer } = await guardedServer();
  const other = await guardedServer(issuer);
  const { token } = await signedIn(other.resource, 'anna');
  const answer = await fetch(resource, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: '{}',
  });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe(
    `Bearer realm="whmcs-mcp", resource_metadata="${url}/.well-known/oauth-protected-resource/mcp", error="invalid_token", error_description="The token is for another audience.", scope="billing"`,
  );
});

test('the metadata stand at both of their addresses, and tell nothing but where to sign in', async () => {
  const { url, resource, issuer } = await guardedServer();
  for (const path of ['', '/mcp']) {
    const answer = await fetch(`${url}/.well-known/oauth-protected-resource${path}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await answer.json()).toEqual({
      resource: resource.href,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
      scopes_supported: ['billing'],
      resource_name: 'whmcs-mcp',
    });
  }
  expect((await fetch(`${url}/.well-known/oauth-protected-resource/other`)).status).toBe(404);
});
