import type { ApprovalState, StoredApproval } from './approval-rows.js';

/** What SELECT gives. */
export interface ApprovalRow {
  id: string;
  installation: string;
  tool: string;
  caller: string;
  digest: string;
  revision: string;
  rule: string;
  channels: string;
  approvers: bigint;
  lifetime: bigint;
  shown: string;
  snapshot: string | null;
  state: ApprovalState;
  asked: bigint;
  expires: bigint;
  settled: bigint | null;
  note: string;
  votes: string;
}

interface VoteRow {
  who: string;
  channel: string;
  at: number;
  yes: number;
  reason: string;
}

export const LIVE = "state IN ('pending', 'approved')";
const overdue = (now: string) => `${LIVE} AND expires <= ${now}`;

/** The state as it is at a time, given as SQL. */
export const stateAt = (now: string) => `CASE WHEN ${overdue(now)} THEN 'expired' ELSE state END`;

/**
 * Requests as they stand at a time, the first value to bind. One statement with the votes in it, so that nothing
 * another process writes can come between a request and what was said of it.
 */
export const SELECT = `
  WITH clock (now) AS (SELECT ?)
  SELECT id, installation, tool, caller, digest, revision, rule, channels, approvers, lifetime, shown, snapshot,
    ${stateAt('now')} AS state, asked, expires, CASE WHEN ${overdue('now')} THEN expires ELSE settled END AS settled, note,
    (SELECT json_group_array(
        json_object('who', who, 'channel', channel, 'at', at, 'yes', yes, 'reason', reason) ORDER BY at, who)
      FROM vote WHERE vote.approval = approval.id) AS votes
  FROM approval, clock`;

const dateOf = (ms: bigint) => new Date(Number(ms));

export function approvalOf(row: ApprovalRow): StoredApproval {
  const { approvers, lifetime, asked, expires, settled, channels, shown, snapshot, votes, ...rest } = row;
  return {
    ...rest,
    channels: JSON.parse(channels),
    approvers: Number(approvers),
    lifetimeMs: Number(lifetime),
    shown: JSON.parse(shown),
    snapshot: snapshot === null ? null : JSON.parse(snapshot),
    askedAt: dateOf(asked),
    expiresAt: dateOf(expires),
    settledAt: settled === null ? undefined : dateOf(settled),
    votes: (JSON.parse(votes) as VoteRow[]).map((vote) => ({
      ...vote,
      at: new Date(vote.at),
      yes: vote.yes === 1,
    })),
  };
}
