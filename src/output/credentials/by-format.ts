import { WITHHELD } from '../../terms.js';

/** A private key without its end was cut, and everything after its start is taken for the key. */
function withholdPrivateKeys(text: string): string {
  const opening = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----/g;
  const closing = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----/g;
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    opening.lastIndex = at;
    const open = opening.exec(text);
    if (open === null) return parts.concat(text.slice(at)).join('');
    parts.push(text.slice(at, open.index), WITHHELD);
    closing.lastIndex = opening.lastIndex;
    if (closing.exec(text) === null) return parts.join('');
    at = closing.lastIndex;
  }
}

/**
 * Credentials known by their own format; the first group stays. No pattern can start inside a run of its own characters,
 * so that the search stays linear.
 */
const FORMATS: readonly RegExp[] = [
  // JSON Web Tokens.
  /()(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  // AWS key ids, and keys of well-known services by their prefixes.
  /()(?<![A-Z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  /()(?<![\w-])(?:(?:sk|rk)_(?:live|test)_|whsec_|gh[oprsu]_|github_pat_|glpat-|xox[abeprs]-|npm_|pypi-|hf_(?=\w{20})|do[opr]_v1_|dckr_pat_|shp(?:at|ca|pa|ss)_|whmcs_mcp_(?=\w{30})|sq0(?:atp|csp)-|lin_api_|ATATT|GOCSPX-|ya29\.|AGE-SECRET-KEY-1|key-(?=[\da-f]{32})|SK(?=[\da-f]{32})|sk-(?=[\w-]{20})|AIza(?=[\w-]{30})|SG\.(?=[\w-]{16}))[\w.-]{10,}/g,
  // Bots and webhooks of chats, and keys of storage.
  /((?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/)(?!\[withheld\])[\w/-]{10,200}/gi,
  /()(?<![\w:])\d{8,10}:AA[\w-]{33}/g,
  /(\baccountkey=)(?!\[withheld\])[\w+/=]{20,}/gi,
  // Headers.
  /(\bauthorization["']?:[ \t]{0,5}["']?\w{1,20}[ \t]{1,5})(?!\[withheld\])[^\s"'<>]+/gi,
  /(\bbearer[ \t]{1,5})(?=[\w.~+/-]{0,400}\d|[\w.~+/-]{20})[\w.~+/-]{8,}=*/gi,
  /((?:set-)?cookie:[ \t]{0,5})(?!\[withheld\])[^\n]+/gi,
  /((?<!\w)(?:phpsessid|whmcs[a-z0-9]{8,40})=)(?!\[withheld\])[^\s;"'<>]+/gi,
  // A password inside an address.
  /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"'<>]{0,100}:)(?!\[withheld\])[^\s/@"'<>]{1,200}(?=@)/gi,
  // Hashes of passwords: bcrypt, argon2, crypt().
  /()\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}/g,
  /()\$argon2i?d?\$[\w$=,+/.-]{20,}/g,
  /()\$[156]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22,86}/g,
];

/** Fourteen to nineteen digits with any signs between them. */
const CARD_NUMBER = /(?<![\d.,+-])[2-6](?:[ .,_/·*\u00a0-]{0,3}\d){13,18}(?![\d-])/g;
/** What the card schemes begin their numbers with, and how long they are. */
const SCHEMES =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11,13}|35\d{14}|6(?:011|4[4-9]\d|5\d\d)\d{12}|6\d{15,18}|5[06-9]\d{14})$/;

/** Whether the check digit fits (Luhn), which tells card numbers from ids and times. */
function hasCardCheckDigit(text: string): boolean {
  const plain = text.replace(/\D/g, '');
  if (!SCHEMES.test(plain)) return false;
  const digits = [...plain].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, at) => total + (at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)),
    0,
  );
  return sum % 10 === 0;
}

const LONG_TOKEN = /(?<![\w+/=~-])[\w+/=~-]{20,}/g;
/** Words that make a random token after them a credential. */
const CREDENTIAL_WORDS =
  /\b(?:tokens?|keys?|secrets?|pass\w{0,12}|credentials?|auth\w{0,14}|api|bearer|signature|hash|session|login|sso|otp)\b/i;

/** Characters before a token in which such a word counts. */
const WORDS_NEAR = 60;

/** Whether a token looks drawn at random: no word, no number. */
function looksRandom(text: string): boolean {
  const parts = text.split(/[/~=_-]/);
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), '');
  const all = parts.join('');
  if (/\d/.test(all) && /[a-z]/.test(all) && /[A-Z]/.test(all)) return new Set(all).size >= 14;
  const isMixed =
    (/\d/.test(longest) && /[a-z]/i.test(longest)) || /[a-z][A-Z]{2}|[A-Z]{2}[a-z]/.test(longest);
  return longest.length >= 16 && isMixed && new Set(longest).size >= 9;
}

/** Withholds credentials known by their format: keys, tokens, hashes, card numbers. */
export function withholdByFormat(text: string): string {
  if (text.length < 8) return text;
  const open = FORMATS.reduce(
    (rest, format) => rest.replace(format, `$1${WITHHELD}`),
    text.includes('-----BEGIN') ? withholdPrivateKeys(text) : text,
  );
  return open
    .replace(CARD_NUMBER, (digits) => (hasCardCheckDigit(digits) ? WITHHELD : digits))
    .replace(LONG_TOKEN, (token, at: number, whole: string) =>
      CREDENTIAL_WORDS.test(whole.slice(Math.max(0, at - WORDS_NEAR), at)) && looksRandom(token)
        ? WITHHELD
        : token,
    );
}
