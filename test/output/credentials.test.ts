import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWithholder } from '../../src/output/index.js';
import { WITHHELD } from '../../src/terms.js';
import { catalogue, sampleReplies } from '../recorder.js';
import { expectLinear } from './hostile.js';

const OWN = 'own "s&cret" /x+y=ö';
const withhold = createWithholder([OWN, 'KA7Zq-identifier']);
const shown = (value: unknown) => JSON.stringify(withhold(value));

const CANARY = 'Qx7mWv29kTz';

/** Names under which WHMCS, its modules or an addon would put a credential. */
const FIELDS = [
  ...[
    'password',
    'password2',
    'servicepassword',
    'rootpw',
    'pw',
    'passwd',
    'dbpass',
    'smtp_pwd',
    'passwordHash',
  ],
  ...[
    'c',
    'transfersecret',
    'eppcode',
    'EPP Code',
    'Auth-Code',
    'authInfo',
    'authorization_code',
    'securityqans',
  ],
  ...[
    'remote_token',
    'access_token',
    'tokenId',
    'csrfToken',
    'client_secret',
    'clientSecretHash',
    'credential',
  ],
  ...[
    'cardnum',
    'cvv',
    'cvv2',
    'api_key',
    'ApiKey',
    'licensekey',
    'ssh key',
    'key',
    'accesshash',
    'hash',
    'pin',
    'otp',
  ],
  ...[
    'auth',
    'sso_url',
    'redirect_url',
    'loginurl',
    'session_id',
    'recoveryCode',
    'Kennwort',
    'ｐａｓｓｗｏｒｄ',
  ],
];

const php = (name: string, value: string) =>
  `a:1:{s:${Buffer.byteLength(name)}:"${name}";s:${Buffer.byteLength(value)}:"${value}";}`;
const entities = (text: string) => [...text].map((char) => `&#${char.codePointAt(0)};`).join('');
const quoted = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const split = (text: string) => [...text].join('\u200b');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const escaped = (text: string) =>
  [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const wrapped = (text: string) => (base64(text).match(/.{1,76}/g) ?? []).join('\r\n');

/** One record, written as a text in every way that replies are known to hold records in. */
const SPELLINGS: Record<string, (name: string, value: string) => unknown> = {
  plain: (name, value) => ({ [name]: value }),
  'deep in a record': (name, value) => ({ a: [{ b: { c1: [{ [name]: value }] } }] }),
  'JSON in a text': (name, value) => ({ raw: JSON.stringify({ [name]: value }) }),
  'JSON in JSON in a text': (name, value) => ({
    raw: JSON.stringify({ x: JSON.stringify({ [name]: value }) }),
  }),
  'JSON with the name twice': (name, value) => ({
    raw: `{${JSON.stringify(name)}:"${value}",${JSON.stringify(name)}:""}`,
  }),
  'JSON that WHMCS encoded': (name, value) => ({ raw: quoted(JSON.stringify({ [name]: value })) }),
  'JSON, percent codes': (name, value) => ({
    raw: `x=${encodeURIComponent(JSON.stringify({ [name]: value }))}`,
  }),
  'JSON, base64': (name, value) => ({ raw: base64(JSON.stringify({ [name]: value })) }),
  'JSON, base64 in a sentence': (name, value) => ({
    raw: `the log said ${base64(JSON.stringify({ [name]: value }))}, and then nothing`,
  }),
  'JSON, base64 in lines': (name, value) => ({
    raw: wrapped(JSON.stringify({ filler: 'x'.repeat(200), [name]: value })),
  }),
  'JSON, base64 twice': (name, value) => ({ raw: base64(base64(JSON.stringify({ [name]: value }))) }),
  'JSON, base64 three times': (name, value) => ({
    raw: base64(base64(base64(JSON.stringify({ [name]: value })))),
  }),
  'JSON, entities': (name, value) => ({ raw: entities(JSON.stringify({ [name]: value })) }),
  'JSON, entities twice': (name, value) => ({ raw: quoted(entities(JSON.stringify({ [name]: value }))) }),
  'JSON, escapes': (name, value) => ({ raw: escaped(JSON.stringify({ [name]: value })) }),
  'JSON, hex': (name, value) => ({ raw: Buffer.from(JSON.stringify({ [name]: value })).toString('hex') }),
  'PHP serialize': (name, value) => ({ raw: php(name, value) }),
  'PHP serialize, base64': (name, value) => ({ raw: base64(php(name, value)) }),
  'PHP serialize, a value with quotes': (name, value) => ({ raw: php(name, `a";s:1:"${value}`) }),
  'characters nobody sees': (name, value) => ({ raw: split(JSON.stringify({ [name]: value })) }),
  'a custom field': (name, value) => ({ customfields: [{ id: 3, name, value }] }),
  'a setting': (name, value) => ({ setting: name, value }),
};

describe.each(Object.entries(SPELLINGS))('a credential does not come through as %s', (_how, spell) => {
  // One letter says nothing as a label of a custom field.
  test.each(FIELDS)('%s', (name) => {
    const out = shown(spell(name, CANARY));
    expect(out).not.toContain(CANARY);
    expect(out).toContain(WITHHELD);
    const open = shown(spell('harmless', CANARY));
    expect(open).toBe(JSON.stringify(spell('harmless', CANARY)));
  });
});

describe('our own secret', () => {
  const url = encodeURIComponent(OWN);
  test.each([
    ['plain', OWN],
    ['in JSON', JSON.stringify({ a: OWN })],
    ['as PHP escapes it', JSON.stringify({ a: OWN }).replaceAll('/', '\\/').replaceAll('ö', '\\u00f6')],
    ['in percent codes', url],
    ['in percent codes, small letters', url.toLowerCase()],
    ['in percent codes twice', encodeURIComponent(url)],
    ['in percent codes three times', encodeURIComponent(encodeURIComponent(url))],
    [
      'every character in percent codes',
      [...Buffer.from(OWN)].map((byte) => `%${byte.toString(16)}`).join(''),
    ],
    ['as a form', new URLSearchParams([['q', OWN]]).toString()],
    ['in entities', quoted(OWN)],
    ['in entities twice', quoted(quoted(OWN))],
    ['in numeric entities', entities(OWN)],
    ['entities in percent codes', encodeURIComponent(quoted(OWN))],
    ['base64', base64(OWN)],
    ['base64url', Buffer.from(OWN).toString('base64url')],
    ['base64, not at its start', base64(`a${OWN}`)],
    ['base64, after other letters', `dat${base64(`ab${OWN}`)}`],
    ['base64, after one letter', `d${base64(OWN)}`],
    ['base64, after two letters', `da${base64(`a${OWN}`)}`],
    ['base64 of percent codes', base64(url)],
    ['base64 twice', base64(base64(OWN))],
    ['hex', Buffer.from(OWN).toString('hex')],
    ['split by what nobody sees', split(OWN)],
    ['split by tags', [...OWN].join('\u{e0041}')],
  ])('%s', (_how, spelled) => {
    for (const value of [{ text: spelled }, { text: `said: ${spelled}.` }, { [spelled]: 1 }, [[spelled]]]) {
      const out = shown(value);
      expect(out).toContain(WITHHELD);
      expect(out).not.toContain(spelled);
    }
  });
});

describe('told by its form', () => {
  const jwt = ['{"alg":"HS256"}', '{"sub":"1"}', 'signature-of-it'].map((part) =>
    Buffer.from(part).toString('base64url'),
  );
  const pem = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEow'.repeat(20)}\n-----END RSA PRIVATE KEY-----`;
  test.each([
    ['a private key', `here: ${pem} thanks`, 'MIIEow'],
    ['a private key that was cut', `here: ${pem.slice(0, 90)}`, 'MIIEow'],
    ['a JSON Web Token', `use ${jwt.join('.')} for it`, jwt[1]],
    ['an AWS key id', 'AKIAIOSFODNN7EXAMPLE', 'IOSFODNN7'],
    ['an AWS key', 'the secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'bPxRfi'],
    ['a key of Stripe', `sk_live_${'4eC39HqLyjWDarjtT1zdp7dc'}`, '4eC39'],
    ['a token of GitHub', `ghp_${'16C7e42F292c6912E7710c838347Ae178B4a'}`, '16C7e'],
    ['a bearer token', 'Authorization: Bearer mF_9.B5f-4.1JqM', 'mF_9'],
    ['a header', 'Authorization: Basic YWxhZGRpbjpvcGVu', 'YWxhZ'],
    ['a cookie', 'Cookie: WHMCSabc12345=q1w2e3r4t5; other=1', 'q1w2'],
    ['a password in an address', 'ftp://user:Tr0ub4dor@example.com/x', 'Tr0ub'],
    ['a hash of a password', '$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy', 'N9qo8'],
    ['a card number', 'my card 4111 1111 1111 1111 please', '1111 1111'],
    [
      'something random beside a telling word',
      'your licence key is 9f86d081884c7d659a2feaa0c55ad015',
      '9f86d0',
    ],
    ['a password in a sentence', 'Your new password is Hunter-42!', 'Hunter'],
    ['a password in a table', '<tr><td>Password</td><td>hunter</td></tr>', 'hunter'],
    ['a password with blanks, in quotes', 'password="one two three"', 'two'],
    ['a password for something', 'Password for the panel: hunter', 'hunter'],
    ['a password in another language', 'Contraseña: cazador', 'cazador'],
    ['a link with a key', 'https://example.com/reset.php?key=ab12cd34ef56', 'ab12'],
    ['a code', 'Your verification code: 123456', '123456'],
    ['a password in a sentence that is a form', 'text=Your+password+is+Hunter-42%21', 'Hunter'],
  ])('%s', (_what, text, secret) => {
    const out = shown({ message: text });
    expect(out).not.toContain(secret);
    expect(out).toContain(WITHHELD);
  });
});

test.each([
  ['Your password: hunter22 opens it', `Your password: ${WITHHELD} opens it`],
  ['first password: a1, then pin=77 to end', `first password: ${WITHHELD} then pin=${WITHHELD} to end`],
  [`look: ${base64('{"password":"hunter22"}')} is it`, `look: ${WITHHELD} is it`],
  ['card 4111 1111 1111 1111 of hers', `card ${WITHHELD} of hers`],
])('what stands beside a credential stays: %s', (text, open) => {
  expect(withhold(text)).toBe(open);
});

test('a text with more readings than can be looked through does not come out', () => {
  const branching = `\u200b&amp;amp;amp;${'\\'.repeat(8)}"%2525252525`;
  expect(withhold(branching)).toBe(branching);
  expect(withhold(branching.repeat(700))).toBe(WITHHELD);
});

test.each([
  ['more bytes than characters', 'üöä€😀'],
  ['what looks like another member', 'a";s:8:"rootpass";s:1:"x";tail'],
])('a value in PHP ends where its length says, and so does what is shown: %s', (_what, value) => {
  const record = (text: string) =>
    `a:2:{s:8:"rootpass";s:${Buffer.byteLength(text)}:"${text}";s:4:"disk";s:2:"ok";}`;
  expect(withhold(record(value))).toBe(record(WITHHELD));
});

test('a length in PHP that is wrong shows no part of a value', () => {
  const record = 's:8:"rootpass";s:14:"ab";s:3:"pin";s:20:"Qx7mWv29kTz";s:2:"pw";s:3:"abc";';
  expect(withhold(record)).not.toMatch(/Qx7|abc/);
});

test.each([
  [{ password_status: 'hunter2!x' }, { password_status: WITHHELD }],
  [{ credentials: { user: 'a', data: ['b'] } }, { credentials: WITHHELD }],
  [{ keys: { monthly: 'a' } }, { keys: { monthly: 'a' } }],
  [
    { token: 'off', secret: 'none' },
    { token: 'off', secret: 'none' },
  ],
  [
    { pin: 7, auth: '1', hash: 'ab' },
    { pin: WITHHELD, auth: '1', hash: WITHHELD },
  ],
])('the value decides where the name leaves it open: %j', (reply, open) => {
  expect(withhold(reply)).toEqual(open);
});

test('two names of which only the credential differs both stay', () => {
  expect(withhold({ [OWN]: 1, 'KA7Zq-identifier': 2 })).toEqual({ [WITHHELD]: 1, [`${WITHHELD}_`]: 2 });
});

test('a value that looks like a credential only without the blanks of another one goes, too', () => {
  expect(withhold({ key: 'a1b2c3d4pin="x y"' })).toEqual({ key: WITHHELD });
});

describe('what only sounds like one stays', () => {
  test.each([
    [{ passwordchanged: '2026-01-01', password_reset_date: '2026-01-01 10:00:00', tokenized: 'yes' }],
    [{ gravatarHash: '56487cdd284a735449d029e062d654d7', twoFactorAuthModule: 'totp', allowSingleSignOn: 1 }],
    [
      {
        author: 'Anna',
        secretary: 'Ben',
        keyword: 'hosting',
        monkey: 'Bo',
        compass: 'North',
        shipping: 'post',
      },
    ],
    [{ key: 'monthly', public_key: 'AAAAB3NzaC1yc2EAAAADAQABAAABgQ', translationKey: 'client.login2factor' }],
    [
      {
        options: [
          { name: 'Passport country', value: 'Kenya' },
          { name: 'Disk', value: '50 GB' },
        ],
      },
    ],
    [
      {
        transid: '1479732071aad259f3513ec',
        uuid: 'f08ea4d1-c578-441a-9b0a-aa3aff8b1acf',
        ordernum: 7858259149,
      },
    ],
    [{ message: 'My password is not working. The token expired, see https://example.com/index.php?c=3' }],
    [{ message: 'Invoice 1479732071, card ending 1111, 2026-01-01 10:00:00, call 0123 4567 8901 2345' }],
    [{ message: 'Reference 4111 1111 1111 1112, as printed' }],
    [{ message: 'Two-factor authentication requires responsibilities/counterproductive/internationally' }],
  ])('%j', (reply) => {
    expect(withhold(reply)).toEqual(reply);
  });

  test("the vendor's samples lose their credentials and nothing else", () => {
    const lost = new Set<string>();
    const compare = (before: unknown, after: unknown, name: string): void => {
      if (typeof before !== 'object' || before === null) {
        if (before !== after) lost.add(name);
        return;
      }
      for (const [key, inner] of Object.entries(before)) compare(inner, (after as never)[key], key);
    };
    for (const { action } of catalogue.tools) {
      const sample = sampleReplies[action];
      compare(sample, withhold(sample), '');
    }
    expect([...lost].sort()).toEqual(['c', 'password', 'remote_token']);
  });
});

test('withholding twice is withholding once, and never fails', () => {
  const piece = fc.constantFrom(
    ...[
      'password',
      ': ',
      '=',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      '&quot;',
      '%22',
      '\\',
      '<td>',
      '</td>',
      '\n',
      ' is ',
      'x9',
    ],
    ...[
      'Bearer ',
      'key',
      'QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
      's:4:"',
      '";',
      WITHHELD,
      CANARY,
      '://a:b@',
      '\u200b',
      'token',
    ],
  );
  const text = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      fc.dictionary(fc.oneof(text, fc.constantFrom(...FIELDS)), fc.oneof(text, fc.array(text))),
      (value) => {
        const once = withhold(value);
        expect(withhold(once)).toEqual(once);
      },
    ),
    { numRuns: 500 },
  );
});

const HOSTILE = [
  ...[
    'password: <',
    'viewticket.php?',
    'password ',
    '"password',
    'epp ',
    'password for x',
    'token is ',
    'pass (',
    '<td>pass',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    'eyJ',
    'eyJabcdefgh.',
    'AKIA',
    'sk_live_',
    'bearer ',
    'bearer a-',
    'a://',
    'a://b:',
    '://::',
  ],
  ...[
    'cookie:',
    '$2y$10$',
    '$1$',
    '4111 ',
    '4111-1111-',
    'A',
    'a1',
    'aA-',
    'key ',
    'key A1b2C3d4E5f6G7h8I9j0 ',
    '%',
    '%41',
    '%25',
  ],
  ...[
    '&',
    '&#',
    '&amp;',
    '&quot;password',
    '\\',
    '\\u0041',
    '\u200b',
    'ö',
    '{',
    '[',
    '{"',
    '"',
    's:9:"',
    '";s:9:"',
    ' ',
    '\n',
  ],
  ...[
    'whmcs',
    'basic ',
    '<',
    '<!--',
    'QUJD',
    `${'QUJD'.repeat(19)}\n`,
    '<td>password</td><td>',
    "'",
    '=',
    'pin:',
    'authorization: a ',
  ],
  ...[
    'key="',
    '"key":\'',
    '\\"a\\":\\"',
    'a=b&',
    'password:"',
    "password:'x",
    'WHMCSab',
    '{"a":"',
    '%252525252541',
    'JTQx',
    'ab cd\n',
  ],
];

test('a text made to be slow costs no more than its length', { timeout: 60_000 }, () => {
  expectLinear(HOSTILE, (text) => withhold({ text }));
});
