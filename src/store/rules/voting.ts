import { maybeSamePerson, samePerson } from '../../identities/index.js';
import type { ApprovalState, NewVote, StoredApproval, Vote, VoteRefusal } from '../ports/approvals.js';

/**
 * Whether people who decide for callers of these grants alone (undefined: for all) decide on a request. A caller who was given
 * none is nobody's but of those who decide for all.
 */
const decidesFor = (
  grants: readonly string[] | undefined,
  { grant }: Pick<StoredApproval, 'grant'>,
): boolean => grants === undefined || (grant !== undefined && grants.includes(grant));

/** The lines of a plan that nobody may carry out any more, counted from 1: a no to the whole is one to each of them. */
export function deniedLines({
  lines = [],
  votes,
}: Pick<StoredApproval, 'lines' | 'votes'>): ReadonlySet<number> {
  const all = lines.map((_, index) => index + 1);
  return new Set(votes.flatMap(({ yes, denied = [] }) => (yes ? denied : all)));
}

const isLine = (line: number, { lines = [] }: Pick<StoredApproval, 'lines'>): boolean =>
  Number.isInteger(line) && line >= 1 && line <= lines.length;

/** Whether a word takes away from what people have agreed to so far. */
function takesAway(approval: StoredApproval, { yes, denied = [] }: Pick<Vote, 'yes' | 'denied'>): boolean {
  if (approval.lines === undefined) return !yes;
  const before = deniedLines(approval);
  return yes ? denied.some((line) => !before.has(line)) : before.size < approval.lines.length;
}

/** Why a vote does not count on a request as it is now; undefined where it does. */
export function voteRefusal(
  approval: StoredApproval,
  { grants, channel, yes, denied = [], at, ...voter }: Omit<NewVote, 'reason'>,
): VoteRefusal | undefined {
  if (!decidesFor(grants, approval)) return 'grant';
  const names = namesOf(voter);
  if (names.some((name) => maybeSamePerson(name, approval.caller))) return 'own';
  if (!approval.channels.includes(channel)) return 'channel';
  if (denied.some((line) => !isLine(line, approval))) return 'lines';
  const takes = takesAway(approval, { yes, denied });
  // A yes can be taken back for as long as its call has not left; of a plan, for lines that have not.
  const isLeaving = approval.state === 'used' && approval.lines !== undefined && approval.expiresAt > at;
  const isOpen = approval.state === 'pending' || (takes && (approval.state === 'approved' || isLeaving));
  if (!isOpen) return 'settled';
  const before = approval.votes.find((vote) =>
    namesOf(vote).some((one) => names.some((other) => samePerson(one, other))),
  );
  return before?.yes === yes && !(yes && takes) ? 'repeated' : undefined;
}

type Voter = Pick<Vote, 'who' | 'alsoKnownAs'>;

const namesOf = ({ who, alsoKnownAs = [] }: Voter): readonly string[] => [who, ...alsoKnownAs];

const mayBeOne = (names: readonly string[], others: readonly string[]): boolean =>
  names.some((name) => others.some((other) => maybeSamePerson(name, other)));

/** How many people there are at least behind votes. Who may be one with two others makes one of all three. */
function peopleAmong(voters: readonly Voter[]): number {
  let people: (readonly string[])[] = [];
  for (const names of voters.map(namesOf)) {
    const same = people.filter((known) => mayBeOne(known, names));
    people = [...people.filter((known) => !same.includes(known)), [...names, ...same.flat()]];
  }
  return people.length;
}

/**
 * The state of a request once a vote that counts is added; the person's vote before it is replaced. What has begun to leave
 * stays used, whatever is denied of the rest.
 */
export function stateAfter(
  approval: Pick<StoredApproval, 'state' | 'approvers' | 'votes' | 'lines'>,
  vote: Vote,
): ApprovalState {
  const { state, approvers, votes, lines = [] } = approval;
  if (state === 'used') return state;
  const isAllDenied =
    lines.length > 0 && deniedLines({ lines, votes: [...votes, vote] }).size === lines.length;
  if (!vote.yes || isAllDenied) return 'denied';
  if (state === 'approved') return state;
  const agreed = votes.filter((one) => one.yes);
  return peopleAmong([...agreed, vote]) >= approvers ? 'approved' : 'pending';
}
