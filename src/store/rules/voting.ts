import { maybeSamePerson, samePerson } from '../../identities/index.js';
import type { NewVote, StoredApproval, Vote, VoteRefusal } from '../ports/approvals.js';

/**
 * Whether people who decide for callers of these grants alone (undefined: for all) decide on a request. A caller who was given
 * none is nobody's but of those who decide for all.
 */
const decidesFor = (
  grants: readonly string[] | undefined,
  { grant }: Pick<StoredApproval, 'grant'>,
): boolean => grants === undefined || (grant !== undefined && grants.includes(grant));

/** Why a vote does not count on a request as it is now; undefined where it does. */
export function voteRefusal(
  approval: StoredApproval,
  { grants, channel, yes, ...voter }: Omit<NewVote, 'at' | 'reason'>,
): VoteRefusal | undefined {
  if (!decidesFor(grants, approval)) return 'grant';
  const names = namesOf(voter);
  if (names.some((name) => maybeSamePerson(name, approval.caller))) return 'own';
  if (!approval.channels.includes(channel)) return 'channel';
  // A yes can be taken back for as long as its call has not left.
  const isOpen = approval.state === 'pending' || (approval.state === 'approved' && !yes);
  if (!isOpen) return 'settled';
  const before = approval.votes.find((vote) =>
    namesOf(vote).some((one) => names.some((other) => samePerson(one, other))),
  );
  return before?.yes === yes ? 'repeated' : undefined;
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

/** The state of a pending request once a vote that counts is added; the person's vote before it is replaced. */
export function stateAfter(
  { approvers, votes }: Pick<StoredApproval, 'approvers' | 'votes'>,
  vote: Voter & Pick<Vote, 'yes'>,
): 'pending' | 'approved' | 'denied' {
  if (!vote.yes) return 'denied';
  const agreed = votes.filter((one) => one.yes);
  return peopleAmong([...agreed, vote]) >= approvers ? 'approved' : 'pending';
}
