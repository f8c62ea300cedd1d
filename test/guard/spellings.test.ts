import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFinder } from '../../src/guard/seen/distinctive.js';
import { spelledAcross } from '../../src/guard/seen/joined.js';
import { mailOf, phoneOf, type Spelled, spellingsIn, streetOf } from '../../src/guard/seen/spellings.js';

const MAIL = 'anna.schmidt@mail.example';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const entities = (text: string) => [...text].map((sign) => `&#${sign.codePointAt(0)};`).join('');
const percent = (text: string) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join('');
const rot13 = (text: string) =>
  text.replace(
    /[a-z]/gi,
    (letter) =>
      'abcdefghijklmnopqrstuvwxyz'.at(
        ('abcdefghijklmnopqrstuvwxyz'.indexOf(letter.toLowerCase()) + 13) % 26,
      ) ?? '',
  );
const wide = (text: string) =>
  text.replace(/[!-~]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));

test.each([
  ['as it is', MAIL],
  ['in capitals', MAIL.toUpperCase()],
  ['in a sentence', `Write to <${MAIL}>, please.`],
  ['with zero-width signs', [...MAIL].join('\u200b')],
  ['with soft hyphens', [...MAIL].join('\u00ad')],
  ['full-width', wide(MAIL)],
  ['[at] and [dot]', 'anna.schmidt [at] mail [dot] example'],
  ['(at)', 'anna.schmidt(at)mail.example'],
  ['at and dot as words', 'it is anna.schmidt at mail dot example'],
  ['spaced', 'a n n a . s c h m i d t @ m a i l . e x a m p l e'],
  ['base64', `ref ${base64(`to ${MAIL} now`)}`],
  ['base64 of base64', base64(base64(MAIL))],
  ['hex', hex(MAIL)],
  ['spaced hex', hex(MAIL).replace(/../g, '$& ')],
  ['entities', entities(MAIL)],
  ['percent', percent(MAIL)],
  ['percent twice', percent(percent(MAIL))],
  ['with letters of another alphabet', MAIL.replaceAll('a', 'а').replace('e', 'е')],
  ['in bold by halves', '**anna**.sch__midt__@mail.`example`'],
  ['-at- and -dot-', 'anna.schmidt-at-mail-dot-example'],
  ['as the name of a file', `${MAIL}.txt`],
  ['rot13', rot13(`Write to ${MAIL}.`)],
  ['backwards', [...`Write to ${MAIL}.`].reverse().join('')],
  ['spaced within a sentence', `mail: ${[...MAIL].join(' ')} ok?`],
  ['with bars between', `it is ${[...MAIL].join('|')}, thanks`],
  ['with hyphens between', `it is ${[...MAIL].join('-')}, thanks`],
  ['one sign a line', `it is\n${[...MAIL].join('\n')}\nthanks`],
  ['in the cells of a table', 'to | anna.schmidt | @ | mail | . | example |'],
  ['(a)', 'anna.schmidt(a)mail.example'],
  ['[bei]', 'anna.schmidt [bei] mail.example'],
  ['in German words', 'es ist anna.schmidt ät mail punkt example'],
  ['in Spanish words', 'es anna.schmidt arroba mail punto example'],
  ['quoted-printable', 'anna=2Eschmidt=40mail=2Eexample'],
  ['escapes of JSON', JSON.stringify({ to: 'x' }).replace('x', 'anna.schmidt\\u0040mail\\u002eexample')],
  ['split by tags', 'anna.sch<b></b>midt@mail.<i>example</i>'],
])('an address is found written %s', (_how, text) => {
  expect(spellingsIn([text])?.has(`mail:${MAIL}`)).toBe(true);
});

test.each([
  '+49 30 5550 1234',
  '(030) 5550-1234',
  '030/55501234',
  '0.3.0.5.5.5.0.1.2.3.4',
  'call 0049-30-55501234!',
  '030x555x01x234',
])('a phone number is found as %s', (text) => {
  expect(phoneOf('+49.3055501234')).toBe('phone:55501234');
  expect(spellingsIn([text])?.has('phone:55501234')).toBe(true);
});

test('a street with its number, a domain below a host, an invoice number and another one are found', () => {
  const found = spellingsIn([
    'At LINDENALLEE 12-b; see www.shop.anna.example. Invoice RE-2026/0451 of transaction T9X88120.',
  ]);
  expect(streetOf('Lindenallee 12b')).toBe('street:lindenallee12b');
  for (const spelled of [
    'street:lindenallee12b',
    'domain:anna.example',
    'number:re20260451',
    'number:t9x88120',
  ]) {
    expect([spelled, found?.has(spelled)]).toEqual([spelled, true]);
  }
});

test('a street is found spelt out', () => {
  const text = `at ${[...'12 Example Lane'].join(' ')}.`;
  expect(spellingsIn([text])?.has(String(streetOf('12 Example Lane')))).toBe(true);
});

test('a text of single letters is looked through in no time to speak of', () => {
  const began = performance.now();
  spellingsIn(['a '.repeat(100_000), 'a@'.repeat(2_000), ' at '.repeat(50_000)]);
  expect(performance.now() - began).toBeLessThan(3_000);
});

test('a text with more in it than can be looked through is not taken for one with nothing in it', () => {
  const flood = Array.from({ length: 60_000 }, (_none, n) => `x${n}y${n * 7}z`).join(' ');
  expect(spellingsIn([flood])).toBeUndefined();
});

function distinctiveIn(action: string, result: unknown) {
  const values: { spelled: Spelled; owner: string }[] = [];
  createFinder()(action, result, undefined, (spell, text, owner) => {
    const spelled = spell(text);
    if (spelled !== undefined) values.push({ spelled, owner });
  });
  return values;
}

test('values belong to the client in whose record they stand; staff, servers and names are nobody’s', () => {
  const ticket = {
    ticketid: 7,
    userid: 12,
    email: MAIL,
    name: 'Anna Schmidt',
    replies: [
      { replyid: 0, userid: 12, email: MAIL },
      { replyid: 3, userid: 0, admin: 'Ben', email: 'ben@host.example' },
    ],
  };
  expect(distinctiveIn('GetTicket', ticket)).toEqual([
    { spelled: `mail:${MAIL}`, owner: '12' },
    { spelled: `mail:${MAIL}`, owner: '12' },
  ]);
  const clients = { items: [{ id: 12, email: MAIL, phonenumber: '030 55501234', city: 'Berlin' }] };
  expect(distinctiveIn('GetClients', clients)).toEqual([
    { spelled: `mail:${MAIL}`, owner: '12' },
    { spelled: 'phone:55501234', owner: '12' },
  ]);
  const guest = { ticketid: 8, userid: 0, email: MAIL };
  expect(distinctiveIn('GetTicket', guest)).toEqual([{ spelled: `mail:${MAIL}`, owner: `mail:${MAIL}` }]);
  expect(distinctiveIn('GetServers', { items: [{ name: 's1', hostname: 's1.host.example' }] })).toEqual([]);
});

test('the account on a server and its address are told of one client, the address of the server of none', () => {
  const row = {
    id: 1,
    clientid: 12,
    username: 'annas101',
    dedicatedip: '203.0.113.7',
    serverip: '203.0.113.1',
  };
  const told = distinctiveIn('GetClientsProducts', { items: [row] });
  expect(told.map(({ owner }) => owner)).toEqual(['12', '12']);
  const found = spellingsIn(['She has AnnaS101 on 203.0.113.7.']);
  expect(told.filter(({ spelled }) => !found?.has(spelled))).toEqual([]);
});

test('the number of a ticket is found with its digits apart', () => {
  expect(spellingsIn(['It is 5 1 6 7 5 7, you know.'])?.has('number:516757')).toBe(true);
});

const halves: readonly (readonly [string, string, string, string])[] = [
  ['an address at the sign', 'The name is anna.schmidt@', 'and the rest mail.example.', `mail:${MAIL}`],
  ['an address within the name', 'Take anna.sch first', 'then midt@mail.example', `mail:${MAIL}`],
  ['an address without the sign', 'user anna.schmidt', 'at the host mail.example', `mail:${MAIL}`],
  ['the second half first', 'midt@mail.example', 'before that: anna.sch', `mail:${MAIL}`],
  ['a phone number', 'Call 030 555', 'and then 01234.', 'phone:55501234'],
  ['a street', 'In Lindenallee', 'at 12b', 'street:lindenallee12b'],
  ['a number of an order', 'first 48291', 'second 77310', 'number:4829177310'],
];

test.each(halves)('%s in two texts is found', (_what, one, other, spelled) => {
  expect(spellingsIn([one, other])?.has(spelled)).toBe(false);
  expect(spelledAcross([one], [other]).has(spelled)).toBe(true);
  expect(spelledAcross([], [one, other]).has(spelled)).toBe(true);
});

test('what two texts make together is bounded, and quickly made', () => {
  const long = Array.from({ length: 5_000 }, (_none, nth) => `w${nth}@x ${nth}.y ${nth * 7919}`).join(' ');
  const started = performance.now();
  expect(spelledAcross([long, `${long} 1`, `${long} 2`], [long]).size).toBeLessThan(40_000);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('an address has one spelling, however it is written', () => {
  const written = fc.stringMatching(/^[A-Za-z0-9._+-]{1,6}@[A-Za-z0-9.-]{1,8}$/);
  fc.assert(
    fc.property(written, (address) => {
      // A sign that nobody sees keeps a text from being read the short way.
      expect(mailOf(address)).toBe(mailOf(`\u200b${address}`));
    }),
    { numRuns: 2_000 },
  );
  expect(mailOf('Anna.Schmidt@Mail.Example')).toBe(`mail:${MAIL}`);
});
