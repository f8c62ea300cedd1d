import { refusalText } from '../../approvals/index.js';
import type { ApprovalState, StoredApproval, Voting } from '../../store/index.js';
import { plural } from './format.js';

export const STATES: Readonly<
  Record<ApprovalState, { readonly kind: 'good' | 'wait' | 'bad' | 'idle'; readonly word: string }>
> = {
  pending: { kind: 'wait', word: 'Waiting' },
  approved: { kind: 'good', word: 'Approved' },
  denied: { kind: 'bad', word: 'Denied' },
  expired: { kind: 'idle', word: 'Expired' },
  used: { kind: 'good', word: 'Approved and used' },
  void: { kind: 'idle', word: 'Void' },
};

/** How many different people have said yes. */
export const yesCount = ({ votes }: StoredApproval): number =>
  new Set(votes.filter((vote) => vote.yes).map((vote) => vote.who)).size;

/** `1 of 2 people said yes`. */
export const peopleText = (approval: StoredApproval): string =>
  `${yesCount(approval)} of ${plural(approval.approvers, 'person', 'people')} said yes`;

/** The result of a person's vote, in a sentence. */
export function voteText(voting: Voting): string {
  if (!voting.counted) return refusalText(voting.why, 'console');
  const { id, state, approvers } = voting.approval;
  if (state === 'denied') return `Denied. Nothing will be sent for ${id}.`;
  if (state === 'pending') {
    const more = approvers - yesCount(voting.approval);
    return `Your yes to ${id} counts. ${plural(more, 'more person has', 'more people have')} to agree.`;
  }
  return `Approved. ${id} is good for one call, which the agent makes now or when it asks again.`;
}
