import type { ApprovalState, NewApproval, StoredApproval, Vote } from '../../ports/approvals.js';
import { asOf, lapsesAt } from '../../rules/approval-state.js';
import { dateOf } from '../../rules/moment.js';
import type { Tx, Value } from '../database.js';

/** A request beside one of its votes; the columns of the vote are null where nobody has voted. */
interface ApprovalRow {
  id: string;
  installation: string;
  tool: string;
  caller: string;
  granted: string | null;
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
  lines: string | null;
  due: bigint | null;
  held: string | null;
  who: string | null;
  also: string | null;
  channel: string;
  voted: bigint;
  yes: bigint;
  reason: string;
  denied: string | null;
}

// One statement with the votes in it, so that nothing another process writes comes between a request and its votes.
const SELECT = `SELECT id, installation, tool, caller, granted, digest, revision, rule, channels, approvers, lifetime, shown,
    snapshot, state, asked, expires, settled, note, lines, due, held, who, also, channel, voted, yes, reason, denied
  FROM approval LEFT JOIN vote ON vote.approval = approval.id`;
const INSERT = `INSERT INTO approval (id, installation, tool, caller, granted, digest, revision, rule, channels, approvers,
    lifetime, shown, snapshot, state, asked, expires, settled, note, lines, due, held)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, NULL, '', ?, ?, ?)`;

const MOVE = 'UPDATE approval SET state = ?, settled = ?, note = ? WHERE id = ?';

/** Of one installation, at a time that is given twice: a held call whose time is over, or that people released. */
export const WAITS_TO_LEAVE = `installation = ? AND due IS NOT NULL
  AND (state = 'approved' OR (state = 'pending' AND due <= ?)) AND expires > ?`;

export const inStates = (states: readonly ApprovalState[]) =>
  `state IN (${states.map((state) => `'${state}'`).join(', ')})`;

/** Requests that a condition lets through, newest first, each as it is at a time. */
export async function approvalsIn(
  tx: Tx,
  now: number,
  condition: string,
  ...values: Value[]
): Promise<StoredApproval[]> {
  const sql = `${SELECT} WHERE ${condition} ORDER BY asked DESC, position DESC, voted, who`;
  const found: StoredApproval[] = [];
  let last: { approval: StoredApproval; votes: Vote[] } | undefined;
  for (const row of await tx.all<ApprovalRow>(sql, ...values)) {
    if (last?.approval.id !== row.id) {
      const votes: Vote[] = [];
      last = { approval: asOf(approvalOf(row, votes), now), votes };
      found.push(last.approval);
    }
    if (row.who !== null) last.votes.push(voteOf(row, row.who));
  }
  return found;
}

export async function approvalIn(tx: Tx, id: string, now: number): Promise<StoredApproval | undefined> {
  const [found] = await approvalsIn(tx, now, 'id = ?', id);
  return found;
}

export async function insertApproval(tx: Tx, approval: NewApproval, now: number): Promise<void> {
  const { dueAt, ...held } = approval.held ?? { dueAt: undefined };
  await tx.run(
    INSERT,
    approval.id,
    approval.installation,
    approval.tool,
    approval.caller,
    approval.grant ?? null,
    approval.digest,
    approval.revision,
    approval.rule,
    JSON.stringify(approval.channels),
    approval.approvers,
    approval.lifetimeMs,
    JSON.stringify(approval.shown),
    approval.snapshot === null ? null : JSON.stringify(approval.snapshot),
    now,
    lapsesAt(approval, dueAt?.getTime() ?? now),
    approval.lines === undefined ? null : JSON.stringify(approval.lines),
    dueAt?.getTime() ?? null,
    dueAt === undefined ? null : JSON.stringify(held),
  );
}

function approvalOf(row: ApprovalRow, votes: readonly Vote[]): StoredApproval {
  const { id, installation, tool, caller, digest, revision, rule, state, note, lines } = row;
  return {
    id,
    installation,
    tool,
    caller,
    grant: row.granted ?? undefined,
    digest,
    revision,
    rule,
    channels: JSON.parse(row.channels),
    approvers: Number(row.approvers),
    lifetimeMs: Number(row.lifetime),
    shown: JSON.parse(row.shown),
    snapshot: row.snapshot === null ? null : JSON.parse(row.snapshot),
    state,
    askedAt: dateOf(row.asked),
    expiresAt: dateOf(row.expires),
    settledAt: row.settled === null ? undefined : dateOf(row.settled),
    note,
    ...(lines !== null && { lines: JSON.parse(lines) }),
    votes,
    ...(row.due !== null &&
      row.held !== null && { held: { ...JSON.parse(row.held), dueAt: dateOf(row.due) } }),
  };
}

const voteOf = ({ also, channel, voted, yes, reason, denied }: ApprovalRow, who: string): Vote => ({
  who,
  ...(also !== null && { alsoKnownAs: JSON.parse(also) }),
  channel,
  at: dateOf(voted),
  yes: yes === 1n,
  reason,
  ...(denied !== null && { denied: JSON.parse(denied) }),
});

/** Whether it was in one of the states that it had to be in. */
export async function move(
  tx: Tx,
  id: string,
  from: readonly ApprovalState[],
  to: ApprovalState,
  now: number,
  note = '',
): Promise<boolean> {
  return (await tx.run(`${MOVE} AND ${inStates(from)}`, to, now, note, id)) > 0;
}

/** A request that this very transaction has written. */
export async function written(tx: Tx, id: string, now: number): Promise<StoredApproval> {
  const found = await approvalIn(tx, id, now);
  if (found === undefined) throw new Error(`The approval ${id} is gone in the middle of a transaction.`);
  return found;
}

export async function idsOf(tx: Tx, sql: string, ...values: Value[]): Promise<string[]> {
  return (await tx.all<{ id: string }>(sql, ...values)).map((row) => row.id);
}
