import { headlineOf, shownOf, textOf, titleOf } from '../approvals/index.js';
import { plain, shortened } from '../plain.js';
import { deniedLines, type StoredApproval } from '../store/index.js';

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
  /** The grant that its caller was given: who is held to others is not told. */
  readonly grant: string | undefined;
  /** One line. */
  readonly title: string;
  /** Plain text; may be empty. */
  readonly text: string;
  /** Where it is decided, after a sign-in. */
  readonly url: string | undefined;
  readonly at: Date;
  /** The same for programs, as far as the level allows. */
  readonly facts: Facts;
}

/** What is known of a request. */
export interface Facts {
  readonly tool?: string;
  /** The WHMCS that it is about, where a server works on several. */
  readonly install?: string;
  readonly caller?: string;
  readonly grant?: string;
  /** Why the agent says it makes the call. Nobody has checked it. */
  readonly claimed_reason?: string;
  /** Who decided last, and what they said of it. */
  readonly decided_by?: string;
  /** Lines of a plan that people left out, such as `2,5`. */
  readonly denied_lines?: string;
  readonly note?: string;
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

const HELD_ENDS: Readonly<Record<string, string>> = {
  approved: 'Being sent',
  used: 'Sent',
  denied: 'Dropped',
  expired: 'Not sent, too late',
  void: 'Left out',
};

const LEVELS: Readonly<Record<Detail, number>> = { id: 0, kind: 1, title: 2, full: 3 };

/** What a level lets programs know of a request, without what is empty. */
function factsOf(approval: StoredApproval, detail: Detail): Facts {
  const { tool, caller, grant, votes, note, state } = approval;
  const { install, reason } = shownOf(approval);
  const last = votes.at(-1);
  const without = [...deniedLines(approval)].toSorted((one, other) => one - other);
  const known = [
    [1, { tool, install }],
    [2, { caller, grant, decided_by: last?.who, denied_lines: state === 'denied' ? '' : without.join() }],
    [3, { claimed_reason: reason, note: last?.reason || note }],
  ] as const;
  const told = known.flatMap(([level, facts]) => (level <= LEVELS[detail] ? Object.entries(facts) : []));
  return Object.fromEntries(told.filter(([, value]) => value !== undefined && value !== ''));
}

const EVENTS = {
  approved: 'approved',
  used: 'approved',
  denied: 'denied',
  expired: 'expired',
  void: 'void',
} as const;

/** How a request ended, with who decided and why. */
function endOf(approval: StoredApproval): string {
  const { state, votes } = approval;
  if (state === 'pending') return textOf(approval);
  return headlineOf(approval, EVENTS[state], votes.at(-1));
}

function titleFor(approval: StoredApproval, occasion: Occasion, detail: Detail, at: Date): string {
  const { id, tool, state, askedAt } = approval;
  const about = detail === 'id' ? `request ${id}` : detail === 'kind' ? kindOf(tool) : titleOf(approval);
  const isUnconfirmed = approval.held !== undefined && state === 'used' && approval.note !== '';
  if (isUnconfirmed) return `Not known to be sent: ${about}`;
  if (approval.held !== undefined && occasion === 'settled') return `${HELD_ENDS[state] ?? state}: ${about}`;
  if (approval.held !== undefined)
    return `Held, and sent in ${minutes(approval.held.dueAt.getTime() - at.getTime())}: ${about}`;
  if (occasion === 'settled') return `${ENDS[state] ?? state}: ${about}`;
  if (occasion === 'asked') return `Waits for you: ${about}`;
  return `Still waits after ${minutes(at.getTime() - askedAt.getTime())}: ${about}`;
}

function textFor(approval: StoredApproval, occasion: Occasion, detail: Detail, at: Date): string {
  const { id, caller, expiresAt } = approval;
  const { install } = shownOf(approval);
  if (detail === 'full') return occasion === 'settled' ? endOf(approval) : textOf(approval);
  const place = install === undefined ? '' : ` in ${plain(install)}`;
  const lines = [`Request ${id}${detail === 'id' ? '' : place}.`];
  if (detail === 'title') lines.push(`Asked by ${shortened(plain(caller), MOST_TITLE)}.`);
  if (occasion !== 'settled' && approval.held === undefined)
    lines.push(`It lapses in ${minutes(expiresAt.getTime() - at.getTime())}.`);
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
    grant: approval.grant,
    title: shortened(titleFor(approval, occasion, detail, at), MOST_TITLE),
    text: textFor(approval, occasion, detail, at),
    url: base === undefined ? undefined : `${base}/approvals/${id}`,
    at,
    facts: factsOf(approval, detail),
  };
}

/** What `whmcs-mcp notify test` sends. */
export const testMessage = (base: string | undefined, at: Date): Message => ({
  key: `test-${at.getTime()}`,
  occasion: 'test',
  request: undefined,
  state: 'pending',
  grant: undefined,
  title: 'A test of whmcs-mcp',
  text: 'Requests that wait for a person will be told here.',
  url: base === undefined ? undefined : `${base}/approvals`,
  at,
  facts: {},
});
