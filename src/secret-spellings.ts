/** Only with one of these a secret can stand in a text in another way than as it is, or as bytes. */
const ESCAPES = /[&%\\+]/;

/** Escapes of escapes are followed so many times: JSON in JSON, an encoded text that is encoded. */
const BACKSLASHES = String.raw`\\{1,8}`;
const AMPERSAND = '&(?:amp;){0,3}';
const PERCENT = '%(?:25){0,3}';

const ENTITIES: Readonly<Record<string, string>> = {
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const eitherCase = (hex: string) => hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
const hexOf = (code: number, digits: number) => eitherCase(code.toString(16).padStart(digits, '0'));

/** A pattern for one character: as it is, as an HTML entity, in a URL or form, in JSON, also as PHP writes it. */
function characterPattern(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const units = Array.from({ length: char.length }, (_none, at) => char.charCodeAt(at));
  const json = JSON.stringify(char).slice(1, -1);
  const named = ENTITIES[char];
  const all = [
    literal(char),
    `${AMPERSAND}#0{0,4}${code};`,
    `${AMPERSAND}#[xX]0{0,4}${hexOf(code, 1)};`,
    [...Buffer.from(char)].map((byte) => PERCENT + hexOf(byte, 2)).join(''),
    units.map((unit) => `${BACKSLASHES}u${hexOf(unit, 4)}`).join(''),
  ];
  if (named !== undefined) all.push(`${AMPERSAND}${named};`);
  if (char === '&') all.unshift('&(?:amp;){1,4}');
  if (char === ' ') all.push(String.raw`\+`, `${PERCENT}2[bB]`);
  if (char === '/') all.push(`${BACKSLASHES}/`);
  if (json.length === 2) all.unshift(BACKSLASHES + literal(json.slice(1)));
  return `(?:${all.join('|')})`;
}

function bytePatterns(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  return [...base64.map((text) => `${literal(text)}={0,2}`), eitherCase(bytes.toString('hex'))];
}

/**
 * Replaces our own secrets in a text, in whatever spelling they stand there: plain, escaped for HTML, URLs, forms or
 * JSON, each also more than once, and as base64 or hex. Whatever shows text from outside uses this. Empty secrets are
 * none.
 */
export function secretRemover(secrets: readonly string[], instead: string): (text: string) => string {
  // The longest first: one secret may be the beginning of another.
  const known = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  if (known.length === 0) return (text) => text;
  const anyOf = (pattern: (secret: string) => string) =>
    new RegExp([...known.map(pattern), ...known.flatMap(bytePatterns)].join('|'), 'g');
  const asTheyAre = anyOf(literal);
  const escaped = anyOf((secret) => [...secret].map(characterPattern).join(''));
  // No spelling is shorter than the secret, and most texts are shorter than any.
  const shortest = Math.min(...known.map(({ length }) => length));
  return (text) =>
    text.length < shortest ? text : text.replace(ESCAPES.test(text) ? escaped : asTheyAre, () => instead);
}
