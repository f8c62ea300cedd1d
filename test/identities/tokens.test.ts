import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuthenticator } from '../../src/identities/callers/authenticator.js';
import { createTokens, InvalidToken } from '../../src/identities/callers/index.js';
import { newToken } from '../../src/identities/callers/token-text.js';
import { type Identity, maybeSamePerson, type Unidentified } from '../../src/identities/index.js';
import { type Store, StoreFault } from '../../src/store/index.js';
import { later, MINUTE, NOON } from '../approvals/samples.js';
import type { TestState } from '../store/contract/engine.js';
import { FILE } from '../store/sqlite-engines.js';

let state: TestState;
let store: Store;
let lines: string[];
let time: Date;
beforeEach(async () => {
  state = await FILE.newState();
  store = await state.open();
  lines = [];
  time = NOON;
});
afterEach(async () => {
  await store.close();
  await state.clear();
});

const authenticator = (rows = async () => store.tokens, changes = store.changes) =>
  createAuthenticator({
    state: async () => ({ tokens: await rows(), changes }),
    signed: undefined,
    knownForMs: MINUTE,
    now: () => time,
    log: (_level, event, fields) => void lines.push(JSON.stringify({ event, ...fields })),
  });

const bearer = (token: string) => `Bearer ${token}`;
const made = (name: string, more: { grant?: string; expiresAt?: Date } = {}) =>
  createTokens(store.tokens).create(
    { grant: undefined, expiresAt: undefined, madeBy: 'anna', ...more, name },
    NOON,
  );
const statusOf = (told: Identity | Unidentified) => ('status' in told ? told.status : 200);

const ADDRESS = '192.0.2.7';

describe('a token:', () => {
  test('says what it is, has 256 random bits, and no two are the same', () => {
    const all = new Set(Array.from({ length: 2_000 }, () => newToken()));
    expect(all.size).toBe(2_000);
    for (const token of all) expect(token).toMatch(/^whmcs_mcp_[0-9A-Za-z]{49}$/);
    // The longest and the shortest number there is take as many letters.
    for (const byte of [0, 255]) expect(newToken((n) => new Uint8Array(n).fill(byte))).toHaveLength(59);
  });

  test('is known by its name and grant, whatever the case of "Bearer"', async () => {
    const token = await made('Night-Shift', { grant: 'support', expiresAt: later(MINUTE) });
    const expected = { name: 'Night-Shift', grant: 'support', via: 'token', expiresAt: later(MINUTE) };
    const { identify } = authenticator();
    for (const authorization of [bearer(token), `bearer  ${token} `, `BEARER ${token}`])
      expect(await identify({ authorization, address: ADDRESS })).toEqual(expected);
  });

  test('that is revoked opens nothing from the next request on, in every process', async () => {
    const token = await made('anna');
    const other = await state.open();
    const [here, there] = [authenticator(), authenticator(async () => other.tokens)];
    const shown = { authorization: bearer(token), address: ADDRESS };
    for (let n = 0; n < 3; n += 1)
      for (const one of [here, there]) expect(await one.identify(shown)).toMatchObject({ name: 'anna' });
    expect(await createTokens(other.tokens).revoke(' ANNA ')).toBe(true);
    for (const one of [here, there])
      expect(await one.identify(shown)).toMatchObject({ status: 401, error: 'invalid_token' });
    await other.close();
  });

  test('that was the last one and is revoked lets nobody in without one', async () => {
    expect(await authenticator().isSetUp()).toBe(false);
    await made('anna');
    await createTokens(store.tokens).revoke('anna');
    expect(await authenticator().isSetUp()).toBe(true);
  });

  test('that has expired opens nothing, and is told apart from one that never was', async () => {
    const token = await made('anna', { expiresAt: later(MINUTE) });
    const { identify } = authenticator();
    const shown = { authorization: bearer(token), address: ADDRESS };
    time = later(MINUTE - 1);
    expect(await identify(shown)).toMatchObject({ name: 'anna' });
    time = later(MINUTE);
    expect(await identify(shown)).toMatchObject({
      status: 401,
      description: expect.stringMatching(/expired/),
    });
  });

  test('is kept as a digest alone, and its use is noted now and then', async () => {
    const token = await made('anna');
    const { identify } = authenticator();
    const usedAt = async () => (await store.tokens.list())[0]?.usedAt;
    const shown = { authorization: bearer(token), address: ADDRESS };
    for (const [at, noted] of [
      [NOON, NOON],
      [later(4 * MINUTE), NOON],
      [later(5 * MINUTE), later(5 * MINUTE)],
    ] as const) {
      time = at;
      await identify(shown);
      await expect.poll(usedAt).toEqual(noted);
    }
    const secret = token.slice('whmcs_mcp_'.length);
    expect(JSON.stringify(await store.tokens.list())).not.toContain(secret);
    expect(lines.join('\n')).not.toContain(secret);
  });

  test.each([
    'local',
    'Operator',
    'CLI',
    'ｃonsole',
    'http',
    'anna@example.com',
    'a b',
    '',
    '.'.repeat(65),
    'a\n',
  ])('is not made for the name %j', async (name) => {
    const outcome = made(name);
    if (name === 'a\n') expect(await outcome).toMatch(/^whmcs_mcp_/);
    else await expect(outcome).rejects.toThrow(InvalidToken);
  });

  test('is made once for a name, however that is written', async () => {
    await made('Anna');
    await expect(made('ＡNNA')).rejects.toThrow('already');
    await expect(made('ann\u{fe00}')).rejects.toThrow('letters');
    await expect(made('ben', { expiresAt: NOON })).rejects.toThrow('later');
  });
});

describe('whoever is not known:', () => {
  const refusals: readonly (readonly [string, string | undefined, object])[] = [
    ['no header', undefined, { status: 401 }],
    ['another scheme', 'Basic dXNlcjpwYXNz', { status: 401, error: 'invalid_token' }],
    ['two tokens', `Bearer ${newToken()}, Bearer x`, { status: 401, error: 'invalid_token' }],
    ['a token without its word', newToken(), { status: 401, error: 'invalid_token' }],
    ['a token that is too long', bearer('a'.repeat(100_000)), { status: 401, error: 'invalid_token' }],
    ['a token that was never made', bearer(newToken()), { status: 401, error: 'invalid_token' }],
    ['a token of somebody else', bearer('ghp_abcdefgh'), { status: 401, error: 'invalid_token' }],
  ];
  test.each(refusals)('%s is refused', async (_what, authorization, expected) => {
    const told = await authenticator().identify({ authorization, address: ADDRESS });
    expect(told).toMatchObject(expected);
    expect('error' in told).toBe(authorization !== undefined);
  });

  test('a letter that was mistyped is told, without a look into the state', async () => {
    const token = await made('anna');
    const other = token.endsWith('0') ? '1' : '0';
    const { identify } = authenticator(async () => expect.fail('it was looked up'));
    for (const wrong of [token.slice(0, -1), token.slice(0, -1) + other, `${token}0`]) {
      expect(await identify({ authorization: bearer(wrong), address: ADDRESS })).toMatchObject({
        status: 401,
        description: expect.stringMatching(/no whole token/),
      });
    }
  });

  test('a state that can not be read is no wrong token', async () => {
    const { identify } = authenticator(async () => {
      throw new StoreFault('busy', 'state');
    });
    for (let n = 0; n < 30; n += 1) {
      const told = await identify({ authorization: bearer(newToken()), address: ADDRESS });
      expect(told).toMatchObject({ status: 503, retryAfterS: 5 });
    }
  });

  /** Tokens of a state that can be taken away. */
  function losable() {
    const losing = { isAway: false };
    const rows = async () => ({
      ...store.tokens,
      used: async () => undefined,
      async find(digest: string) {
        if (losing.isAway) throw new StoreFault('unopenable', 'state');
        return store.tokens.find(digest);
      },
    });
    return { losing, rows };
  }

  test('who was known stays known for as long as that is set while the state can not be read', async () => {
    const [token, unknown] = [await made('anna', { grant: 'support' }), await made('ben')];
    const { losing, rows } = losable();
    const { identify } = authenticator(rows);
    const shown = { authorization: bearer(token), address: ADDRESS };
    await identify(shown);
    losing.isAway = true;
    for (const at of [NOON, later(MINUTE - 1)]) {
      time = at;
      expect(await identify(shown)).toMatchObject({ name: 'anna', grant: 'support', via: 'token' });
    }
    expect(await identify({ authorization: bearer(unknown), address: ADDRESS })).toMatchObject({
      status: 503,
    });
    time = later(MINUTE);
    expect(await identify(shown)).toMatchObject({ status: 503 });
  });

  test('who was known is not, once word of a changed token has come: it may be that one', async () => {
    const token = await made('anna');
    const { losing, rows } = losable();
    const listeners: (() => void)[] = [];
    let isTold = true;
    const { identify } = authenticator(rows, {
      watch(_topic, listener) {
        listeners.push(listener);
        return () => undefined;
      },
      isTold: () => isTold,
    });
    const tell = () => {
      for (const listener of listeners) listener();
    };
    const shown = { authorization: bearer(token), address: ADDRESS };
    await identify(shown);
    losing.isAway = true;
    // A connection that was lost says no more than that.
    isTold = false;
    tell();
    expect(await identify(shown)).toMatchObject({ name: 'anna' });
    isTold = true;
    tell();
    expect(await identify(shown)).toMatchObject({ status: 503 });
  });

  test('a token that expires while the state can not be read opens nothing from then on', async () => {
    const token = await made('anna', { expiresAt: later(MINUTE / 2) });
    const { losing, rows } = losable();
    const { identify } = authenticator(rows);
    const shown = { authorization: bearer(token), address: ADDRESS };
    await identify(shown);
    losing.isAway = true;
    time = later(MINUTE / 2 - 1);
    expect(await identify(shown)).toMatchObject({ name: 'anna' });
    time = later(MINUTE / 2);
    expect(await identify(shown)).toMatchObject({ status: 401 });
  });

  test('wrong tokens are slowed for the address they come from, and for nobody else', async () => {
    const { identify } = authenticator();
    const token = await made('anna');
    const guess = async (address: string) =>
      statusOf(await identify({ authorization: bearer(newToken()), address }));
    expect(statusOf(await identify({ authorization: bearer(token), address: ADDRESS }))).toBe(200);
    for (let n = 0; n < 10; n += 1) expect(await guess(ADDRESS)).toBe(401);
    expect(await identify({ authorization: bearer(newToken()), address: ADDRESS })).toMatchObject({
      status: 429,
      retryAfterS: 6,
    });
    expect(await guess('192.0.2.8')).toBe(401);
    // Whoever was known before stays known, also where somebody else at the same address guesses.
    expect(statusOf(await identify({ authorization: bearer(token), address: ADDRESS }))).toBe(200);
    // A guess that is right is not looked at while it has to wait.
    const fresh = await made('ben');
    expect(statusOf(await identify({ authorization: bearer(fresh), address: ADDRESS }))).toBe(429);
    time = later(6_000);
    expect(await guess(ADDRESS)).toBe(401);
    expect(await guess(ADDRESS)).toBe(429);
  });

  test('of many wrong tokens at once no more are looked at than one after another', async () => {
    const token = await made('anna');
    let looked = 0;
    const { identify } = authenticator(async () => ({
      ...store.tokens,
      async find(digest: string) {
        looked += 1;
        await new Promise((go) => setImmediate(go));
        return store.tokens.find(digest);
      },
    }));
    const show = (text: string) => identify({ authorization: bearer(text), address: ADDRESS });
    // Those that are right take nothing from each other, however many come together.
    const right = await Promise.all(Array.from({ length: 30 }, () => show(token)));
    expect(right.map(statusOf)).toEqual(Array(30).fill(200));
    looked = 0;
    const wrong = (await Promise.all(Array.from({ length: 200 }, () => show(newToken())))).map(statusOf);
    expect(wrong.filter((status) => status === 401)).toHaveLength(10);
    expect(wrong.filter((status) => status === 429)).toHaveLength(190);
    expect(looked).toBe(10);
  });

  test('all addresses of one IPv6 network are one, and an IPv4 address is itself in both spellings', async () => {
    const { identify } = authenticator();
    const guess = async (address: string) =>
      statusOf(await identify({ authorization: bearer(newToken()), address }));
    for (let n = 0; n < 10; n += 1) expect(await guess(`2001:db8:1:2::${n}`)).toBe(401);
    expect(await guess('2001:db8:1:2:ffff::1%eth0')).toBe(429);
    expect(await guess('2001:db8:1:3::1')).toBe(401);
    for (let n = 0; n < 10; n += 1) expect(await guess('::ffff:198.51.100.1')).toBe(401);
    expect(await guess('198.51.100.1')).toBe(429);
    expect(await guess('::ffff:c633:6401')).toBe(429);
    expect(await guess('198.51.100.2')).toBe(401);
    // Of what is no address there is one.
    for (let n = 0; n < 10; n += 1) await guess('unknown');
    expect(await guess('unknown')).toBe(429);
  });

  test('an expired token in a loop slows nobody at its address', async () => {
    const token = await made('anna', { expiresAt: later(1) });
    const { identify } = authenticator();
    time = later(2);
    for (let n = 0; n < 30; n += 1)
      expect(statusOf(await identify({ authorization: bearer(token), address: ADDRESS }))).toBe(401);
  });

  test('is told how to sign in, and nothing of a provider where there is none', async () => {
    const one = authenticator();
    const told = (await one.identify({ authorization: undefined, address: ADDRESS })) as Unidentified;
    expect(one.challenge(told, 'https://mcp.example.com/mcp')).toBe('Bearer realm="whmcs-mcp"');
    const wrong = (await one.identify({ authorization: 'Basic "x"', address: ADDRESS })) as Unidentified;
    expect(one.challenge(wrong, 'https://mcp.example.com/mcp')).toMatch(
      /^Bearer realm="whmcs-mcp", error="invalid_token", error_description="[^"]+"$/,
    );
    expect(one.resourceMetadata('https://mcp.example.com/mcp')).toBeUndefined();
    expect(await one.isSetUp()).toBe(false);
    await made('anna');
    expect(await one.isSetUp()).toBe(true);
  });
});

test.each([
  ['anna', 'ANNA', true],
  ['anna', 'anna@login.example.com', true],
  ['Anna@example.com', 'anna', true],
  ['anna@example.com', 'anna@login.example.com', true],
  ['anna@example.com', 'anna@login.example.com:8443', true],
  ['anna@example.com', 'anna@notexample.com', false],
  ['anna@example.com', 'anna@example.net', false],
  ['anna@com', 'anna@example.com', false],
  ['anna+agent@example.com', 'anna@example.com', true],
  ['+agent@example.com', '+robot@example.com', false],
  ['anna\u{fe0f}', 'anna', true],
  ['an\u{34f}na@example.com', 'anna', true],
  ['anna@example.com', 'anna@example.com@login.example.com', true],
  ['ann', 'anna@example.com', false],
  ['anna', 'ben', false],
])('%j and %j may be one person: %s', (one, other, same) => {
  expect(maybeSamePerson(one, other)).toBe(same);
});
