import { beforeAll, describe, expect, test } from 'vitest';
import { createSignIn, type SignIn, type SignInSettings } from '../../src/identities/sign-in/index.js';
import { NOON } from '../approvals/samples.js';
import { Browser } from '../http/oauth/browser.js';
import { identityProvider, type KnownClient } from '../http/oauth/provider.js';
import { claimsOf, type SigningKey, signed, signingKey, testIssuer } from './issuer.js';

const HOME = 'http://127.0.0.1:1/sign-in/provider';
const CONSOLE: KnownClient = {
  client_id: 'whmcs-mcp console',
  client_secret: 'not a real secret: 100% of it',
  redirect_uris: [HOME],
};

let key: SigningKey;
beforeAll(async () => {
  key = await signingKey('one');
});

function signInAt(issuer: string, settings: Partial<SignInSettings> = {}, now = () => new Date()) {
  const lines: string[] = [];
  const signIn = createSignIn(
    {
      issuer,
      clientId: CONSOLE.client_id,
      clientSecret: CONSOLE.client_secret,
      scopes: ['email', 'groups'],
      nameClaim: 'email',
      groupsClaim: 'groups',
      admissions: [{ grant: 'support', by: 'group', value: 'desk' }],
      ...settings,
    },
    { now, log: (_level, event, fields) => void lines.push(JSON.stringify({ event, ...fields })) },
  );
  return { signIn, lines };
}

async function begun(signIn: SignIn) {
  const begin = await signIn.begin(HOME);
  if (!('leaving' in begin)) throw new Error(begin.why);
  return begin;
}

async function cameBack(signIn: SignIn, name: string) {
  const { url, leaving } = await begun(signIn);
  const back = await new Browser().signIn(new URL(url), name, HOME);
  return { answer: back.searchParams, leaving };
}

describe('at a real provider', () => {
  test.each(['client_secret_basic', 'client_secret_post'] as const)(
    'a person of the right group comes in under their mail address, once (%s)',
    async (method) => {
      const client = { ...CONSOLE, token_endpoint_auth_method: method };
      const issuer = await identityProvider([client], { clientAuthMethods: [method] });
      const { signIn, lines } = signInAt(issuer);
      const { answer, leaving } = await cameBack(signIn, 'anna');
      const told = await signIn.finish(answer, leaving);
      expect(told).toEqual({
        name: 'anna@example.com',
        alsoKnownAs: [`anna@${new URL(issuer).host}`, 'anna@example.com'],
        grants: ['support'],
      });
      expect(await signIn.finish(answer, leaving)).toMatchObject({ why: expect.any(String) });
      const said = lines.join('\n');
      for (const secret of [CONSOLE.client_secret, answer.get('code') ?? '-', leaving.verifier])
        expect(said).not.toContain(secret);
    },
  );

  test.each([
    [
      'of all their groups',
      [
        ['support', 'desk'],
        ['billing', 'staff'],
        ['x', 'nobody'],
      ],
      ['support', 'billing'],
    ],
    [
      'once where two groups have the same',
      [
        ['support', 'desk'],
        ['support', 'staff'],
      ],
      ['support'],
    ],
    [
      'all where one group has all',
      [
        ['support', 'desk'],
        [undefined, 'staff'],
      ],
      undefined,
    ],
  ] as const)('a person decides for the grants %s', async (_what, groups, grants) => {
    const issuer = await identityProvider([CONSOLE]);
    const admissions = groups.map(([grant, value]) => ({ grant, by: 'group', value }) as const);
    const { signIn } = signInAt(issuer, { admissions });
    const { answer, leaving } = await cameBack(signIn, 'anna');
    expect(await signIn.finish(answer, leaving)).toMatchObject({ name: 'anna@example.com', grants });
  });

  test('whoever is in no group that counts, or has no verified address, does not', async () => {
    const issuer = await identityProvider([CONSOLE]);
    const { signIn } = signInAt(issuer);
    const ben = await cameBack(signIn, 'ben');
    expect(await signIn.finish(ben.answer, ben.leaving)).toEqual({
      why: 'You are signed in, but nothing lets you in here.',
    });
    const { signIn: open } = signInAt(issuer, { admissions: [{ grant: undefined, by: 'any', value: '' }] });
    const carl = await cameBack(open, 'carl');
    expect(await open.finish(carl.answer, carl.leaving)).toMatchObject({
      why: expect.stringContaining('valid way'),
    });
  });

  test('a code that another browser brought is no good for this one', async () => {
    const issuer = await identityProvider([CONSOLE]);
    const { signIn } = signInAt(issuer);
    const [anna, victim] = [await cameBack(signIn, 'anna'), await begun(signIn)];
    // With the state of its own sign-in the victim sends the code of the attacker.
    const mixed = new URLSearchParams(anna.answer);
    expect(await signIn.finish(mixed, victim.leaving)).toMatchObject({
      why: expect.stringContaining('not begun'),
    });
    mixed.set('state', victim.leaving.state);
    expect(await signIn.finish(mixed, victim.leaving)).toMatchObject({
      why: expect.stringContaining('did not'),
    });
  });

  test('an answer in the name of another provider is not followed up', async () => {
    const issuer = await identityProvider([CONSOLE]);
    const { signIn } = signInAt(issuer);
    const { answer, leaving } = await cameBack(signIn, 'anna');
    expect(answer.get('iss')).toBe(issuer);
    for (const iss of ['https://login.example.com', undefined]) {
      const changed = new URLSearchParams(answer);
      if (iss === undefined) changed.delete('iss');
      else changed.set('iss', iss);
      expect(await signIn.finish(changed, leaving)).toMatchObject({
        why: expect.stringContaining('not begun'),
      });
    }
    expect(await signIn.finish(answer, leaving)).toMatchObject({ name: 'anna@example.com' });
  });
});

describe('an ID token', () => {
  const exp = NOON.getTime() / 1000 + 60;
  const stranger = () => signingKey('one');
  const cases: [string, Record<string, unknown>, boolean, (() => Promise<SigningKey>)?][] = [
    ['as it should be', {}, true],
    ['with the client as the one that asked', { azp: CONSOLE.client_id }, true],
    [
      'for this client and others, asked for by this one',
      { aud: [CONSOLE.client_id, 'x'], azp: CONSOLE.client_id },
      true,
    ],
    ['of another sign-in', { nonce: 'another' }, false],
    ['without a nonce', { nonce: undefined }, false],
    ['for another client', { aud: 'x' }, false],
    ['for this client and others', { aud: [CONSOLE.client_id, 'x'] }, false],
    ['that another client asked for', { azp: 'x' }, false],
    ['of another issuer', { iss: 'https://login.example.com' }, false],
    ['that has expired', { exp: exp - 200 }, false],
    ['without an expiry', { exp: undefined }, false],
    ['without a subject', { sub: undefined }, false],
    ['with an address that was not verified', { email_verified: false }, false],
    ['with an address of which nothing is said', { email_verified: undefined }, false],
    ['without a group that counts', { groups: ['staff'] }, false],
    ['signed by somebody else', {}, false, stranger],
  ];

  test.each<(typeof cases)[number]>(cases)('%s', async (_what, differing, isGood, signer) => {
    const provider = await testIssuer();
    provider.publish(key);
    const { signIn } = signInAt(provider.issuer, {}, () => NOON);
    const { url, leaving } = await begun(signIn);
    expect(url).toContain('code_challenge_method=S256');
    const claims = {
      ...claimsOf(provider.issuer, CONSOLE.client_id, NOON),
      exp,
      nonce: leaving.nonce,
      email: 'anna@example.com',
      email_verified: true,
      groups: ['desk'],
      ...differing,
    };
    const by = (await signer?.()) ?? key;
    provider.exchange({ id_token: await signed(by, { claims, header: { typ: 'JWT' } }) });
    const told = await signIn.finish(new URLSearchParams({ code: 'c', state: leaving.state }), leaving);
    if (isGood) expect(told).toMatchObject({ name: 'anna@example.com', grants: ['support'] });
    else expect(told).toEqual({ why: expect.any(String) });
  });

  test('that does not come signs nobody in, and a provider that is away is told as that', async () => {
    const provider = await testIssuer();
    provider.publish(key);
    const { signIn } = signInAt(provider.issuer, {}, () => NOON);
    const { leaving } = await begun(signIn);
    const answer = new URLSearchParams({ code: 'c', state: leaving.state });
    for (const traded of [{}, { id_token: 7 }, { id_token: 'x' }]) {
      provider.exchange(traded);
      expect(await signIn.finish(answer, leaving)).toMatchObject({
        why: expect.stringContaining('valid way'),
      });
    }
    const denied = new URLSearchParams({ error: 'access_denied', state: leaving.state });
    expect(await signIn.finish(denied, leaving)).toMatchObject({
      why: expect.stringContaining('did not sign'),
    });
    provider.answer({ status: 502, body: '' });
    expect(await signIn.finish(answer, leaving)).toMatchObject({ why: expect.stringContaining('reached') });
    const { signIn: fresh } = signInAt(provider.issuer);
    expect(await fresh.begin(HOME)).toMatchObject({ why: expect.stringContaining('reached') });
  });
});
