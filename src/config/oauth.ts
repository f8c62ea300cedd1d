import type { Admission, OAuthSettings } from '../identities/index.js';
import { Refused, setting, text } from './setting.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** An issuer as its tokens spell it: RFC 8414 compares letter by letter, so nothing is taken off or added. */
export function issuer(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url?.hostname ?? ''));
  if (url === undefined || !isSafe || url.username !== '' || url.password !== '' || /[?#]/.test(value))
    throw new Refused(
      'must be an https:// address such as https://login.example.com, as the provider spells it',
    );
  return value;
}

const ADMISSION = /^(?:([^=\s:]{1,200})\s*=\s*)?(any|(?:scope|group):\s*(\S(?:.{0,498}\S)?))$/;

function admission(entry: string): Admission {
  const [, grant, by, value = ''] = ADMISSION.exec(entry) ?? [];
  if (by === undefined)
    throw new Refused(
      'must say who comes in and with which grant, such as support=group:desk, billing=scope:invoices',
    );
  return { grant, by: by === 'any' ? 'any' : by.startsWith('scope:') ? 'scope' : 'group', value };
}

export function admissions(value: string): Admission[] {
  const all = value
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map(admission);
  if (all.some(({ by }, at) => by === 'any' && at < all.length - 1))
    throw new Refused('has an entry after any, which nobody reaches: the first one that fits counts');
  return all;
}

/** A claim's name, or a path of names with dots between them. */
function claim(value: string): string {
  if (/\s/.test(value))
    throw new Refused('must be the name of one claim, such as email or realm_access.roles');
  return value;
}

/** Settings of an identity provider whose tokens `--http` takes. */
export const OAUTH_SETTINGS = {
  oauthIssuer: setting<string | undefined>(
    'MCP_OAUTH_ISSUER',
    'Identity provider whose tokens --http takes, as it spells itself, such as https://login.example.com',
    issuer,
    undefined,
  ),
  oauthAudience: setting<string | undefined>(
    'MCP_OAUTH_AUDIENCE',
    'Audience that its tokens must be for; best the address of this server, https://mcp.example.com/mcp',
    text,
    undefined,
  ),
  oauthGrants: setting<Admission[] | undefined>(
    'MCP_OAUTH_GRANTS',
    'Whom its tokens let in, and with which grant: support=group:desk, billing=scope:invoices, any',
    admissions,
    undefined,
  ),
  oauthNameClaim: setting(
    'MCP_OAUTH_NAME_CLAIM',
    'Claim that names the caller; sub when unset',
    claim,
    'sub',
  ),
  oauthGroupsClaim: setting(
    'MCP_OAUTH_GROUPS_CLAIM',
    'Claim that lists groups, such as realm_access.roles; groups when unset',
    claim,
    'groups',
  ),
} as const;

type Read = { readonly [K in keyof typeof OAUTH_SETTINGS]: (typeof OAUTH_SETTINGS)[K]['fallback'] };

/** The identity provider; undefined where none is named. Half of its settings is a problem. */
export function oauthConfig(
  { oauthIssuer, oauthAudience, oauthGrants, oauthNameClaim, oauthGroupsClaim }: Read,
  problems: { variable: string; message: string }[],
): OAuthSettings | undefined {
  const wanted = [oauthIssuer, oauthAudience, oauthGrants].some((value) => value !== undefined);
  if (!wanted) return undefined;
  const missing = (variable: string, message: string) => {
    if (!problems.some((problem) => problem.variable === variable)) problems.push({ variable, message });
  };
  if (oauthIssuer === undefined)
    missing(OAUTH_SETTINGS.oauthIssuer.name, 'is missing: the provider whose tokens are taken.');
  if (oauthAudience === undefined)
    missing(
      OAUTH_SETTINGS.oauthAudience.name,
      'is missing: without it tokens for any other service of the provider would be good here.',
    );
  if (oauthGrants === undefined)
    missing(
      OAUTH_SETTINGS.oauthGrants.name,
      'is missing: who comes in and with which grant, such as support=group:desk; any lets in everybody with a token.',
    );
  if (oauthIssuer === undefined || oauthAudience === undefined || oauthGrants === undefined) return undefined;
  return {
    issuer: oauthIssuer,
    audience: oauthAudience,
    admissions: oauthGrants,
    nameClaim: oauthNameClaim,
    groupsClaim: oauthGroupsClaim,
  };
}
