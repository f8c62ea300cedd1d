import { personOf } from '../../identities/index.js';
import {
  APPROVAL_STATES,
  type ApprovalRows,
  type ApprovalState,
  type AskingRules,
  type NewApproval,
  type NewVote,
  type Opening,
  type StoredApproval,
  type Vote,
  type Voting,
} from '../ports/approvals.js';
import { KEPT_MS, LIVE, lapsesAt, OTHER_GRANT, OUTDATED_POLICY, SETTLED } from '../rules/approval-state.js';
import { answerAmong, crowdedBy, type SameCall } from '../rules/asking.js';
import { dateOf, moment } from '../rules/moment.js';
import { deniedLines, stateAfter, voteRefusal } from '../rules/voting.js';
import { approvalIn, approvalsIn, insertApproval } from './approval-rows.js';
import type { Database, Tx, Value, WriteOptions } from './database.js';
import { inList } from './journal-filter.js';

type Asking = SameCall & Pick<NewApproval, 'revision' | 'grant'>;

/** Old rows that one ask clears away: more than it adds, so that they never pile up. */
const CLEARED = 4;

const inStates = (states: readonly ApprovalState[]) =>
  `state IN (${states.map((state) => `'${state}'`).join(', ')})`;

const IS_LIVE = inStates(LIVE);
const SAME_CALL = 'installation = ? AND caller = ? AND digest = ?';
const OVERDUE = `SELECT 1 AS one FROM approval WHERE ${IS_LIVE} AND expires <= ? LIMIT 1`;
const EXPIRE = `UPDATE approval SET state = 'expired', settled = expires WHERE ${IS_LIVE} AND expires <= ? RETURNING id`;
const VOID_OTHERS = `UPDATE approval SET state = 'void', settled = ?, note = CASE WHEN revision <> ? THEN ? ELSE ? END
  WHERE ${SAME_CALL} AND (revision <> ? OR coalesce(granted, '') <> ?) AND ${IS_LIVE} RETURNING id`;
const WAITING = `SELECT digest, expires FROM approval WHERE installation = ? AND caller = ? AND state = 'pending'`;
const MOVE = 'UPDATE approval SET state = ?, settled = ?, note = ? WHERE id = ?';
const VOTE = `INSERT INTO vote (approval, person, who, also, channel, voted, yes, reason, denied)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (approval, person) DO UPDATE SET who = excluded.who, also = excluded.also, channel = excluded.channel,
    voted = excluded.voted, yes = excluded.yes, reason = excluded.reason, denied = excluded.denied`;
const DENY_LINE = `INSERT INTO denied_line (installation, caller, digest, approval, line, at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (installation, caller, digest) DO UPDATE SET approval = excluded.approval, line = excluded.line, at = excluded.at`;
const DENIED_LINE = `SELECT approval, line FROM denied_line WHERE ${SAME_CALL} AND at > ?`;
const GRANTED = 'SELECT granted FROM approver WHERE person = ?';
const OLD = `SELECT id FROM approval WHERE ${inStates(SETTLED)} AND asked < ? AND settled < ? LIMIT ?`;

export class SqlApprovals implements ApprovalRows {
  readonly #database: Database;
  /** Ended by this process, and handed out to nobody so far. */
  readonly #ended: StoredApproval[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  async meeting(of: Asking, rules: AskingRules, at: Date): Promise<Opening | undefined> {
    const now = moment(at);
    return this.#database.read((tx) => meet(tx, of, rules, now));
  }

  async open(approval: NewApproval, rules: AskingRules, at: Date): Promise<Opening> {
    return this.#write(at, async (tx, now, ended) => {
      ended.push(...(await voidOthers(tx, approval, now)));
      const met = await meet(tx, approval, rules, now);
      if (met !== undefined) return met;
      await insertApproval(tx, approval, now);
      await prune(tx, now - KEPT_MS);
      return { kind: 'opened', approval: await written(tx, approval.id, now) };
    });
  }

  async vote(id: string, vote: NewVote): Promise<Voting> {
    const work = async (tx: Tx, now: number): Promise<Voting> => {
      const approval = await approvalIn(tx, id, now);
      if (approval === undefined) return { counted: false, why: 'unknown' };
      const why = voteRefusal(approval, vote) ?? voteRefusal(approval, await asApprover(tx, vote));
      if (why !== undefined) return { counted: false, why, approval };
      await count(tx, approval, vote, now);
      return { counted: true, approval: await written(tx, id, now) };
    };
    return this.#write(vote.at, work, { durable: true });
  }

  async use(id: string, at: Date): Promise<boolean> {
    return this.#write(at, (tx, now) => move(tx, id, ['approved'], 'used', now), { durable: true });
  }

  async giveBack(id: string, at: Date): Promise<boolean> {
    return this.#write(at, (tx, now) => move(tx, id, ['used'], 'approved', now));
  }

  async makeVoid(id: string, note: string, at: Date): Promise<void> {
    await this.#write(at, async (tx, now, ended) => {
      if (await move(tx, id, LIVE, 'void', now, note)) ended.push(id);
    });
  }

  async ended(at: Date): Promise<readonly StoredApproval[]> {
    const now = moment(at);
    // Asked often, and mostly for nothing: only an overdue request is worth a turn at writing.
    const overdue = await this.#database.read((tx) => tx.first(OVERDUE, now));
    if (overdue !== undefined) await this.#write(at, async () => undefined);
    return this.#ended.splice(0);
  }

  async get(id: string, at: Date): Promise<StoredApproval | undefined> {
    const now = moment(at);
    return this.#database.read((tx) => approvalIn(tx, id, now));
  }

  async list(
    { states = APPROVAL_STATES, grants, limit }: Parameters<ApprovalRows['list']>[0],
    at: Date,
  ): Promise<readonly StoredApproval[]> {
    const now = moment(at);
    const { condition, values } = isInOneOf(states, now);
    const whose = grants && inList('granted', grants);
    // Chosen first, and read only then: what people were shown fills most of the state.
    const chosen = `position IN (SELECT position FROM approval WHERE (${condition}) AND ${whose?.[0] ?? 'TRUE'}
      ORDER BY asked DESC, position DESC LIMIT ?)`;
    return this.#database.read((tx) => approvalsIn(tx, now, chosen, ...values, ...(whose?.[1] ?? []), limit));
  }

  /** One transaction in which everything overdue expires before the work is done. */
  async #write<T>(
    at: Date,
    work: (tx: Tx, now: number, ended: string[]) => Promise<T>,
    options: WriteOptions = {},
  ): Promise<T> {
    const now = moment(at);
    const { result, ended } = await this.#database.write(
      ['approvals'],
      async (tx) => {
        const ids = await idsOf(tx, EXPIRE, now);
        const result = await work(tx, now, ids);
        const ended: StoredApproval[] = [];
        for (const id of ids) {
          // One that ended so long ago that it was cleared away at once is told to nobody.
          const one = await approvalIn(tx, id, now);
          if (one !== undefined) ended.push(one);
        }
        return { result, ended };
      },
      options,
    );
    this.#ended.push(...ended);
    return result;
  }
}

/** A vote as the state itself knows the person: an approver whose grants were changed is held to the new ones at once. */
async function asApprover(tx: Tx, vote: NewVote): Promise<NewVote> {
  const row = await tx.first<{ granted: string | null }>(GRANTED, personOf(vote.who));
  return { ...vote, grants: row?.granted ? JSON.parse(row.granted) : undefined };
}

/** What is there for a call already; a request of another revision is as good as void. */
async function meet(
  tx: Tx,
  { installation, caller, digest, revision, grant }: Asking,
  rules: AskingRules,
  now: number,
): Promise<Opening | undefined> {
  const line = await tx.first<{ approval: string; line: bigint }>(
    DENIED_LINE,
    installation,
    caller,
    digest,
    now - rules.denialHoldsMs,
  );
  const plan = line && (await approvalIn(tx, line.approval, now));
  if (plan !== undefined) return { kind: 'denied', approval: plan, line: Number(line?.line) };
  // No more than what `answerAmong` can choose from: most requests of a call have long been used.
  const same = await approvalsIn(
    tx,
    now,
    `${SAME_CALL} AND (${IS_LIVE} OR (state = 'denied' AND settled > ?))`,
    installation,
    caller,
    digest,
    now - rules.denialHoldsMs,
  );
  const answer = answerAmong(same, { revision, grant }, rules, now);
  if (answer !== undefined) return answer;
  const rows = await tx.all<{ digest: string; expires: bigint }>(WAITING, installation, caller);
  const waiting = rows.map((row) => ({ digest: row.digest, expiresAt: dateOf(row.expires) }));
  return crowdedBy(waiting, { digest }, rules, now);
}

function voidOthers(
  tx: Tx,
  { installation, caller, digest, revision, grant = '' }: Asking,
  now: number,
): Promise<string[]> {
  const notes = [revision, OUTDATED_POLICY, OTHER_GRANT];
  return idsOf(tx, VOID_OTHERS, now, ...notes, installation, caller, digest, revision, grant);
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

/** Whether it was in one of the states that it had to be in. */
async function move(
  tx: Tx,
  id: string,
  from: readonly ApprovalState[],
  to: ApprovalState,
  now: number,
  note = '',
): Promise<boolean> {
  return (await tx.run(`${MOVE} AND ${inStates(from)}`, to, now, note, id)) > 0;
}

async function prune(tx: Tx, before: number): Promise<void> {
  for (const id of await idsOf(tx, OLD, before, before, CLEARED)) {
    await tx.run('DELETE FROM denied_line WHERE approval = ?', id);
    await tx.run('DELETE FROM vote WHERE approval = ?', id);
    await tx.run('DELETE FROM approval WHERE id = ?', id);
  }
}

/** A request that this very transaction has written. */
async function written(tx: Tx, id: string, now: number): Promise<StoredApproval> {
  const found = await approvalIn(tx, id, now);
  if (found === undefined) throw new Error(`The approval ${id} is gone in the middle of a transaction.`);
  return found;
}

async function idsOf(tx: Tx, sql: string, ...values: Value[]): Promise<string[]> {
  return (await tx.all<{ id: string }>(sql, ...values)).map((row) => row.id);
}

/** Requests that are in one of the states at a time, whether their end was written or not. */
function isInOneOf(states: readonly ApprovalState[], now: number): { condition: string; values: Value[] } {
  const conditions: string[] = [];
  const values: Value[] = [];
  const live = states.filter((state) => LIVE.includes(state));
  const settled = states.filter((state) => !LIVE.includes(state));
  if (settled.length > 0) conditions.push(inStates(settled));
  if (live.length > 0) {
    conditions.push(`(${inStates(live)} AND expires > ?)`);
    values.push(now);
  }
  if (states.includes('expired')) {
    conditions.push(`(${IS_LIVE} AND expires <= ?)`);
    values.push(now);
  }
  return { condition: conditions.join(' OR ') || 'FALSE', values };
}
