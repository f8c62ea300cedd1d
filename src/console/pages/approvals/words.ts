import { linesInWords, refusalText } from '../../../approvals/index.js';
import { samePerson } from '../../../identities/index.js';
import { type ApprovalState, deniedLines, type StoredApproval, type Voting } from '../../../store/index.js';
import { plural } from '../format.js';

const STATES: Readonly<
  Record<ApprovalState, { readonly kind: 'good' | 'wait' | 'bad' | 'idle'; readonly word: string }>
> = {
  pending: { kind: 'wait', word: 'Waiting' },
  approved: { kind: 'good', word: 'Approved' },
  denied: { kind: 'bad', word: 'Denied' },
  expired: { kind: 'idle', word: 'Expired' },
  used: { kind: 'good', word: 'Approved and used' },
  void: { kind: 'idle', word: 'Void' },
};

const HELD_STATES: typeof STATES = {
  pending: { kind: 'wait', word: 'Held' },
  approved: { kind: 'good', word: 'Being sent' },
  denied: { kind: 'bad', word: 'Dropped' },
  expired: { kind: 'idle', word: 'Too late' },
  used: { kind: 'good', word: 'Sent' },
  void: { kind: 'idle', word: 'Left out' },
};

/** The state of a request, as its badge says it. */
export const stateOf = ({ state, held, note }: Pick<StoredApproval, 'state' | 'held' | 'note'>) =>
  held === undefined ? STATES[state] : state === 'used' && note !== '' ? UNCONFIRMED : HELD_STATES[state];

/** Its call was made, and nobody was told that it did anything. */
const UNCONFIRMED = { kind: 'bad', word: 'Not known to be sent' } as const;

/** How many different people have said yes. */
export const yesCount = ({ votes }: StoredApproval): number =>
  new Set(votes.filter((vote) => vote.yes).map((vote) => vote.who)).size;

/** `1 of 2 people said yes`. */
export const peopleText = (approval: StoredApproval): string =>
  approval.held !== undefined
    ? 'nobody has to agree'
    : `${yesCount(approval)} of ${plural(approval.approvers, 'person', 'people')} said yes`;

/** What becomes of a request, as the end of its sentence: `waits for you`. */
export function standing(approval: StoredApproval, who: string): string {
  const { state, channels, approvers, votes } = approval;
  if (approval.held !== undefined) return stateOf(approval).word.toLowerCase();
  if (state !== 'pending') return STANDING[state];
  if (!channels.includes('console')) return 'waits, and is not decided here';
  if (samePerson(approval.caller, who)) return 'waits for another person';
  const hasAgreed = votes.some((vote) => vote.yes && samePerson(vote.who, who));
  if (hasAgreed)
    return `${plural(approvers - yesCount(approval), 'more person has', 'more people have')} to agree`;
  return 'waits for you';
}

const STANDING: Readonly<Record<Exclude<ApprovalState, 'pending'>, string>> = {
  approved: 'approved, not used yet',
  denied: 'denied',
  expired: 'nobody decided in time',
  used: 'approved, and its call was made',
  void: 'void',
};

const USED_ALREADY =
  'Its call was made before you took the approval back. Look at what came of it in the activity.';

/** The result of a person's vote, in a sentence. `takesBack`: it was to end an approval. */
export function voteText(voting: Voting, takesBack: boolean): string {
  if (!voting.counted) {
    const isUsed = takesBack && voting.approval?.state === 'used';
    return isUsed ? USED_ALREADY : refusalText(voting.why, 'console');
  }
  const left = deniedLines(voting.approval);
  const without = left.size === 0 ? '' : ` without ${linesInWords(left)}`;
  if (voting.approval.state === 'used')
    return `Stopped. What has not left of ${voting.approval.id} will not be sent.`;
  if (takesBack) return `Taken back. Nothing will be sent for ${voting.approval.id}.`;
  const { id, state, approvers, held } = voting.approval;
  if (held !== undefined)
    return state === 'denied'
      ? `Dropped. Nothing will be sent for ${id}.`
      : `Released. ${id} leaves within seconds.`;
  if (state === 'denied') return `Denied. Nothing will be sent for ${id}.`;
  if (state === 'pending') {
    const more = approvers - yesCount(voting.approval);
    return `Your yes to ${id}${without} counts. ${plural(more, 'more person has', 'more people have')} to agree.`;
  }
  return `Approved${without}. ${id} is good for one call, which the agent makes now or when it asks again.`;
}
