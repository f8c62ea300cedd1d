import type { StoredApproval } from '../store/index.js';
import { shownOf } from './shown.js';

/**
 * Of a held call `asked` is the moment from which it waits, `approved` a person who sends it at once, `denied` one who drops it,
 * `edited` one who put a call of their own in its place. `voted`: a yes that is not enough yet. `given_back`: the call that consumed it certainly never left, so it is good for
 * one again. `narrowed`: lines of a plan that people agreed to were denied before they left.
 */
export const APPROVAL_EVENTS = [
  'asked',
  'voted',
  'approved',
  'denied',
  'expired',
  'void',
  'used',
  'given_back',
  'edited',
  'postponed',
  'narrowed',
] as const;

/** An event of a request, with the request as it was right after. */
export interface ApprovalEvent {
  readonly event: (typeof APPROVAL_EVENTS)[number];
  readonly approval: StoredApproval;
  readonly at: Date;
  /** Who decided, for events that a vote made. */
  readonly vote?: {
    readonly who: string;
    readonly channel: string;
    readonly reason: string;
    /** Lines of a plan that their yes leaves out. */
    readonly denied_lines?: readonly number[];
  };
}

/** An event for the journal. Arguments are in the entry of the call, under the same digest. */
export type ApprovalNote = ReturnType<typeof noteOf>;

export function noteOf({ event, approval, vote }: ApprovalEvent) {
  const { id, tool, caller, grant, digest, rule, revision, state, note, held } = approval;
  const { install, replaces, exact } = shownOf(approval);
  return {
    event,
    approval: id,
    tool,
    caller,
    ...(grant === undefined ? {} : { grant }),
    ...(install === undefined ? {} : { install }),
    digest,
    rule,
    revision,
    state,
    ...(held === undefined ? {} : { held_until: held.dueAt.toISOString() }),
    ...(replaces === undefined ? {} : { replaces, exact }),
    ...(note === '' ? {} : { note }),
    ...vote,
  };
}
