import { isObject } from '../../json/index.js';
import type { Admission, OAuthSettings } from './settings.js';

export type Claims = Readonly<Record<string, unknown>>;

/** What a caller's name may hold: no spaces, no quotes, nothing that is not seen. */
const NAME = /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{Nd}._@|:+/=~-]{1,200}$/u;

/** A claim by its name, which may hold dots, or by its path. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>((at, part) => (isObject(at) && Object.hasOwn(at, part) ? at[part] : undefined), claims);
}

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');

function spelledName(claims: Claims, claim: string, host: string): string | undefined {
  const value = claimAt(claims, claim);
  if (typeof value !== 'string' || value === '') return undefined;
  if (claim === 'sub') return `${value}@${host}`;
  // Whoever may choose a name could choose one that another gets by our own addition.
  if (value.toLowerCase().endsWith(`@${host}`) && claim !== 'email') return undefined;
  if (value.includes('@')) return value;
  return claim === 'email' ? undefined : `${value}@${host}`;
}

/**
 * The caller's name. It always has an `@`, which names of our own tokens never have: no provider can make somebody of
 * one of those. Undefined where the token has no usable name.
 */
export function nameOf(
  claims: Claims,
  { nameClaim, issuer }: Pick<OAuthSettings, 'nameClaim' | 'issuer'>,
): string | undefined {
  if (nameClaim === 'email' && claims.email_verified === false) return undefined;
  const name = spelledName(claims, nameClaim, new URL(issuer).host);
  // Two subjects must not become one by their spelling.
  return name !== undefined && NAME.test(name) && name.normalize('NFKC') === name ? name : undefined;
}

/** All by which a token lets somebody in, in the order in which they are set; none where it does not. */
export function admissionsOf(
  claims: Claims,
  { admissions, groupsClaim }: Pick<OAuthSettings, 'admissions' | 'groupsClaim'>,
): readonly Admission[] {
  // Okta and Entra write `scp`, as a list or as one text.
  const scopes = [...textsOf(claims.scope), ...textsOf(claims.scp)].flatMap((text) => text.split(' '));
  const groups = textsOf(claimAt(claims, groupsClaim));
  return admissions.filter(({ by, value }) => {
    if (by === 'any') return true;
    return (by === 'scope' ? scopes : groups).includes(value);
  });
}
