import type { Admission, SignInSettings } from '../identities/index.js';
import { listenHost } from './http.js';
import { admissions, issuer, OAUTH_SETTINGS } from './oauth.js';
import { Secret } from './secret.js';
import { oneOf, Refused, secretText, setting, text, wholeNumber, words } from './setting.js';

/** A folder below WHMCS's own address: names and slashes, no way up. */
function adminFolder(value: string): string {
  const folder = value.replace(/^\/+|\/+$/g, '');
  if (/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(folder)) return folder;
  throw new Refused('must be a folder, such as admin or back/office');
}

const ON_OFF = ['on', 'off'] as const;

const names = (value: string) =>
  value
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/**
 * Who may approve, and for the callers of which grant. Whoever merely has an account may not, so there is no `any`; ID tokens
 * have no scopes.
 */
function approverGroups(value: string): Admission[] {
  const all = admissions(value);
  if (all.every(({ by }) => by === 'group')) return all;
  throw new Refused('must name groups, such as group:leads, support=group:desk-leads');
}

/** Settings of the console that `whmcs-mcp --http --console` serves, and of how people sign in there. */
export const CONSOLE_SETTINGS = {
  adminFolder: setting(
    'WHMCS_ADMIN_FOLDER',
    'Folder of the admin area of WHMCS, which the console links to; admin when unset',
    adminFolder,
    'admin',
  ),
  consoleHost: setting(
    'MCP_CONSOLE_HOST',
    'Address that --console listens on; 127.0.0.1 when unset',
    listenHost,
    '127.0.0.1',
  ),
  consolePort: setting(
    'MCP_CONSOLE_PORT',
    'Port that --console listens on; 8788 when unset',
    wholeNumber(0, 65_535),
    8788,
  ),
  consoleClientId: setting<string | undefined>(
    'MCP_CONSOLE_OIDC_CLIENT_ID',
    'Id of the console at your identity provider: approvers then sign in there (OpenID Connect)',
    text,
    undefined,
  ),
  consoleClientSecret: secretText(
    'MCP_CONSOLE_OIDC_CLIENT_SECRET',
    'Its secret; without one PKCE alone protects the sign-in',
  ),
  consoleIssuer: setting<string | undefined>(
    'MCP_CONSOLE_OIDC_ISSUER',
    'The identity provider, as it spells itself; MCP_OAUTH_ISSUER when unset',
    issuer,
    undefined,
  ),
  consoleScopes: setting<string[]>(
    'MCP_CONSOLE_OIDC_SCOPES',
    'Scopes to ask for beside openid, such as email groups',
    words,
    [],
  ),
  consoleApprovers: setting<Admission[] | undefined>(
    'MCP_CONSOLE_OIDC_APPROVERS',
    'Groups of the provider whose people may approve: group:leads for all callers, support=group:desk-leads for those of that grant',
    approverGroups,
    undefined,
  ),
  localApprovers: setting<(typeof ON_OFF)[number]>(
    'MCP_CONSOLE_LOCAL_APPROVERS',
    'off: nobody approves by a password or as the operator, only people of the identity provider; on when unset',
    oneOf(ON_OFF, (value) => value.toLowerCase()),
    'on',
  ),
  policyEditors: setting<string[]>(
    'MCP_CONSOLE_POLICY_EDITORS',
    'Approvers of all callers who may also change the policy in the console, by name: anna, ben; when unset, only who signs in by the link on the terminal',
    names,
    [],
  ),
} as const;

/** How people of an identity provider sign in. */
export interface ConsoleSignIn extends Omit<SignInSettings, 'clientSecret'> {
  /** Undefined: a public client. */
  readonly clientSecret: Secret | undefined;
}

export interface ConsoleConfig {
  /** Folder of the admin area below the address of WHMCS. */
  readonly adminFolder: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Undefined: nobody signs in at an identity provider. */
  readonly signIn: ConsoleSignIn | undefined;
  /** Whether people may approve who have a password here, or a shell of the operator. */
  readonly hasLocalApprovers: boolean;
  /** Approvers who may change the policy, by name. */
  readonly policyEditors: readonly string[];
}

const ALL = { ...CONSOLE_SETTINGS, ...OAUTH_SETTINGS };
type Read = { readonly [K in keyof typeof ALL]: (typeof ALL)[K]['fallback'] };
type Problems = { variable: string; message: string }[];

function signInOf(read: Read, problems: Problems): ConsoleSignIn | undefined {
  const { consoleClientId: clientId, consoleClientSecret: secret, consoleApprovers } = read;
  const wanted = [clientId, secret, read.consoleIssuer, consoleApprovers].some(
    (value) => value !== undefined,
  );
  if (!wanted && read.consoleScopes.length === 0) return undefined;
  const issuedBy = read.consoleIssuer ?? read.oauthIssuer;
  const missing = ({ name: variable }: { name: string }, message: string) => {
    if (!problems.some((problem) => problem.variable === variable)) problems.push({ variable, message });
  };
  const { consoleClientId, consoleIssuer, consoleApprovers: groups } = CONSOLE_SETTINGS;
  if (clientId === undefined) missing(consoleClientId, 'is missing: what the provider knows the console as.');
  if (issuedBy === undefined) missing(consoleIssuer, 'is missing: the provider that approvers sign in at.');
  if (consoleApprovers === undefined)
    missing(groups, 'is missing: who may approve, such as group:leads. Without it nobody could.');
  if (clientId === undefined || issuedBy === undefined || consoleApprovers === undefined) return undefined;
  return {
    issuer: issuedBy,
    clientId,
    clientSecret: secret === undefined ? undefined : new Secret(secret),
    scopes: read.consoleScopes,
    nameClaim: read.oauthNameClaim,
    groupsClaim: read.oauthGroupsClaim,
    admissions: consoleApprovers,
  };
}

/** What is said of the console; problems where a part is missing. */
export function consoleConfig(read: Read, problems: Problems): ConsoleConfig {
  const signIn = signInOf(read, problems);
  const hasLocalApprovers = read.localApprovers === 'on';
  if (!hasLocalApprovers && signIn === undefined && problems.length === 0) {
    problems.push({
      variable: CONSOLE_SETTINGS.localApprovers.name,
      message:
        'is off, and no identity provider is set up (MCP_CONSOLE_OIDC_CLIENT_ID): nobody could approve.',
    });
  }
  const { consoleHost: host, consolePort: port, adminFolder, policyEditors } = read;
  return { adminFolder, host, port, signIn, hasLocalApprovers, policyEditors };
}
