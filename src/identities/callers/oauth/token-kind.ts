import type { JWTHeaderParameters, JWTPayload } from 'jose';

/** RFC 9068: a token of this type is for an API and nothing else. */
const ACCESS = 'at+jwt';
/** Anything signed: providers from before RFC 9068, and those that leave the type out, such as Okta. */
const ANY = 'jwt';

/** The type that a header states; undefined where it states another kind of token. */
export function typeOf({
  typ = ANY,
}: Pick<JWTHeaderParameters, 'typ'>): typeof ACCESS | typeof ANY | undefined {
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : '';
  return type === ACCESS || type === ANY ? type : undefined;
}

/** Claims of ID tokens (`nonce` and the hashes), and of logout tokens and other security events. */
const OF_OTHERS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'];

/** Claims that say which program a token was given to, or what for. No ID token has them. */
const OF_ACCESS = ['scope', 'scp', 'client_id', 'cid', 'appid', 'azpacr', 'gty'];

/** Claims that name the kind of a token: of Keycloak and of Cognito. */
const KINDS = [
  ['typ', 'Bearer'],
  ['token_use', 'access'],
] as const;

/** Whether a token was made for something else than to open an API. */
export const isForOthers = (claims: JWTPayload): boolean =>
  OF_OTHERS.some((name) => name in claims) ||
  KINDS.some(([name, access]) => name in claims && claims[name] !== access);

/** Whether it was given to a program that it is not for. That of an ID token is its audience. */
function isGivenToAnother({ azp, aud = [] }: JWTPayload): boolean {
  return typeof azp === 'string' && ![aud].flat().includes(azp);
}

/**
 * Whether a token shows that it was made for an API. Where the audience is the id of an application, an ID token for that
 * has the same issuer, key and audience: one without type and without nonce must not open anything.
 */
export const isForApi = (type: typeof ACCESS | typeof ANY, claims: JWTPayload): boolean =>
  type === ACCESS ||
  OF_ACCESS.some((name) => name in claims) ||
  KINDS.some(([name]) => name in claims) ||
  isGivenToAnother(claims);
