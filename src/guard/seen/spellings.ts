import { decoded } from '../../entities.js';

/** What a value is, with its one spelling: `mail:anna@example.com`. */
export type Spelled = string;

const STREET_WORDS = 5;
const PHONE_DIGITS = 8;
/** Longer runs of digits hold nobody's number alone. */
const MOST_DIGITS = 4_000;

/** Text as everybody reads it: without what can't be seen, in one width and in small letters. */
const folded = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase();

const digitsOf = (text: string) => text.replace(/\D/g, '');
const lettersAndDigits = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');

export const mailOf = (text: string): Spelled | undefined => {
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

const HOST = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const MAIL = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** Signs that stand for others where people write an address past a filter. */
const asWritten = (text: string) =>
  text
    .replace(/\s*[[({<]\s*(?:at|@)\s*[\])}>]\s*|\s+at\s+(?=\S+\s*(?:\.|[[({<]?\s*dot))/g, '@')
    .replace(/\s*[[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+dot\s+/g, '.')
    .replace(/\s*@\s*/g, '@');

/** A host and every domain that it is below. */
function domainsOf(host: string): string[] {
  const labels = host.split('.');
  return labels.slice(0, -1).map((_label, index) => labels.slice(index).join('.'));
}

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
  for (const part of text.split(/\p{L}+/u)) {
    const digits = digitsOf(part).slice(0, MOST_DIGITS);
    for (const size of [PHONE_DIGITS, PHONE_DIGITS - 1]) {
      for (let at = 0; at + size <= digits.length; at += 1) yield `phone:${digits.slice(at, at + size)}`;
    }
  }
}

function* spelledIn(text: string): Generator<Spelled> {
  const plain = folded(text);
  for (const form of new Set([plain, asWritten(plain), plain.replace(/\s+/g, '')])) {
    for (const [mail] of form.matchAll(MAIL)) {
      yield `mail:${mail}`;
      yield `mail:${mail.replace(/^[._%+'-]+/, '')}`;
    }
    for (const [host] of form.matchAll(HOST)) {
      for (const domain of domainsOf(host)) yield `domain:${domain}`;
    }
  }
  yield* streetsIn(plain);
  yield* phonesIn(plain);
}

const isText = (text: string) => text.length >= 6 && !/[\p{Cc}\uFFFD]/u.test(text.replace(/[\r\n\t]/g, ''));

function unescaped(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** What stands in a text in another coding. */
function codedIn(text: string): string[] {
  const found = [decoded(text), unescaped(text), text.replace(/<[^>]*>/g, '')];
  for (const [run] of text.matchAll(/(?:[A-Za-z0-9+/_-]\s?){8,}={0,2}/g)) {
    found.push(Buffer.from(run.replace(/\s/g, ''), 'base64').toString('utf8'));
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

/** Everything in a text that could be a value of somebody's, in its one spelling; undefined where it is too much. */
export function spellingsIn(texts: readonly string[]): ReadonlySet<Spelled> | undefined {
  const found = new Set<Spelled>();
  const seen = new Set<string>();
  let layer: readonly string[] = texts;
  for (let depth = 0; depth <= DEPTH; depth += 1) {
    const next: string[] = [];
    for (const text of layer) {
      if (seen.has(text)) continue;
      seen.add(text);
      for (const spelled of spelledIn(text)) {
        found.add(spelled);
        if (found.size > MOST_SPELLED) return undefined;
      }
      if (depth < DEPTH) next.push(...codedIn(text));
    }
    layer = next;
  }
  return found;
}
