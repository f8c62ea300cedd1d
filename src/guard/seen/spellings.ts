import { decoded } from '../../entities.js';
import { asItLooks } from '../../output/index.js';

/** What a value is, with its one spelling: `mail:anna@example.com`. */
export type Spelled = string;

const STREET_WORDS = 5;
/** Digits at the end of a phone number that tell it from others. */
export const PHONE_DIGITS = 8;

/** Text as everybody reads it: without what can't be seen, in small letters, and a letter that looks like another as that one. */
const folded = (text: string) => asItLooks(text).replace(/\p{Cf}/gu, '');

const digitsOf = (text: string) => text.replace(/\D/g, '');
const lettersAndDigits = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');

/** An address as nearly all are written, of which only the letter case is to be told. */
const PLAIN_MAIL = /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}$/;

export const mailOf = (text: string): Spelled | undefined => {
  if (PLAIN_MAIL.test(text)) return `mail:${text.toLowerCase()}`;
  const plain = folded(text).replace(/\s/g, '');
  return /^[^@]+@[^@]+\.[^@.]+$/.test(plain) ? `mail:${plain}` : undefined;
};

/** The end of the number, which is the same with and without the code of the country. */
export function phoneOf(text: string): Spelled | undefined {
  const digits = digitsOf(folded(text));
  return digits.length < PHONE_DIGITS - 1 ? undefined : `phone:${digits.slice(-PHONE_DIGITS)}`;
}

/** A street with a number in it; without one it is shared by many. */
export function streetOf(text: string): Spelled | undefined {
  const plain = lettersAndDigits(folded(text));
  return plain.length >= 6 && /\d/.test(plain) && /\p{L}/u.test(plain) ? `street:${plain}` : undefined;
}

export function domainOf(text: string): Spelled | undefined {
  const plain = folded(text).trim().replace(/\.+$/, '');
  return /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u.test(plain) ? `domain:${plain}` : undefined;
}

/** A number that is told from amounts and years: of six or more characters with a digit in it. */
export function numberOf(text: string): Spelled | undefined {
  const plain = lettersAndDigits(folded(text));
  return plain.length >= 6 && /\d/.test(plain) ? `number:${plain}` : undefined;
}

/** The longest name before the @, and the longest host, of an address. */
const MOST_NAME = 64;
const MOST_HOST = 253;
const MOST_LABELS = 10;
const NAME_END = /[\p{L}\p{N}._%+'-]+$/u;
const HOST_START = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;

// Looked for from the @ and within bounds: a pattern that begins with the name would take quadratic time.
function* mailsIn(text: string): Generator<Spelled> {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const name = NAME_END.exec(text.slice(Math.max(0, at - MOST_NAME), at))?.[0];
    const host = HOST_START.exec(text.slice(at + 1, at + 1 + MOST_HOST))?.[0];
    if (name === undefined || host === undefined) continue;
    const bare = name.replace(/^[._%+'-]+/, '');
    const labels = host.split('.').slice(0, MOST_LABELS);
    // What follows the host may be written onto it, as in the name of a file.
    for (let length = 2; length <= labels.length; length += 1) {
      const start = labels.slice(0, length).join('.');
      yield `mail:${name}@${start}`;
      yield `mail:${bare}@${start}`;
    }
  }
}

function* domainsIn(text: string): Generator<Spelled> {
  for (const host of text.split(/[^\p{L}\p{N}.-]+/u)) {
    if (!host.includes('.')) continue;
    const labels = host
      .split('.')
      .filter((label) => label !== '')
      .slice(-MOST_LABELS);
    for (let first = 0; first < labels.length - 1; first += 1) {
      yield `domain:${labels.slice(first).join('.')}`;
    }
  }
}

const AT = 'at|@|arroba|arobase|chiocciola|klammeraffe';
const DOT = 'dot|punkt|punto|point|ponto';
const AT_IN_BRACKETS = new RegExp(` ?[[({<] ?(?:${AT}|a|bei) ?[\\])}>] ?`, 'g');
/** A bare "at" is the sign only where a host follows; the other words are nothing else. */
const AT_IN_WORDS = new RegExp(
  ` at (?=\\S{1,253}(?:\\.| ?[[({<]? ?(?:${DOT})))| (?:arroba|arobase|chiocciola|klammeraffe) `,
  'g',
);
const DOT_IN_BRACKETS = new RegExp(` ?[[({<] ?(?:${DOT}|\\.) ?[\\])}>] ?`, 'g');
const DOT_IN_WORDS = new RegExp(` (?:${DOT}) `, 'g');

/** Signs that stand for others where people write an address past a filter. */
const asWritten = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(AT_IN_BRACKETS, '@')
    .replace(AT_IN_WORDS, '@')
    .replace(DOT_IN_BRACKETS, '.')
    .replace(DOT_IN_WORDS, '.')
    .replace(/[-_/]+at[-_/]+/g, '@')
    .replace(/[-_/]+dot[-_/]+/g, '.')
    .replace(/ ?@ ?/g, '@');

const SIGNS_BETWEEN = /[\s|,;*/-]/g;
/** Six characters or more that stand each by itself. */
const SPELT_OUT =
  /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}@.+_][\s|,;*/-]{1,3}){5,}[\p{L}\p{N}@.+_](?![\p{L}\p{N}])/gu;

const withoutGaps = (text: string) =>
  text.replace(SPELT_OUT, (run) => run.replace(SIGNS_BETWEEN, '')).replace(/ ?\| ?([@.]) ?\| ?/g, '$1');

function* streetsIn(text: string): Generator<Spelled> {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const [index, word] of words.entries()) {
    let joined = word;
    for (let length = 1; length <= STREET_WORDS; length += 1) {
      const street = streetOf(joined);
      if (street !== undefined) {
        yield street;
        yield `number:${joined}`;
      }
      const next = words[index + length];
      if (next === undefined) break;
      joined += next;
    }
    if (/^\d{6,}$/.test(word)) yield `number:${word}`;
  }
}

function* phonesIn(text: string): Generator<Spelled> {
  // A letter by itself is a sign between figures.
  for (const part of text.split(/\p{L}{2,}/u)) {
    const digits = digitsOf(part);
    // A number whose digits are written apart.
    if (digits.length >= 6 && digits.length <= 24) yield `number:${digits}`;
    for (const size of [PHONE_DIGITS, PHONE_DIGITS - 1]) {
      for (let at = 0; at + size <= digits.length; at += 1) yield `phone:${digits.slice(at, at + size)}`;
    }
  }
}

/** Signs that Markdown shows none of. */
const EMPHASIS = /[*_~`\\]/g;

function* spelledIn(text: string): Generator<Spelled> {
  const plain = folded(text);
  const closed = withoutGaps(plain);
  for (const form of new Set([
    plain,
    asWritten(plain),
    plain.replace(/\s+/g, ''),
    plain.replace(EMPHASIS, ''),
    closed,
  ])) {
    yield* mailsIn(form);
    yield* domainsIn(form);
  }
  for (const form of new Set([plain, closed])) yield* streetsIn(form);
  yield* phonesIn(plain);
}

const isText = (text: string) => text.length >= 6 && !/[\p{Cc}\uFFFD]/u.test(text.replace(/[\r\n\t]/g, ''));

/** What the escapes of web addresses, of quoted-printable mail, and of JSON stand for. */
function unescaped(text: string): string {
  return text
    .replace(/(?:%[\da-f]{2})+|(?:=[\da-f]{2})+/gi, (run) =>
      Buffer.from(run.replace(/[%=]/g, ''), 'hex').toString('utf8'),
    )
    .replace(/\\u([\da-f]{4})/gi, (_whole, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

const rotated = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => {
    const first = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  });

/** Longer texts are not turned round; nobody reads one that is. */
const MOST_TURNED = 20_000;

/** A text as those write it who hide it from the eye: from behind, and with the alphabet moved by half. */
const turned = (text: string): string[] =>
  text.length > MOST_TURNED ? [] : [rotated(text), [...text].reverse().join('')];

/** What stands in a text in another coding. */
function codedIn(text: string): string[] {
  const found = [decoded(text), unescaped(text), text.replace(/<[^<>]{0,500}>/g, '')];
  // Word by word, and as a whole: what is wrapped over lines.
  for (const form of new Set([text, text.replace(/\s+/g, '')])) {
    for (const [run] of form.matchAll(/[A-Za-z0-9+/_-]{8,}/g)) {
      found.push(Buffer.from(run, 'base64').toString('utf8'));
    }
  }
  for (const [run] of text.matchAll(/(?:(?:0x|\\x)?[\da-f]{2}[\s:,-]?){6,}/gi)) {
    found.push(Buffer.from(run.replace(/0x|\\x|[\s:,-]/gi, ''), 'hex').toString('utf8'));
  }
  return found.filter((one) => one !== text && isText(one));
}

/** How often a text may be coded over. */
const DEPTH = 2;
/** More than a letter to a client names; a text beyond it is none that can be looked through. */
const MOST_SPELLED = 20_000;

/** Characters that are looked through; letters to clients are far shorter. */
const MOST_TEXT = 400_000;

/** Everything in a text that could be a value of somebody's, in its one spelling; undefined where it is too much. */
export function spellingsIn(texts: readonly string[]): ReadonlySet<Spelled> | undefined {
  let left = MOST_TEXT;
  const found = new Set<Spelled>();
  const seen = new Set<string>();
  let layer: readonly string[] = texts;
  for (let depth = 0; depth <= DEPTH; depth += 1) {
    const next: string[] = [];
    for (const text of layer) {
      if (seen.has(text)) continue;
      seen.add(text);
      left -= text.length;
      if (left < 0) return undefined;
      for (const spelled of spelledIn(text)) {
        found.add(spelled);
        if (found.size > MOST_SPELLED) return undefined;
      }
      if (depth < DEPTH) next.push(...codedIn(text));
      if (depth === 0) next.push(...turned(text));
    }
    layer = next;
  }
  return found;
}
