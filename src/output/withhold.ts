/** Stands where a credential stood. */
export const WITHHELD = '[withheld]';

/**
 * Names of fields that hold a credential in some reply of WHMCS: passwords of services and logins, the code that
 * opens a ticket without a login (`c`), authorisation codes of domains, gateway tokens, card data.
 */
const CREDENTIAL_NAMES =
  /^(c|cvv\d?|cardnum(ber)?|rootpw|pw|pass|eppcode|epp_?code|transfersecret|securityqans|accesshash|access_?key|api_?key|private_?key|remote_token|auth_?code|login_?url|redirect_url)$|passw(or)?d|passphrase|secret|token|credential/i;

/** Fields that only sound like one. */
const HARMLESS = /^(tokenized|passwordchanged|password_?reset.*(date|at))$/i;

function holdsCredential(key: string, value: unknown): boolean {
  if (value === null || value === '' || typeof value === 'boolean') return false;
  return CREDENTIAL_NAMES.test(key) && !HARMLESS.test(key);
}

export type Withhold = <T>(value: T) => T;

/**
 * Replaces what must not leave: every field named like a credential, at any depth, and our own secrets wherever
 * their text turns up. Keys keep their place, so that a caller sees that something is there.
 */
export function createWithholder(secrets: readonly string[]): Withhold {
  const own = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [...new Set([secret, encodeURIComponent(secret)])]);
  const text = (value: string) => own.reduce((out, secret) => out.replaceAll(secret, WITHHELD), value);

  function walk(value: unknown): unknown {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        text(key),
        holdsCredential(key, inner) ? WITHHELD : walk(inner),
      ]),
    );
  }
  return <T>(value: T) => walk(value) as T;
}
