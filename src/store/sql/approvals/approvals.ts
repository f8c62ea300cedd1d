import {
  type Acting,
  APPROVAL_STATES,
  type ApprovalRows,
  type ApprovalState,
  type AskingRules,
  type NewApproval,
  type NewVote,
  type Opening,
  type StoredApproval,
  type Voting,
} from '../../ports/approvals.js';
import { KEPT_MS, LIVE, OTHER_GRANT, OUTDATED_POLICY, SETTLED } from '../../rules/approval-state.js';
import { answerAmong, crowdedBy } from '../../rules/asking.js';
import { dateOf, moment } from '../../rules/moment.js';
import type { Database, Tx, Value, WriteOptions } from '../database.js';
import { inList } from '../journal-filter.js';
import {
  approvalIn,
  approvalsIn,
  idsOf,
  inStates,
  insertApproval,
  move,
  WAITS_TO_LEAVE,
  written,
} from './approval-rows.js';

type Asking = Parameters<ApprovalRows['meeting']>[0];

/** Old rows that one ask clears away: more than it adds, so that they never pile up. */
const CLEARED = 4;

const IS_LIVE = inStates(LIVE);
const SAME_CALL = 'installation = ? AND caller = ? AND digest = ?';
const OVERDUE = `SELECT 1 AS one FROM approval WHERE ${IS_LIVE} AND expires <= ? LIMIT 1`;
const EXPIRE = `UPDATE approval SET state = 'expired', settled = expires WHERE ${IS_LIVE} AND expires <= ? RETURNING id`;
const VOID_OTHERS = `UPDATE approval SET state = 'void', settled = ?, note = CASE WHEN revision <> ? THEN ? ELSE ? END
  WHERE ${SAME_CALL} AND (revision <> ? OR coalesce(granted, '') <> ?) AND ${IS_LIVE} RETURNING id`;
const WAITING = `SELECT digest, expires FROM approval WHERE installation = ? AND caller = ? AND state = 'pending' AND due`;
const DENIED_LINE = `SELECT approval, line FROM denied_line WHERE ${SAME_CALL} AND at > ?`;
const OLD = `SELECT id FROM approval WHERE ${inStates(SETTLED)} AND asked < ? AND settled < ? LIMIT ?`;

const NOTE_USE = "UPDATE approval SET note = ? WHERE id = ? AND state = 'used' AND due IS NOT NULL";
/** Held calls that are to be sent. */
const ANY_DUE = `SELECT 1 AS one FROM approval WHERE ${WAITS_TO_LEAVE} LIMIT 1`;
/** Loaded when there is any. */
const heldCalls = () => import('./held-calls.js');

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
      // What is held is judged anew when it leaves, and people may have rewritten it: asking again takes nothing of that away.
      if (approval.held === undefined) ended.push(...(await voidOthers(tx, approval, now)));
      const met = await meet(tx, approval, rules, now);
      if (met !== undefined) return met;
      await insertApproval(tx, approval, now);
      await prune(tx, now - KEPT_MS);
      return { kind: 'opened', approval: await written(tx, approval.id, now) };
    });
  }

  async vote(id: string, vote: NewVote): Promise<Voting> {
    const { countVote } = await import('./votes.js');
    return this.#write(vote.at, (tx, now) => countVote(tx, id, vote, now), { durable: true });
  }

  async use(id: string, at: Date): Promise<boolean> {
    return this.#write(at, (tx, now) => move(tx, id, ['approved'], 'used', now), { durable: true });
  }

  async due(installation: string, at: Date): Promise<boolean> {
    const now = moment(at);
    return this.#database.read(async (tx) => (await tx.first(ANY_DUE, installation, now, now)) !== undefined);
  }

  async toSend(installation: string, limit: number, at: Date): Promise<readonly StoredApproval[]> {
    const { toSend } = await heldCalls();
    return this.#write(at, (tx, now) => toSend(tx, installation, limit, now));
  }

  async postpone(id: string, until: Date, by: Acting): Promise<Voting> {
    const { postpone } = await heldCalls();
    return this.#write(by.at, (tx, now) => postpone(tx, id, until, by, now));
  }

  async replace(id: string, next: NewApproval, note: string, by: Acting): Promise<Voting> {
    const { replace } = await heldCalls();
    return this.#write(by.at, (tx, now, ended) => replace(tx, { id, next, note, by, ended }, now), {
      durable: true,
    });
  }

  async giveBack(id: string, at: Date): Promise<boolean> {
    return this.#write(at, (tx, now) => move(tx, id, ['used'], 'approved', now));
  }

  async makeVoid(id: string, note: string, at: Date): Promise<void> {
    await this.#write(at, async (tx, now, ended) => {
      if (await move(tx, id, LIVE, 'void', now, note)) ended.push(id);
    });
  }

  async noteUse(id: string, note: string, at: Date): Promise<void> {
    await this.#write(at, (tx) => tx.run(NOTE_USE, note, id));
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
    { states = APPROVAL_STATES, grants, held, limit }: Parameters<ApprovalRows['list']>[0],
    at: Date,
  ): Promise<readonly StoredApproval[]> {
    const now = moment(at);
    const { condition, values } = isInOneOf(states, now);
    const whose = grants && inList('granted', grants);
    // Chosen first, and read only then: what people were shown fills most of the state.
    const chosen = `position IN (SELECT position FROM approval WHERE (${condition}) AND ${whose?.[0] ?? 'TRUE'} AND ${whichOf(held)}
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

/** What is there for a call already; a request of another revision is as good as void. */
async function meet(
  tx: Tx,
  { installation, caller, digest, revision, grant, held }: Asking,
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
    `${SAME_CALL} AND (${IS_LIVE} OR (state IN (${held === undefined ? "'denied'" : "'denied', 'used'"}) AND settled > ?))`,
    installation,
    caller,
    digest,
    now - rules.denialHoldsMs,
  );
  const answer = answerAmong(same, { revision, grant, held }, rules, now);
  if (answer !== undefined) return answer;
  // What is held waits for nobody, and takes no place of what waits for people.
  const alike = `${WAITING} IS ${held === undefined ? '' : 'NOT '}NULL`;
  const rows = await tx.all<{ digest: string; expires: bigint }>(alike, installation, caller);
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

async function prune(tx: Tx, before: number): Promise<void> {
  for (const id of await idsOf(tx, OLD, before, before, CLEARED)) {
    await tx.run('DELETE FROM denied_line WHERE approval = ?', id);
    await tx.run('DELETE FROM vote WHERE approval = ?', id);
    await tx.run('DELETE FROM approval WHERE id = ?', id);
  }
}

const whichOf = (held: boolean | undefined) =>
  held === undefined ? 'TRUE' : `due IS ${held ? 'NOT ' : ''}NULL`;

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
