import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** A pair of keys that the issuer may publish. */
export interface SigningKey extends KeyPair {
  readonly kid: string;
  readonly alg: string;
}

export async function signingKey(kid: string, alg = 'RS256'): Promise<SigningKey> {
  return { ...(await generateKeyPair(alg, { extractable: true })), kid, alg };
}

/** Whoever signs tokens, with every lever that a test needs. */
export interface TestIssuer {
  readonly issuer: string;
  /** Requests that came, by path. */
  readonly asked: string[];
  /** Published from now on. */
  publish(...keys: SigningKey[]): void;
  /** What it answers from now on instead of metadata and keys; undefined: those. */
  answer(with_: { status: number; body: string } | undefined): void;
  /** What a code is traded for from now on. */
  exchange(answer: Readonly<Record<string, unknown>>): void;
  /** Changes the metadata. */
  claim(metadata: Readonly<Record<string, unknown>>): void;
}

export async function testIssuer(path = ''): Promise<TestIssuer> {
  let published: SigningKey[] = [];
  let instead: { status: number; body: string } | undefined;
  let traded: Readonly<Record<string, unknown>> = {};
  let changed: Readonly<Record<string, unknown>> = {};
  const asked: string[] = [];
  const jwks = async () => ({
    keys: await Promise.all(
      published.map(async ({ publicKey, kid, alg }) => ({
        ...(await exportJWK(publicKey)),
        kid,
        alg,
        use: 'sig',
      })),
    ),
  });
  const server = createServer(async ({ url = '' }, response) => {
    asked.push(url);
    const bodies: Readonly<Record<string, () => unknown>> = {
      [`${path}/.well-known/openid-configuration`]: () => ({
        issuer,
        jwks_uri: `${issuer}/keys`,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        ...changed,
      }),
      [`${path}/token`]: () => traded,
      [`${path}/keys`]: jwks,
    };
    const body = bodies[url];
    if (instead !== undefined) return response.writeHead(instead.status).end(instead.body);
    if (body === undefined) return response.writeHead(404).end();
    response.end(JSON.stringify(await body()));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  return {
    issuer,
    asked,
    publish: (...keys) => {
      published = keys;
    },
    answer: (with_) => {
      instead = with_;
    },
    exchange: (answer) => {
      traded = answer;
    },
    claim: (metadata) => {
      changed = metadata;
    },
  };
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

export interface TokenParts {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly header?: Partial<JWTHeaderParameters> & Readonly<Record<string, unknown>>;
  /** Leaves the type out that it has otherwise. */
  readonly withoutType?: boolean;
}

/** A signed token; a claim that is undefined is left out. */
export function signed(
  key: SigningKey,
  { claims, header = {}, withoutType = false }: TokenParts,
): Promise<string> {
  const given = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  return new SignJWT(given)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...(withoutType ? {} : { typ: 'at+jwt' }), ...header })
    .sign(key.privateKey);
}

/** What a provider says of a token that is good for five minutes. */
export const claimsOf = (issuer: string, audience: string, now: Date) => ({
  iss: issuer,
  aud: audience,
  sub: 'anna',
  iat: seconds(now),
  exp: seconds(now) + 300,
  scope: 'billing',
});
