import { isIP } from 'node:net';
import type { RefusalKind } from '../fault.js';

const REFUSED =
  '(?:invalid|forbidden|not allowed|disallowed|not permitted|not authori[sz]ed|unauthori[sz]ed|denied|blocked|banned)';
const ADDRESS = String.raw`(?::?\s+["'(\[]?[\da-f.:]{3,45}["')\]]?)?`;
/** Versions of WHMCS, and what stands before it, word it each in their own way: "Invalid IP 192.0.2.1", "Forbidden IP". */
const NOT_FROM_HERE = new RegExp(
  `^(?:${REFUSED} ip(?: address)?${ADDRESS}|(?:your |this )?ip(?: address)?${ADDRESS}(?: is| was)? ${REFUSED}${ADDRESS}|access ${REFUSED} (?:from|for|to)(?: your| this)? ip(?: address)?${ADDRESS})[.!]?$`,
  'i',
);

/**
 * WHMCS says no in free text only. The first pattern that fits decides. Texts about access must fit as a whole: a module
 * or registrar passes its own words through, and a registrar's "Authentication failed for reseller" is not about us.
 * "not found or not X" stands before "not found", which it contains.
 */
const PATTERNS: readonly (readonly [RefusalKind, RegExp])[] = [
  ['ip_denied', NOT_FROM_HERE],
  ['permission', /^invalid permissions(:? api action .{0,80} is not allowed)?\.?$/i],
  [
    'unknown_action',
    /^invalid api action\b|^the requested api action could not be found|^command not found\.?$/i,
  ],
  ['base_url', /^an admin user is required\.?$/i],
  ['auth', /^authentication failed\.?$|^invalid or missing credentials\.?$/i],
  ['not_found_or_state', /\bnot found or\b.*\bnot\b/i],
  ['not_found', /\bnot found\b|\bcannot find\b/i],
  [
    'duplicate',
    /^duplicate email|\balready exists\b|\bis not available for use\b|\bmust be unique\b|^existing cancellation request|^user already associated/i,
  ],
  [
    'state',
    /^invoice not in unpaid status|^amount exceeds (customer credit|invoice) balance|\binvoice that is cancelled\b|^the order status must be\b|\bmust be in draft status\b|^cannot create and send a draft|^email template is disabled/i,
  ],
  ['mail', /^sending failed\b/i],
  [
    'remote',
    /^registrar (function|error)\b|^an invalid configuration was detected with the registrar|^service not assigned to a module|^subscription cancellation failed|\bserver response message\b/i,
  ],
  [
    'validation',
    /\brequired\b|^missing variables|^invalid (date format|ticket status|ticket priority|stage|status|idn language|message type|owner user id|telephone)|^email address invalid|^the email address .*not valid|^the custom variables\b|^you (did not|must)\b|^multiple .* pay methods found|\bcannot be in the future\b|\bmust be greater than zero\b/i,
  ],
];

/** These pass a module's or a registrar's own words through. */
const REMOTE_ACTIONS =
  /^(module|domain(register|transfer|renew|release|request|update|get|toggle)|(accept|cancel|fraud)order$)/i;

const ACCESS: readonly RefusalKind[] = ['ip_denied', 'permission', 'auth', 'base_url'];

/** WHMCS's own answers come with 200; these refusals of access also with a status of their own. */
export const isDeniedAccess = (status: number, kind: RefusalKind): boolean =>
  (status === 401 || status === 403) && ACCESS.includes(kind);

/** The action that a refusal names: 'Invalid API Action: "x"', 'API action "x" is not allowed'. */
const NAMED_ACTION = /\bapi action(?::\s*["'“]?|\s+["'“])([a-z]\w*)/i;

/** Undefined where the message names no action of an API. */
function isAboutAction(action: string, message: string): boolean | undefined {
  const named = NAMED_ACTION.exec(message)?.[1];
  return named === undefined ? undefined : named.toLowerCase() === action.toLowerCase();
}

/**
 * A server's or a registrar's "Authentication failed" comes with 200, and is not about us. Many registrars are a WHMCS
 * themselves, and refuse in the same words: only the action that they name tells whose refusal it is.
 */
function mayBeAnothers(action: string, kind: RefusalKind, message: string): boolean {
  const isOurs = isAboutAction(action, message);
  return isOurs === undefined ? ACCESS.includes(kind) || kind === 'unknown_action' : !isOurs;
}

export function classify(action: string, message: string, status: number): RefusalKind {
  const known = PATTERNS.find(([, pattern]) => pattern.test(message))?.[0];
  const isRemote = REMOTE_ACTIONS.test(action) && message !== '';
  const isAnothers = (kind: RefusalKind) =>
    status === 200 &&
    (isRemote ? mayBeAnothers(action, kind, message) : isAboutAction(action, message) === false);
  if (known !== undefined && !isAnothers(known)) return known;
  return isRemote ? 'remote' : 'other';
}

/**
 * What to do about it, in our own words; WHMCS's stand right behind them. No name of a credential comes near the end, since
 * what follows one is withheld.
 */
export function advise(kind: RefusalKind, message: string): string {
  switch (kind) {
    case 'ip_denied':
      return adviseAddress(message);
    case 'permission':
      return 'The operator must allow this action in the API role of the credential (in WHMCS: Manage API Credentials > API Roles); the admin behind it also needs the "API Access" permission.';
    case 'unknown_action':
      return 'This installation does not know the action; its version of WHMCS may be too old.';
    case 'base_url':
      return 'This is how WHMCS answers when the path of its endpoint is wrong, and no matter of credentials. The operator must set WHMCS_API_URL to the folder WHMCS is installed in, once.';
    case 'auth':
      return 'The operator must check WHMCS_API_IDENTIFIER and WHMCS_API_SECRET, and that the admin they belong to is still active and has the "API Access" permission.';
    case 'not_found':
      return 'There is no such record; check the id or the name.';
    case 'not_found_or_state':
      return 'There is no such record, or it is not in the state this needs; read it to tell which.';
    case 'duplicate':
      return 'It exists already; read what is there instead of sending it again.';
    case 'state':
      return 'The record is not in a state that allows this; read it before trying anything else.';
    case 'validation':
      return 'An argument is missing or not acceptable to WHMCS; correct it.';
    case 'mail':
      return 'The mail did not go out: wrong related id, empty body, no welcome mail for the product, a hook, or the mailer. Sending it again without a change will not help.';
    case 'remote':
      return 'The server module or the registrar reported a problem; part of the work may be done, so read the record back.';
    case 'other':
      return 'Its own message says why.';
  }
}

/** WHMCS takes exact single addresses only, IPv4 and IPv6 each for itself; an empty list lets nobody in. */
function adviseAddress(message: string): string {
  const seen = message.match(/[\da-f.:]{3,}/gi)?.map((word) => word.replace(/\.$/, ''));
  const address = seen?.find((word) => isIP(word) !== 0) ?? 'the address this server calls from';
  return `The operator must add ${address} in WHMCS under Configuration > System Settings > General Settings > Security > API IP Access Restriction (single addresses, no ranges), or give this server, in WHMCS_ACCESS_KEY, the access key that the configuration.php of WHMCS holds ($api_access_key).`;
}
