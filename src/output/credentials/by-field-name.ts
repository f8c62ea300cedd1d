/** `smtpPwd`, `smtp_pwd` and `SMTP-Pwd` are the same words; full-width letters are letters. */
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

/** Wherever they stand in a name, it is one of a credential. */
const PARTS =
  /pass ?w(?:or)?[dt]|passwort|kennwort|passphrase|pass ?code|pwd|secret(?!ar)|token|credential|[cx]srf|contrase.a|mot de passe|wachtwoord|l[oö]senord|пароль|密码|密碼|パスワード/;

/** Only as a word of their own. `c` opens a ticket without a login. */
const WORDS =
  /^(?:pass|passwd|pw|rootpw|pin|puk|pincode|otp|totp|cvv\d?|cvc\d?|cardnum(?:ber)?|mnemonic|cookies?|phpsessid|securityqans|senha|heslo|has[lł]o|parola|epp(?:code|key)|auth(?:code|key|info|data))$/;
const ENDS_IN_PASS = /^(?!(?:by|com|encom|tres|sur|over|under)pass$).+pass$/;

/** Words that make one together, with or without a blank. */
const TOGETHER = [
  /\b(?:epp|auth(?!ors?\b)\w{0,12}|transfer|recovery|backup|activation) ?(?:codes?|key|info)\b/,
  /\b(?:api|access|private|licen[cs]e|ssh|encryption|master|signing|activation|merchant|transaction|shared|webhook|consumer|app|hmac|rsa|pgp|gpg|product|session|account|security|sso) ?keys?\b/,
  /\b(?:login|redirect|sso|auto ?login) ?url\b/,
  /\b(?:session ?id|security (?:answer|question)|seed phrase|card ?num(?:ber)?)\b/,
];

/** Mostly of a credential; what they hold decides. */
const LIKELY = /^(?:sso|.*hash|auth(?!ors?$|ored$|oring$).*)$/;
const KEY = /^(?:keys?|(?!mon|tur|don|hoc|jo|whis).*key)$/;
const PUBLIC = /\b(?:public|primary|foreign|sort|translation|language|lang|site)\b|publickey|sitekey/;

/** Names about a credential: when it was changed, of what kind it is. */
const ABOUT =
  /^(?:date|at|time|type|status|state|enabled|disabled|required|needed|count|length|expiry|expires|expired|strength|changed|updated|format|module|method|provider|allowed|supported|verified|policy|age|days)$/;
const NOT_ONE = /^(?:tokenized|passwordchanged|gravatarhash|publickey|sitekey)$/;

const SWITCH = /^(?:on|off|yes|no|true|false|none|null|n\/a|enabled|disabled)$/i;
const FACT = /^(?:\d{1,4}|[\p{L}]{1,20}|\d{4}-\d\d-\d\d[\d :T.Z+-]{0,20})$/u;
const BLANKS = /\s/;

type Strength = 'certain' | 'likely' | 'key' | undefined;

function judge(words: readonly string[]): Strength {
  const spaced = words.join(' ');
  if (NOT_ONE.test(words.join(''))) return undefined;
  if (spaced === 'c' || PARTS.test(spaced)) return 'certain';
  if (words.some((word) => WORDS.test(word) || ENDS_IN_PASS.test(word))) return 'certain';
  if (TOGETHER.some((pattern) => pattern.test(spaced))) return 'certain';
  if (PUBLIC.test(spaced)) return undefined;
  if (words.some((word) => LIKELY.test(word))) return 'likely';
  return words.some((word) => KEY.test(word)) ? 'key' : undefined;
}

interface Judged {
  strength: Strength;
  /** It says something about a credential. */
  about: boolean;
}

/** Names come again with every record; so many of them are remembered. */
const MAX_REMEMBERED = 2_000;
const remembered = new Map<string, Judged>();

function judged(name: string): Judged {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const words = wordsOf(name);
  const found = { strength: judge(words), about: ABOUT.test(words.at(-1) ?? '') };
  if (remembered.size < MAX_REMEMBERED && name.length < 100) remembered.set(name, found);
  return found;
}

/** `key` is also the name of harmless things; a value that looks drawn at random is none of them. */
function looksRandom(value: string): boolean {
  if (value.includes('-----BEGIN')) return true;
  if (BLANKS.test(value)) return false;
  return value.length >= 24 || (value.length >= 8 && /\d/.test(value) && /\p{L}/u.test(value));
}

/**
 * Whether a field, or a custom field of that label, holds a credential: by its name, and by its value where the name
 * leaves it open. Switches, dates and the like are never one.
 */
export function holdsCredential(name: string, value: unknown): boolean {
  if (value === null || value === undefined || value === '' || typeof value === 'boolean') return false;
  const { strength, about } = judged(name);
  if (strength === undefined) return false;
  if (typeof value === 'object') return strength !== 'key' && Object.keys(value).length > 0;
  const text = String(value);
  if (SWITCH.test(text)) return false;
  if (about && FACT.test(text)) return false;
  if (strength === 'key') return typeof value === 'string' && looksRandom(value);
  return strength === 'certain' || text.length > 1;
}
