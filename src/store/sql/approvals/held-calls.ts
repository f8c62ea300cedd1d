import type { Acting, NewApproval, StoredApproval, Voting } from '../../ports/approvals.js';
import { LIVE, lapsesAt } from '../../rules/approval-state.js';
import { voteRefusal } from '../../rules/voting.js';
import type { Tx } from '../database.js';
import { approvalIn, approvalsIn, insertApproval, move, WAITS_TO_LEAVE, written } from './approval-rows.js';
import { asApprover } from './votes.js';

/** Whoever drops one until it leaves is in time: it only waits for whoever sends it. */
const RELEASE = `UPDATE approval SET state = 'approved', settled = ? WHERE state = 'pending' AND ${WAITS_TO_LEAVE}`;
const CHOSEN = `id IN (SELECT id FROM approval WHERE ${WAITS_TO_LEAVE} ORDER BY due, position LIMIT ?)`;
const POSTPONE = "UPDATE approval SET due = ?, expires = ? WHERE id = ? AND state = 'pending'";

export async function toSend(
  tx: Tx,
  installation: string,
  limit: number,
  now: number,
): Promise<StoredApproval[]> {
  await tx.run(RELEASE, now, installation, now, now);
  const found = await approvalsIn(tx, now, CHOSEN, installation, now, now, limit);
  // Newest first until here: of those that are due at one moment, whoever was held first leaves first.
  return found.toReversed().toSorted((one, other) => dueOf(one) - dueOf(other));
}

const dueOf = ({ held }: StoredApproval) => held?.dueAt.getTime() ?? 0;

/** A held call as somebody may act on it who could drop it; or why they may not. */
async function heldFor(
  tx: Tx,
  id: string,
  by: Acting,
  now: number,
): Promise<StoredApproval | Extract<Voting, { counted: false }>> {
  const approval = await approvalIn(tx, id, now);
  if (approval?.held === undefined) return { counted: false, why: 'unknown' };
  const dropping = { ...by, yes: false };
  const why = voteRefusal(approval, dropping) ?? voteRefusal(approval, await asApprover(tx, dropping));
  return why === undefined ? approval : { counted: false, why, approval };
}

export async function postpone(tx: Tx, id: string, until: Date, by: Acting, now: number): Promise<Voting> {
  const found = await heldFor(tx, id, by, now);
  if ('counted' in found) return found;
  if (found.state !== 'pending') return { counted: false, why: 'settled', approval: found };
  const due = Math.max(dueOf(found), until.getTime());
  await tx.run(POSTPONE, due, lapsesAt(found, due), id);
  return { counted: true, approval: await written(tx, id, now) };
}

export async function replace(
  tx: Tx,
  { id, next, note, by, ended }: { id: string; next: NewApproval; note: string; by: Acting; ended: string[] },
  now: number,
): Promise<Voting> {
  const found = await heldFor(tx, id, by, now);
  if ('counted' in found) return found;
  if (!(await move(tx, id, LIVE, 'void', now, note)))
    return { counted: false, why: 'settled', approval: found };
  ended.push(id);
  await insertApproval(tx, next, now);
  return { counted: true, approval: await written(tx, next.id, now) };
}
