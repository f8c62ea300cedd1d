import { maybeSamePerson, personOf, samePerson } from '../../identities/index.js';
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
  { who, alsoKnownAs = [], grants, channel, yes }: Omit<NewVote, 'at' | 'reason'>,
): VoteRefusal | undefined {
  if (!decidesFor(grants, approval)) return 'grant';
  const names = [who, ...alsoKnownAs];
  if (names.some((name) => maybeSamePerson(name, approval.caller))) return 'own';
  if (!approval.channels.includes(channel)) return 'channel';
  if (approval.state !== 'pending') return 'settled';
  const before = approval.votes.find((vote) => names.some((name) => samePerson(vote.who, name)));
  return before?.yes === yes ? 'repeated' : undefined;
}

/** How many people there are at least behind names. The shortest come first: a longer one may be the same at a provider. */
function peopleAmong(names: readonly string[]): number {
  const people: string[] = [];
  for (const name of names.map(personOf).sort((one, other) => one.length - other.length))
    if (!people.some((known) => maybeSamePerson(known, name))) people.push(name);
  return people.length;
}

/** The state of a pending request once a vote that counts is added; the person's vote before it is replaced. */
export function stateAfter(
  { approvers, votes }: Pick<StoredApproval, 'approvers' | 'votes'>,
  vote: Pick<Vote, 'who' | 'yes'>,
): 'pending' | 'approved' | 'denied' {
  if (!vote.yes) return 'denied';
  const agreed = votes.filter((one) => one.yes).map((one) => one.who);
  return peopleAmong([...agreed, vote.who]) >= approvers ? 'approved' : 'pending';
}
