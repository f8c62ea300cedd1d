import { WITHHELD, withoutSpoken } from './spoken.js';

/**
 * Names of fields that hold a credential in some reply of WHMCS: passwords of services and logins, the code that
 * opens a ticket without a login (`c`), authorisation codes of domains, gateway tokens, card data.
 */
const CREDENTIAL_NAMES =
  /^(c|cvv\d?|cardnum(ber)?|rootpw|pw|pass|epp[ _-]?(code|key)|transfersecret|securityqans|accesshash|access[ _-]?key|api[ _-]?key|private[ _-]?key|auth[ _-]?(code|key|info)|login_?url|redirect_url)$|passw(or)?d|passwort|kennwort|passphrase|secret|token|credential/i;

/** Custom fields and options say in one field what another one holds: `{name: "Root password", value: "..."}`. */
const LABELS = ['name', 'translated_name', 'fieldname', 'option', 'label'];
const LABELLED = ['value', 'rawvalue'];
const CREDENTIAL_LABEL =
  /passw(or)?d|passwort|kennwort|passphrase|secret|token|credential|\b(epp|auth|api|access|private)[ _-]?(code|key)\b|\bpin\b/i;

/** Fields that only sound like one. */
const HARMLESS = /^(tokenized|passwordchanged|password_?reset.*(date|at))$/i;

function holdsCredential(key: string, value: unknown): boolean {
  if (value === null || value === '' || typeof value === 'boolean') return false;
  return CREDENTIAL_NAMES.test(key) && !HARMLESS.test(key);
}

function isLabelledCredential(record: object): boolean {
  const labels = Object.entries(record).filter(([key]) => LABELS.includes(key));
  return labels.some(([, label]) => typeof label === 'string' && CREDENTIAL_LABEL.test(label));
}

/** As WHMCS, a log or a page may repeat it. */
function spellings(secret: string): string[] {
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;');
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const all = [secret, encodeURIComponent(secret), form, html, JSON.stringify(secret).slice(1, -1)];
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

export type Withhold = <T>(value: T) => T;

/**
 * Replaces what must not leave: every field named or labelled like a credential, at any depth and also inside texts
 * that are JSON themselves; credentials that a text spells out; and our own secrets wherever they turn up. Keys keep
 * their place, so that a caller sees that something is there.
 */
export function createWithholder(secrets: readonly string[]): Withhold {
  const own = secrets.filter((secret) => secret !== '').flatMap(spellings);
  const withoutOwn = (value: string) => own.reduce((out, secret) => out.replaceAll(secret, WITHHELD), value);

  function text(value: string): string {
    return withoutSpoken(withoutOwn(/^\s*[[{]/.test(value) ? json(value) : value));
  }

  /** Some fields hold records written as JSON (`fraudoutput`, `orderdata`, what a registrar module returns). */
  function json(value: string): string {
    let inner: unknown;
    try {
      inner = JSON.parse(value);
    } catch {
      return value;
    }
    try {
      const before = JSON.stringify(inner);
      const after = JSON.stringify(walk(inner));
      return before === after ? value : after;
    } catch {
      // Nested deeper than can be looked through.
      return WITHHELD;
    }
  }

  function walk(value: unknown): unknown {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const labelled = isLabelledCredential(value);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const hide =
          holdsCredential(key, inner) ||
          (labelled && LABELLED.includes(key) && inner !== '' && inner !== null);
        return [withoutOwn(key), hide ? WITHHELD : walk(inner)];
      }),
    );
  }
  return <T>(value: T) => walk(value) as T;
}
