import { createHmac, createSecretKey, KeyObject, sign } from 'node:crypto';
import { exportJWK, exportSPKI, SignJWT } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openAuthenticator } from '../../src/identities/callers/index.js';
import type { Authenticator, Identity, OAuthSettings, Unidentified } from '../../src/identities/index.js';
import { later, MINUTE, NOON } from '../approvals/samples.js';
import {
  claimsOf,
  type SigningKey,
  signed,
  signingKey,
  type TestIssuer,
  type TokenParts,
  testIssuer,
} from './issuer.js';

const AUDIENCE = 'https://mcp.example.com/mcp';
const ADDRESS = '192.0.2.7';

let key: SigningKey;
let second: SigningKey;
beforeAll(async () => {
  [key, second] = await Promise.all([signingKey('one'), signingKey('two', 'ES256')]);
});

let provider: TestIssuer;
let time: Date;
let lines: string[];
beforeEach(async () => {
  provider = await testIssuer();
  provider.publish(key);
  time = NOON;
  lines = [];
});

const open = (settings: Partial<OAuthSettings> = {}): Promise<Authenticator> =>
  openAuthenticator({
    state: async () => expect.fail('the state is not asked about a token of others'),
    oauth: {
      issuer: provider.issuer,
      audience: AUDIENCE,
      nameClaim: 'sub',
      groupsClaim: 'groups',
      admissions: [
        { grant: 'support', by: 'group', value: 'desk' },
        { grant: undefined, by: 'scope', value: 'billing' },
      ],
      ...settings,
    },
    knownForMs: 60_000,
    now: () => time,
    log: (level, event, fields) => void lines.push(JSON.stringify({ level, event, ...fields })),
  });

const claims = (differing: Readonly<Record<string, unknown>> = {}) => ({
  ...claimsOf(provider.issuer, AUDIENCE, NOON),
  ...differing,
});
const show = (one: Authenticator, token: string): Promise<Identity | Unidentified> =>
  one.identify({ authorization: `Bearer ${token}`, address: ADDRESS });
const hostOf = ({ issuer }: TestIssuer) => new URL(issuer).host;
const exp = NOON.getTime() / 1000;

describe('a token of the identity provider:', () => {
  test('names the caller as its subject at the provider, and says what lets it in', async () => {
    const one = await open();
    const name = `anna@${hostOf(provider)}`;
    const plain = await signed(key, { claims: claims() });
    const expected = { name, grant: undefined, via: 'oauth', expiresAt: later(5 * MINUTE) };
    expect(await show(one, plain)).toEqual(expected);
    expect(await show(one, plain)).toEqual(expected);
    const desk = await signed(key, { claims: claims({ groups: ['staff', 'desk'] }), header: { typ: 'JWT' } });
    expect(await show(one, desk)).toMatchObject({ name, grant: 'support' });
    const several = await signed(key, { claims: claims({ aud: ['https://other.example.com', AUDIENCE] }) });
    expect(await show(one, several)).toMatchObject({ name });
    expect(provider.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  test.each([
    ['scp as a list', { scope: undefined, scp: ['mail', 'billing'] }, 'groups', undefined],
    ['scp as a text', { scope: undefined, scp: 'mail billing' }, 'groups', undefined],
    ['one group as a text', { scope: '', groups: 'desk' }, 'groups', 'support'],
    ['roles of a realm', { scope: '', realm_access: { roles: ['desk'] } }, 'realm_access.roles', 'support'],
    [
      'a claim with dots',
      { scope: '', 'https://example.com/g': ['desk'] },
      'https://example.com/g',
      'support',
    ],
  ])('lets in by %s', async (_what, differing, groupsClaim, grant) => {
    const one = await open({ groupsClaim });
    const told = await show(one, await signed(key, { claims: claims(differing) }));
    expect(told).toMatchObject({ via: 'oauth', name: `anna@${hostOf(provider)}` });
    expect((told as Identity).grant).toBe(grant);
  });

  test.each([
    ['nothing', { scope: undefined }],
    ['a scope that only holds the one in it', { scope: 'billing.read xbilling' }],
    ['groups that are no texts', { scope: '', groups: [{ name: 'desk' }, ['desk']] }],
    ['a group where a scope is asked for', { scope: '', groups: ['billing'] }],
    ['a property that every object has', { scope: '', groups: undefined }],
  ])('lets nobody in by %s', async (_what, differing) => {
    const one = await open({ groupsClaim: _what.startsWith('a property') ? 'constructor.name' : 'groups' });
    expect(await show(one, await signed(key, { claims: claims(differing) }))).toMatchObject({
      status: 403,
      error: 'insufficient_scope',
    });
  });

  test('lets in everybody where the operator says any', async () => {
    const one = await open({ admissions: [{ grant: 'guest', by: 'any', value: '' }] });
    const token = await signed(key, { claims: claims({ scope: undefined }) });
    expect(await show(one, token)).toMatchObject({ grant: 'guest' });
  });

  test.each<[string, string, Record<string, unknown>, string | undefined]>([
    ['sub', 'sub', { sub: 'auth0|5f7c' }, 'auth0|5f7c@HOST'],
    ['sub that is a mail address', 'sub', { sub: 'anna@example.com' }, 'anna@example.com@HOST'],
    ['no sub', 'sub', { sub: undefined }, undefined],
    ['sub that is no text', 'sub', { sub: 7 }, undefined],
    ['an empty sub', 'sub', { sub: '' }, undefined],
    ['sub with a line break', 'sub', { sub: 'anna\nadmin' }, undefined],
    ['sub with a space', 'sub', { sub: 'anna admin' }, undefined],
    ['sub in wide letters', 'sub', { sub: 'ａnna' }, undefined],
    ['sub with a character that nobody sees', 'sub', { sub: 'anna\u{fe0f}' }, undefined],
    ['sub that is too long', 'sub', { sub: 'a'.repeat(200) }, undefined],
    ['email', 'email', { email: 'anna@example.com' }, 'anna@example.com'],
    ['email that was not verified', 'email', { email: 'anna@example.com', email_verified: false }, undefined],
    ['email that is none', 'email', { email: 'local' }, undefined],
    ['another claim', 'preferred_username', { preferred_username: 'anna' }, 'anna@HOST'],
    ['another claim with @', 'upn', { upn: 'anna@example.com' }, 'anna@example.com'],
    ['a name made to look like our addition', 'upn', { upn: 'anna@HOST' }, undefined],
  ])('is named by %s', async (_what, nameClaim, differing, expected) => {
    const one = await open({ nameClaim });
    const host = hostOf(provider);
    const filled = Object.fromEntries(
      Object.entries(differing).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replace('HOST', host) : value,
      ]),
    );
    const told = await show(one, await signed(key, { claims: claims(filled) }));
    if (expected === undefined) expect(told).toMatchObject({ status: 401, error: 'invalid_token' });
    else expect(told).toMatchObject({ name: expected.replace('HOST', host) });
  });
});

/** What a provider signs for the person who signs in at an application, here that of this server itself. */
const idClaims = (more: Readonly<Record<string, unknown>> = {}) =>
  claims({ scope: undefined, groups: ['desk'], auth_time: exp, sid: 's', ...more });

describe.each<[string, Pick<TokenParts, 'header' | 'withoutType'>]>([
  ['the type JWT', { header: { typ: 'JWT' } }],
  ['no type', { withoutType: true }],
])('of a token with %s', (_what, parts) => {
  const told = async (payload: Record<string, unknown>) =>
    show(await open(), await signed(key, { ...parts, claims: payload }));

  test.each<[string, Record<string, unknown>]>([
    ['a scope', { scope: 'openid' }],
    ['scp and cid (Okta)', { scp: ['openid'], cid: 'agent' }],
    ['azp (Entra, Auth0)', { azp: 'agent' }],
    ['the kind Bearer (Keycloak)', { typ: 'Bearer', azp: AUDIENCE }],
  ])('one that shows by %s that it is an access token is taken', async (_sign, more) => {
    expect(await told(idClaims(more))).toMatchObject({ via: 'oauth', grant: 'support' });
  });

  test.each<[string, Record<string, unknown>]>([
    ['an ID token without nonce', {}],
    ['an ID token that names its application', { azp: AUDIENCE }],
    ['an ID token that names one of its applications', { aud: [AUDIENCE, 'other'], azp: 'other' }],
    ['an ID token with a hash of a code', { scope: 'openid', c_hash: 'h' }],
    ['an ID token of Keycloak', { scope: 'openid', typ: 'ID', azp: 'agent' }],
    ['a refresh token of Keycloak', { scope: 'openid', typ: 'Refresh' }],
    ['an ID token of Cognito', { token_use: 'id', azp: 'agent' }],
    [
      'a logout token',
      { scope: 'openid', events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
    ],
  ])('%s is not', async (_kind, more) => {
    expect(await told(idClaims(more))).toMatchObject({ status: 401, error: 'invalid_token' });
  });
});

const forged = (header: object, payload: object, sign = (_text: string) => '') => {
  const text = [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign(text)}`;
};

describe('is refused:', () => {
  const hostile: Readonly<Record<string, () => Promise<string> | string>> = {
    'alg none': () => forged({ alg: 'none', typ: 'JWT' }, claims()),
    'alg None with a signature': () =>
      forged({ alg: 'None', typ: 'JWT', kid: 'one' }, claims(), () => 'AAAA'),
    'no alg': () => forged({ typ: 'JWT', kid: 'one' }, claims()),
    'HS256 with the public key as the secret (PEM)': async () => {
      const pem = await exportSPKI(key.publicKey);
      return forged({ alg: 'HS256', typ: 'JWT', kid: 'one' }, claims(), (text) =>
        createHmac('sha256', pem).update(text).digest('base64url'),
      );
    },
    'HS256 with the public key as the secret (modulus)': async () => {
      const { n = '' } = await exportJWK(key.publicKey);
      return new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: 'one' })
        .sign(createSecretKey(Buffer.from(n, 'base64url')));
    },
    'a signature by another key under the same kid': async () =>
      signed({ ...(await signingKey('one')) }, { claims: claims() }),
    'a key in its own header': async () => {
      const own = await signingKey('one');
      return signed(own, { claims: claims(), header: { jwk: await exportJWK(own.publicKey) } });
    },
    'a key at an address in its own header': async () => {
      const own = await signingKey('own');
      const header = { jku: `${provider.issuer}/keys`, x5u: 'https://example.com/cert' };
      return signed(own, { claims: claims(), header });
    },
    'a kid that leads elsewhere': async () =>
      signed({ ...(await signingKey('../../keys')) }, { claims: claims() }),
    'an algorithm of another kind under the same kid': async () =>
      signed({ ...second, kid: 'one' }, { claims: claims() }),
    'another audience': () => signed(key, { claims: claims({ aud: 'https://mcp.example.com' }) }),
    'an audience that only begins so': () => signed(key, { claims: claims({ aud: `${AUDIENCE}/` }) }),
    'no audience': () => signed(key, { claims: claims({ aud: undefined }) }),
    'another issuer': () => signed(key, { claims: claims({ iss: 'https://login.example.com' }) }),
    'an issuer with a slash more': () => signed(key, { claims: claims({ iss: `${provider.issuer}/` }) }),
    'no issuer': () => signed(key, { claims: claims({ iss: undefined }) }),
    expired: () => signed(key, { claims: claims({ exp: exp - 31 }) }),
    'no expiry': () => signed(key, { claims: claims({ exp: undefined }) }),
    'an expiry that is a text': () => signed(key, { claims: claims({ exp: '9999999999' }) }),
    'not good yet': () => signed(key, { claims: claims({ nbf: exp + 31 }) }),
    'a changed letter of the claims': async () => {
      const [head, , tail] = (await signed(key, { claims: claims() })).split('.');
      return `${head}.${Buffer.from(JSON.stringify(claims({ sub: 'boss' }))).toString('base64url')}.${tail}`;
    },
    'a type that is no access token': () => signed(key, { claims: claims(), header: { typ: 'logout+jwt' } }),
    'an empty type': () => signed(key, { claims: claims(), header: { typ: '' } }),
    'an ID token': () => signed(key, { claims: claims({ nonce: 'n' }), header: { typ: 'JWT' } }),
    'a token that is bound to a key': () => signed(key, { claims: claims({ cnf: { jkt: 'x' } }) }),
    'a critical header that nobody knows': () =>
      forged({ alg: 'RS256', kid: 'one', typ: 'JWT', crit: ['x'], x: 1 }, claims(), (text) =>
        sign('sha256', Buffer.from(text), KeyObject.from(key.privateKey)).toString('base64url'),
      ),
    encrypted: () => `${forged({ alg: 'RSA-OAEP', enc: 'A256GCM', typ: 'JWT' }, {})}.AAAA.AAAA`,
    'parts that are no JSON': () => 'eyJhbGciOi.AAAA.AAAA',
    'an array for a header': () => forged([], claims()),
    'one word': () => 'token',
  };

  test.each(Object.keys(hostile))('%s', async (what) => {
    const one = await open();
    const token = await hostile[what]?.();
    const told = await show(one, token ?? '');
    expect(told).toMatchObject({ status: 401, error: 'invalid_token' });
    const { description } = told as Unidentified;
    expect(description).toMatch(/^[\x20-\x7e]+$/);
    const parts = (token ?? '').split('.').filter((part) => part.length > 8);
    for (const part of parts) expect(lines.join('\n') + description).not.toContain(part);
  });

  test('the leeway for clocks is half a minute on both sides', async () => {
    const one = await open();
    for (const good of [{ exp: exp - 29 }, { nbf: exp + 29 }])
      expect(await show(one, await signed(key, { claims: claims(good) }))).toMatchObject({ via: 'oauth' });
  });

  test('a token that was good is not, once it has expired', async () => {
    const one = await open();
    const token = await signed(key, { claims: claims() });
    expect(await show(one, token)).toMatchObject({ via: 'oauth' });
    time = later(5 * MINUTE + 29_000);
    expect(await show(one, token)).toMatchObject({ via: 'oauth' });
    time = later(5 * MINUTE + 31_000);
    for (let n = 0; n < 30; n += 1)
      expect(await show(one, token)).toMatchObject({
        status: 401,
        description: expect.stringMatching(/expired/),
      });
  });

  test('forged tokens are slowed, without a request to the provider for each', async () => {
    const one = await open();
    const own = await signingKey('own');
    const answers: number[] = [];
    for (let n = 0; n < 30; n += 1) {
      const told = await show(one, await signed(own, { claims: claims({ jti: n }) }));
      answers.push((told as Unidentified).status);
    }
    expect(answers.filter((status) => status === 401)).toHaveLength(10);
    expect(answers.slice(10).every((status) => status === 429)).toBe(true);
    // Once for the keys; a key that nobody knows is asked for once more when the pause is over.
    expect(provider.asked).toHaveLength(2);
  });
});

describe('the keys of the provider:', () => {
  const tokenOf = (one: SigningKey, jti = '') => signed(one, { claims: claims({ exp: exp + 999_999, jti }) });

  test('are asked for again where a token names one that is new, but not more often than each half a minute', async () => {
    const one = await open();
    expect(await show(one, await tokenOf(key))).toMatchObject({ via: 'oauth' });
    provider.publish(key, second);
    expect(await show(one, await tokenOf(second))).toMatchObject({ status: 401 });
    time = later(31_000);
    expect(await show(one, await tokenOf(second))).toMatchObject({ via: 'oauth' });
    expect(provider.asked).toHaveLength(4);
  });

  test('that were withdrawn open nothing any more, also for tokens that were checked before', async () => {
    const one = await open();
    const token = await tokenOf(key);
    expect(await show(one, token)).toMatchObject({ via: 'oauth' });
    provider.publish(second);
    time = later(11 * MINUTE);
    await expect.poll(() => show(one, token)).toMatchObject({ status: 401 });
  });

  test('go on for a day while the provider is away, and then nobody can tell', async () => {
    const one = await open();
    const token = await tokenOf(key);
    expect(await show(one, token)).toMatchObject({ via: 'oauth' });
    provider.answer({ status: 500, body: 'down' });
    for (const hours of [1, 23]) {
      time = later(hours * 60 * MINUTE);
      expect(await show(one, token)).toMatchObject({ via: 'oauth' });
      expect(await show(one, await tokenOf(key, String(hours)))).toMatchObject({ via: 'oauth' });
    }
    await expect.poll(() => lines.join('\n')).toContain('answers 500');
    // Nobody knows this key, and whether there is such a key nobody can tell.
    expect(await show(one, await tokenOf(second))).toMatchObject({ status: 503 });
    time = later(25 * 60 * MINUTE);
    expect(await show(one, token)).toMatchObject({ status: 503, retryAfterS: 10 });
    provider.answer(undefined);
    time = later(25 * 60 * MINUTE + 4_000);
    expect(await show(one, token)).toMatchObject({ via: 'oauth' });
  });

  test.each<[string, () => void, string]>([
    [
      'says that it is another one',
      () => provider.claim({ issuer: 'https://evil.example.com' }),
      'letter by letter',
    ],
    [
      'names keys that anybody on the way could change',
      () => provider.claim({ jwks_uri: 'http://example.com/k' }),
      'jwks_uri',
    ],
    ['names no keys', () => provider.claim({ jwks_uri: undefined }), 'jwks_uri'],
    ['answers a page', () => provider.answer({ status: 200, body: '<html>' }), 'openid-configuration'],
    ['answers a list', () => provider.answer({ status: 200, body: '[]' }), 'JSON object'],
    ['answers too much', () => provider.answer({ status: 200, body: ' '.repeat(600_000) }), 'more than'],
    ['is not there', () => provider.answer({ status: 404, body: '' }), 'no metadata'],
  ])('a provider that %s lets nobody in, and the log says why', async (_what, change, why) => {
    change();
    const one = await open();
    for (let n = 0; n < 20; n += 1)
      expect(await show(one, await tokenOf(key))).toMatchObject({ status: 503, retryAfterS: 10 });
    expect(lines.join('\n')).toContain(why);
    expect(provider.asked.length).toBeLessThanOrEqual(2);
  });

  test('are found for an issuer with a path', async () => {
    provider = await testIssuer('/realms/company');
    provider.publish(key);
    const one = await open();
    expect(await show(one, await tokenOf(key))).toMatchObject({ name: `anna@${hostOf(provider)}` });
  });
});

test('whoever comes without a token is told where to get one', async () => {
  const one = await open();
  const told = (await one.identify({ authorization: undefined, address: ADDRESS })) as Unidentified;
  expect(one.challenge(told, 'http://127.0.0.1:8808/mcp')).toBe(
    'Bearer realm="whmcs-mcp", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp", scope="billing"',
  );
  expect(one.resourceMetadata('http://127.0.0.1:8808/mcp')).toEqual({
    resource: AUDIENCE,
    authorization_servers: [provider.issuer],
    bearer_methods_supported: ['header'],
    scopes_supported: ['billing'],
    resource_name: 'whmcs-mcp',
  });
  const named = await open({ audience: 'whmcs-mcp' });
  expect(named.resourceMetadata('http://127.0.0.1:8808/mcp')).toMatchObject({
    resource: 'http://127.0.0.1:8808/mcp',
  });
  expect(await one.isSetUp()).toBe(true);
});
