import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { onTestFinished, vi } from 'vitest';

const GROUPS: Readonly<Record<string, readonly string[]>> = { anna: ['staff', 'desk'], ben: ['staff'] };

/** A client that was registered by hand. */
export interface KnownClient {
  readonly client_id: string;
  readonly client_secret: string;
  readonly redirect_uris: readonly string[];
  readonly token_endpoint_auth_method?: string;
}

/**
 * A real identity provider on this machine: it registers clients by itself, asks for PKCE, and signs tokens for whatever
 * resource a client names. People are who they say, with any password.
 *
 * @param more settings of oidc-provider in the place of these
 * @returns its issuer
 */
export async function identityProvider(
  clients: readonly KnownClient[] = [],
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const [algorithm, keys] = ['RS256', await generateKeyPair('RS256', { extractable: true })];
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // It warns of all that is only good for trying it out.
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { Provider } = await import('oidc-provider');
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(keys.privateKey)), kid: 'first', alg: algorithm, use: 'sig' }] },
    cookies: { keys: ['a key for the cookies of a test'] },
    clients,
    scopes: ['openid', 'offline_access', 'billing'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
    // What a scope asks for stands in the ID token, as most companies set their provider up.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: true },
      registration: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: 'billing',
          audience: resource,
          accessTokenTTL: 300,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: algorithm } },
        }),
      },
    },
    pkce: { required: () => true },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        email: `${id}@example.com`,
        email_verified: id !== 'carl',
        groups: GROUPS[id] ?? [],
      }),
    }),
    extraTokenClaims: (_context: unknown, { accountId = '' }: { accountId?: string }) => ({
      groups: GROUPS[accountId] ?? [],
    }),
    ttl: { Session: 300, Grant: 300, Interaction: 300, IdToken: 300, AccessToken: 300 },
    ...more,
  });
  warnings.mockRestore();
  server.on('request', provider.callback());
  return issuer;
}
