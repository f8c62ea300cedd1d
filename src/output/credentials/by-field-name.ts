import { memoizedByName } from '../name-memo.js';

/** The words of a name: the same for `smtpPwd`, `smtp_pwd`, `SMTP-Pwd` and full-width letters. */
function wordsOf(name: string): string[] {
  return name
    .slice(0, 200)
    .normalize('NFKC')
    .replace(/([\p{Ll}\d])(?=\p{Lu})/gu, '$1 ')
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Make a name one of a credential wherever they stand in it. */
const CERTAIN_PARTS =
  /pass ?w(?:or)?[dt]|passwort|kennwort|passphrase|pass ?code|pwd|secret(?!ar)|token|credential|[cx]srf|contrase.a|mot de passe|wachtwoord|l[oö]senord|пароль|密码|密碼|パスワード/;

/** Make a name one of a credential as whole words. */
const CERTAIN_WORDS =
  /^(?:pass|passwd|pw|rootpw|pin|puk|pincode|otp|totp|cvv\d?|cvc\d?|cardnum(?:ber)?|mnemonic|cookies?|phpsessid|securityqans|senha|heslo|has[lł]o|parola|epp(?:code|key)|auth(?:code|key|info|data))$/;
const ENDS_IN_PASS = /^(?!(?:by|com|encom|tres|sur|over|under)pass$).+pass$/;

/** Make a name one of a credential together, with or without a blank. */
const CERTAIN_PHRASES = [
  /\b(?:epp|auth(?!ors?\b)\w{0,12}|transfer|recovery|backup|activation) ?(?:codes?|key|info)\b/,
  /\b(?:api|access|private|licen[cs]e|ssh|encryption|master|signing|activation|merchant|transaction|shared|webhook|consumer|app|hmac|rsa|pgp|gpg|product|session|account|security|sso) ?keys?\b/,
  /\b(?:login|redirect|sso|auto ?login) ?url\b/,
  /\b(?:session ?id|security (?:answer|question)|seed phrase|card ?num(?:ber)?)\b/,
];

/** Words that are mostly of a credential. */
const LIKELY_WORD = /^(?:sso|.*hash|auth(?!ors?$|ored$|oring$).*)$/;
/** `key` and words that end in it; the value decides. */
const KEY_WORD = /^(?:keys?|(?!mon|tur|don|hoc|jo|whis).*key)$/;
const PUBLIC_KEYS = /\b(?:public|primary|foreign|sort|translation|language|lang|site)\b|publickey|sitekey/;

/** Last words of names that describe a credential: when it was changed, of what kind it is. */
const DESCRIPTIVE_WORD =
  /^(?:date|at|time|type|status|state|enabled|disabled|required|needed|count|length|expiry|expires|expired|strength|changed|updated|format|module|method|provider|allowed|supported|verified|policy|age|days)$/;
const HARMLESS_NAMES = /^(?:tokenized|passwordchanged|gravatarhash|publickey|sitekey)$/;

const SWITCH_VALUE = /^(?:on|off|yes|no|true|false|none|null|n\/a|enabled|disabled)$/i;
const DESCRIPTIVE_VALUE = /^(?:\d{1,4}|[\p{L}]{1,20}|\d{4}-\d\d-\d\d[\d :T.Z+-]{0,20})$/u;

/** How surely a name is one of a credential. */
type Strength = 'certain' | 'likely' | 'key' | undefined;

function strengthOf(words: readonly string[]): Strength {
  const spaced = words.join(' ');
  if (HARMLESS_NAMES.test(words.join(''))) return undefined;
  // `c` is the code that opens a ticket without a login.
  if (spaced === 'c' || CERTAIN_PARTS.test(spaced)) return 'certain';
  if (words.some((word) => CERTAIN_WORDS.test(word) || ENDS_IN_PASS.test(word))) return 'certain';
  if (CERTAIN_PHRASES.some((phrase) => phrase.test(spaced))) return 'certain';
  if (PUBLIC_KEYS.test(spaced)) return undefined;
  if (words.some((word) => LIKELY_WORD.test(word))) return 'likely';
  return words.some((word) => KEY_WORD.test(word)) ? 'key' : undefined;
}

interface NameReading {
  strength: Strength;
  /** The name describes a credential, such as `password_changed_at`. */
  descriptive: boolean;
}

function readName(name: string): NameReading {
  const words = wordsOf(name);
  return { strength: strengthOf(words), descriptive: DESCRIPTIVE_WORD.test(words.at(-1) ?? '') };
}

/** Whether a value looks drawn at random; `key` is also the name of harmless things, whose values do not. */
function looksRandom(value: string): boolean {
  if (value.includes('-----BEGIN')) return true;
  if (/\s/.test(value)) return false;
  return value.length >= 24 || (value.length >= 8 && /\d/.test(value) && /\p{L}/u.test(value));
}

/** Tells whether a field, or a custom field with that label, holds a credential. */
export type IsCredential = (name: string, value: unknown) => boolean;

/** Whether a field with that name holds a credential if its value looks like one. */
export const mayNameCredential = (name: string): boolean => readName(name).strength !== undefined;

/**
 * Tells credentials by the name of their field, and by their value where the name leaves it open. Switches, dates and
 * the like are never one. What it made of recent names is remembered.
 */
export function createCredentialNames(): IsCredential {
  const readingOf = memoizedByName(readName);
  return (name, value) => {
    if (value === null || value === undefined || value === '' || typeof value === 'boolean') return false;
    const { strength, descriptive } = readingOf(name);
    if (strength === undefined) return false;
    if (typeof value === 'object') return strength !== 'key' && Object.keys(value).length > 0;
    const text = String(value);
    if (SWITCH_VALUE.test(text)) return false;
    if (descriptive && DESCRIPTIVE_VALUE.test(text)) return false;
    if (strength === 'key') return typeof value === 'string' && looksRandom(value);
    return strength === 'certain' || text.length > 1;
  };
}
