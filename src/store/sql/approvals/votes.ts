import { personOf } from '../../../identities/index.js';
import type { NewVote, StoredApproval, Vote, Voting } from '../../ports/approvals.js';
import { LIVE, lapsesAt } from '../../rules/approval-state.js';
import { deniedLines, stateAfter, voteRefusal } from '../../rules/voting.js';
import type { Tx } from '../database.js';
import { approvalIn, move, written } from './approval-rows.js';

const VOTE = `INSERT INTO vote (approval, person, who, also, channel, voted, yes, reason, denied)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (approval, person) DO UPDATE SET who = excluded.who, also = excluded.also, channel = excluded.channel,
    voted = excluded.voted, yes = excluded.yes, reason = excluded.reason, denied = excluded.denied`;
const DENY_LINE = `INSERT INTO denied_line (installation, caller, digest, approval, line, at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (installation, caller, digest) DO UPDATE SET approval = excluded.approval, line = excluded.line, at = excluded.at`;
const GRANTED = 'SELECT granted FROM approver WHERE person = ?';

/** A vote as the state itself knows the person: an approver whose grants were changed is held to the new ones at once. */
export async function asApprover<V extends Pick<NewVote, 'who' | 'grants'>>(tx: Tx, vote: V): Promise<V> {
  const row = await tx.first<{ granted: string | null }>(GRANTED, personOf(vote.who));
  return { ...vote, grants: row?.granted ? JSON.parse(row.granted) : undefined };
}

/** Counts a vote, or says why it does not count. Loaded for the first one. */
export async function countVote(tx: Tx, id: string, vote: NewVote, now: number): Promise<Voting> {
  const approval = await approvalIn(tx, id, now);
  if (approval === undefined) return { counted: false, why: 'unknown' };
  const why = voteRefusal(approval, vote) ?? voteRefusal(approval, await asApprover(tx, vote));
  if (why !== undefined) return { counted: false, why, approval };
  await count(tx, approval, vote, now);
  return { counted: true, approval: await written(tx, id, now) };
}

async function count(tx: Tx, approval: StoredApproval, vote: Vote, now: number): Promise<void> {
  const { who, alsoKnownAs = [], channel, yes, reason } = vote;
  const also = alsoKnownAs.length === 0 ? null : JSON.stringify(alsoKnownAs);
  const before = approval.votes.find((one) => personOf(one.who) === personOf(who));
  // Whoever says yes anew has not taken back what they denied.
  const left = yes ? [...new Set([...(before?.denied ?? []), ...(vote.denied ?? [])])] : [];
  const denied = left.length === 0 ? null : JSON.stringify(left.toSorted((one, other) => one - other));
  await tx.run(VOTE, approval.id, personOf(who), who, also, channel, now, yes ? 1 : 0, reason, denied);
  await denyLines(tx, approval, vote, now);
  const state = stateAfter(approval, vote);
  if (state === approval.state) return;
  await move(tx, approval.id, state === 'denied' ? LIVE : ['pending'], state, now);
  if (state === 'approved') {
    await tx.run('UPDATE approval SET expires = ? WHERE id = ?', lapsesAt(approval, now), approval.id);
  }
}

/** Makes the no to a line hold for its call, wherever else it is made. */
async function denyLines(tx: Tx, approval: StoredApproval, vote: Vote, now: number): Promise<void> {
  const { id, installation, caller, lines = [] } = approval;
  for (const line of deniedLines({ lines, votes: [vote] })) {
    const digest = lines[line - 1];
    if (digest !== undefined) await tx.run(DENY_LINE, installation, caller, digest, id, line, now);
  }
}
