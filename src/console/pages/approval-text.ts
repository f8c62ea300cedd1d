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

const WAYS: Readonly<Record<string, string>> = {
  console: 'in this console',
  cli: 'on the command line',
  elicitation: "in the agent's own client",
};

export const wayOf = (channel: string): string => WAYS[channel] ?? `by ${channel}`;

/** How many different people have said yes. */
export const yesCount = ({ votes }: StoredApproval): number =>
  new Set(votes.filter((vote) => vote.yes).map((vote) => vote.who)).size;

/** `1 of 2 people said yes`. */
export const peopleText = (approval: StoredApproval): string =>
  `${yesCount(approval)} of ${plural(approval.approvers, 'person', 'people')} said yes`;

const REFUSED: Readonly<Record<Exclude<Voting, { counted: true }>['why'], string>> = {
  unknown: 'There is no such request any more.',
  own: 'This is your own request; another person has to decide it.',
  channel: 'The policy does not let this request be decided in the console.',
  settled: 'It was settled before your word arrived. Nothing changed.',
  repeated: 'You have said so already; another person has to.',
};

/** What came of a person's word, in a sentence. */
export function voteText(voting: Voting): string {
  if (!voting.counted) return REFUSED[voting.why];
  const { id, state, approvers } = voting.approval;
  if (state === 'denied') return `Denied. Nothing will be sent for ${id}.`;
  if (state === 'pending') {
    const more = approvers - yesCount(voting.approval);
    return `Your yes to ${id} counts. ${plural(more, 'more person has', 'more people have')} to agree.`;
  }
  return `Approved. ${id} is good for one call, which the agent makes now or when it asks again.`;
}
