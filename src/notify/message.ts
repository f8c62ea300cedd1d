import { shownOf, textOf, titleOf } from '../approvals/index.js';
import { plain, shortened } from '../plain.js';
import type { StoredApproval } from '../store/index.js';

/**
 * How much a message says. `id`: that something waits. `kind`: what kind of call, and why. `title`: also whom it is about and
 * who asks. `full`: all that the console shows.
 */
export const DETAILS = ['id', 'kind', 'title', 'full'] as const;
export type Detail = (typeof DETAILS)[number];

/** `asked`: it waits. `reminder`: it still waits, and somebody else is told. `settled`: nobody needs to decide any more. */
export type Occasion = 'asked' | 'reminder' | 'settled' | 'test';

/** What a person is told. Nothing in it is markup: each channel spells it so that its own reader takes it for plain text. */
export interface Message {
  /** The same for each try, so that a receiver can drop what comes twice. */
  readonly key: string;
  readonly occasion: Occasion;
  /** Id of the request; undefined in a test. */
  readonly request: string | undefined;
  readonly state: string;
  /** One line. */
  readonly title: string;
  /** Plain text; may be empty. */
  readonly text: string;
  /** Where it is decided, after a sign-in. */
  readonly url: string | undefined;
  readonly at: Date;
}

/** `whmcs_cancel_order` as people say it: `Cancel order`. */
function kindOf(tool: string): string {
  const words = plain(tool)
    .replace(/^whmcs_/, '')
    .replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const MOST_TITLE = 200;
const MINUTE_MS = 60_000;

const minutes = (ms: number) => {
  const count = Math.max(1, Math.round(ms / MINUTE_MS));
  return `${count} minute${count === 1 ? '' : 's'}`;
};

const ENDS: Readonly<Record<string, string>> = {
  approved: 'Approved',
  used: 'Approved',
  denied: 'Denied',
  expired: 'Expired',
  void: 'Void',
};

function titleFor(approval: StoredApproval, occasion: Occasion, detail: Detail, at: Date): string {
  const { id, tool, state, askedAt } = approval;
  const about = detail === 'id' ? `request ${id}` : detail === 'kind' ? kindOf(tool) : titleOf(approval);
  if (occasion === 'settled') return `${ENDS[state] ?? state}: ${about}`;
  if (occasion === 'asked') return `Waits for you: ${about}`;
  return `Still waits after ${minutes(at.getTime() - askedAt.getTime())}: ${about}`;
}

function textFor(approval: StoredApproval, occasion: Occasion, detail: Detail, at: Date): string {
  const { id, caller, expiresAt } = approval;
  const { install } = shownOf(approval);
  if (detail === 'full' && occasion !== 'settled') return textOf(approval);
  const place = install === undefined ? '' : ` in ${plain(install)}`;
  const lines = [`Request ${id}${detail === 'id' ? '' : place}.`];
  if (detail === 'title' || detail === 'full')
    lines.push(`Asked by ${shortened(plain(caller), MOST_TITLE)}.`);
  if (occasion !== 'settled') lines.push(`It lapses in ${minutes(expiresAt.getTime() - at.getTime())}.`);
  return lines.join(' ');
}

/** What is said of a request on an occasion. `base`: address of the console, without a slash at the end. */
export function messageOf(
  approval: StoredApproval,
  { occasion, detail, base, at }: { occasion: Occasion; detail: Detail; base: string | undefined; at: Date },
): Message {
  const { id, state } = approval;
  return {
    key: `${id}-${occasion}`,
    occasion,
    request: id,
    state,
    title: shortened(titleFor(approval, occasion, detail, at), MOST_TITLE),
    text: textFor(approval, occasion, detail, at),
    url: base === undefined ? undefined : `${base}/approvals/${id}`,
    at,
  };
}

/** What `whmcs-mcp notify test` sends. */
export const testMessage = (base: string | undefined, at: Date): Message => ({
  key: `test-${at.getTime()}`,
  occasion: 'test',
  request: undefined,
  state: 'pending',
  title: 'A test of whmcs-mcp',
  text: 'Requests that wait for a person will be told here.',
  url: base === undefined ? undefined : `${base}/approvals`,
  at,
});
