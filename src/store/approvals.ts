import {
  APPROVAL_STATES,
  type ApprovalRows,
  type ApprovalState,
  type AskingRules,
  type NewApproval,
  type Opening,
  type StoredApproval,
  type Vote,
  type Voting,
} from './approval-rows.js';
import { type ApprovalRow, approvalOf, LIVE, SELECT, stateAt } from './approval-view.js';
import type { Connection } from './connection.js';
import { sameName } from './person.js';
import { moment } from './window.js';

const KEPT_MS = 30 * 86_400_000;
/** Old rows that one ask clears away: more than it adds, so that they never pile up. */
const CLEARED = 4;

const PENDING = "state = 'pending'";

type Same = Pick<NewApproval, 'installation' | 'caller' | 'digest' | 'revision'>;

/** What one transaction ended, by id. */
type Ended = string[];

/** Requests for approval. */
export class Approvals implements ApprovalRows {
  readonly #connection: Connection;
  /** What this process has ended and nobody has been told of. */
  readonly #untold: StoredApproval[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async meeting(of: Same, rules: AskingRules, at: Date): Promise<Opening | undefined> {
    const now = moment(at);
    return this.#connection.read(() => this.#meet(of, rules, now));
  }

  open(approval: NewApproval, rules: AskingRules, at: Date): Promise<Opening> {
    return this.#write(at, (now, ended) => {
      ended.push(...this.#voidOthers(approval, now));
      const met = this.#meet(approval, rules, now);
      if (met !== undefined) return met;
      this.#insert(approval, now);
      this.#prune(now - KEPT_MS);
      return { kind: 'opened', approval: this.#the(approval.id, now) };
    });
  }

  vote(id: string, vote: Vote): Promise<Voting> {
    const work = (now: number): Voting => {
      const approval = this.#find(id, now);
      if (approval === undefined) return { counted: false, why: 'unknown' };
      const why = refusal(approval, vote);
      if (why !== undefined) return { counted: false, why, approval };
      this.#say(approval, vote, now);
      return { counted: true, approval: this.#the(id, now) };
    };
    return this.#write(vote.at, work, { durable: true });
  }

  use(id: string, at: Date): Promise<boolean> {
    return this.#write(at, (now) => this.#move(id, "state = 'approved'", 'used', now), { durable: true });
  }

  giveBack(id: string, at: Date): Promise<boolean> {
    return this.#write(at, (now) => this.#move(id, "state = 'used'", 'approved', now));
  }

  makeVoid(id: string, note: string, at: Date): Promise<void> {
    return this.#write(at, (now, ended) => {
      if (this.#move(id, LIVE, 'void', now, note)) ended.push(id);
    });
  }

  async ended(at: Date): Promise<readonly StoredApproval[]> {
    const now = moment(at);
    // Asked often, and mostly for nothing: only what is overdue is worth a turn at writing.
    const overdue = await this.#connection.read(() =>
      this.#connection.row(`SELECT 1 FROM approval WHERE ${LIVE} AND expires <= ? LIMIT 1`, now),
    );
    if (overdue !== undefined) await this.#write(at, () => undefined);
    return this.#untold.splice(0);
  }

  async get(id: string, at: Date): Promise<StoredApproval | undefined> {
    const now = moment(at);
    return this.#connection.read(() => this.#find(id, now));
  }

  async list(
    { states, limit }: { states?: readonly ApprovalState[]; limit: number },
    at: Date,
  ): Promise<readonly StoredApproval[]> {
    const now = moment(at);
    const wanted = states ?? APPROVAL_STATES;
    const written = wanted.includes('expired') ? [...wanted, 'pending', 'approved'] : wanted;
    // Chosen by what the index by state holds, and read only then: what people were shown fills most of the file.
    const sql = `${SELECT} WHERE approval.rowid IN
        (SELECT rowid FROM approval
          WHERE state IN (SELECT value FROM json_each(?)) AND ${stateAt('?')} IN (SELECT value FROM json_each(?))
          ORDER BY asked DESC, rowid DESC LIMIT ?)
      ORDER BY asked DESC, approval.rowid DESC`;
    const values = [now, JSON.stringify(written), now, JSON.stringify(wanted), limit];
    return this.#connection.read(() => this.#connection.rows<ApprovalRow>(sql, ...values).map(approvalOf));
  }

  /** One transaction, in which everything overdue expires before the work is done. */
  async #write<T>(
    at: Date,
    work: (now: number, ended: Ended) => T,
    options: { durable?: boolean } = {},
  ): Promise<T> {
    const now = moment(at);
    const { result, ended } = await this.#connection.write(() => {
      const ids: Ended = this.#expire(now);
      const result = work(now, ids);
      return { result, ended: ids.map((id) => this.#the(id, now)) };
    }, options);
    this.#untold.push(...ended);
    return result;
  }

  #expire(now: number): string[] {
    return this.#ids(
      `UPDATE approval SET state = 'expired', settled = expires WHERE ${LIVE} AND expires <= ? RETURNING id`,
      now,
    );
  }

  #voidOthers({ installation, caller, digest, revision }: Same, now: number): string[] {
    return this.#ids(
      `UPDATE approval SET state = 'void', settled = ?, note = 'The policy changed since it was asked.'
        WHERE installation = ? AND caller = ? AND digest = ? AND revision <> ? AND ${LIVE} RETURNING id`,
      now,
      installation,
      caller,
      digest,
      revision,
    );
  }

  /** What is there for a call already; one asked under another revision is as good as void. */
  #meet(
    { installation, caller, digest, revision }: Same,
    { mostPending, denialHoldsMs }: AskingRules,
    now: number,
  ): Opening | undefined {
    const same = 'WHERE installation = ? AND caller = ? AND digest = ?';
    // A person's no comes first: a use given back after it must not bring an older yes to life.
    const denied = this.#connection.row<ApprovalRow>(
      `${SELECT} ${same} AND state = 'denied' AND settled > ? ORDER BY settled DESC LIMIT 1`,
      now,
      installation,
      caller,
      digest,
      now - denialHoldsMs,
    );
    if (denied !== undefined) return { kind: 'denied', approval: approvalOf(denied) };
    const live = this.#connection.row<ApprovalRow>(
      `${SELECT} ${same} AND revision = ? AND ${LIVE} AND expires > now
        ORDER BY state = 'approved' DESC, asked DESC LIMIT 1`,
      now,
      installation,
      caller,
      digest,
      revision,
    );
    if (live !== undefined) return { kind: 'joined', approval: approvalOf(live) };
    // The plus signs keep SQLite on the index by state: few wait, but many of the same caller are kept.
    const pending = this.#connection.row<{ pending: bigint }>(
      `SELECT count(*) AS pending FROM approval
        WHERE state = 'pending' AND expires > ? AND +installation = ? AND +caller = ? AND +digest <> ?`,
      now,
      installation,
      caller,
      digest,
    )?.pending;
    return Number(pending) >= mostPending ? { kind: 'too_many', pending: Number(pending) } : undefined;
  }

  #insert(approval: NewApproval, now: number): void {
    this.#connection.run(
      `INSERT INTO approval (id, installation, tool, caller, digest, revision, rule, channels, approvers, lifetime,
          shown, snapshot, state, asked, expires, settled, note)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, NULL, '')`,
      approval.id,
      approval.installation,
      approval.tool,
      approval.caller,
      approval.digest,
      approval.revision,
      approval.rule,
      JSON.stringify(approval.channels),
      approval.approvers,
      approval.lifetimeMs,
      JSON.stringify(approval.shown),
      approval.snapshot === null ? null : JSON.stringify(approval.snapshot),
      now,
      now + approval.lifetimeMs,
    );
  }

  #prune(before: number): void {
    const old = this.#ids(
      `SELECT id FROM approval
        WHERE state IN ('denied', 'expired', 'used', 'void') AND asked < ? AND settled < ? LIMIT ?`,
      before,
      before,
      CLEARED,
    );
    for (const id of old) {
      this.#connection.run('DELETE FROM vote WHERE approval = ?', id);
      this.#connection.run('DELETE FROM approval WHERE id = ?', id);
    }
  }

  #say({ id, approvers, lifetimeMs, votes }: StoredApproval, vote: Vote, now: number): void {
    const { who, channel, yes, reason } = vote;
    const others = votes.filter((one) => !sameName(one.who, who));
    for (const { who: before } of votes.filter((one) => !others.includes(one))) {
      this.#connection.run('DELETE FROM vote WHERE approval = ? AND who = ?', id, before);
    }
    this.#connection.run(
      'INSERT INTO vote (approval, who, channel, at, yes, reason) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      who,
      channel,
      now,
      yes ? 1 : 0,
      reason,
    );
    if (!yes) this.#move(id, PENDING, 'denied', now);
    else if (others.filter((one) => one.yes).length + 1 >= approvers) {
      this.#move(id, PENDING, 'approved', now);
      this.#connection.run('UPDATE approval SET expires = ? WHERE id = ?', now + lifetimeMs, id);
    }
  }

  /** Whether it was in the state that it had to be in. */
  #move(id: string, from: string, to: ApprovalState, now: number, note = ''): boolean {
    const sql = `UPDATE approval SET state = ?, settled = ?, note = ? WHERE id = ? AND ${from} RETURNING id`;
    return this.#ids(sql, to, now, note, id).length > 0;
  }

  #find(id: string, now: number): StoredApproval | undefined {
    const row = this.#connection.row<ApprovalRow>(`${SELECT} WHERE id = ?`, now, id);
    return row && approvalOf(row);
  }

  /** One that this very transaction has written. */
  #the(id: string, now: number): StoredApproval {
    const found = this.#find(id, now);
    if (found === undefined) throw new Error(`The approval ${id} is gone in the middle of a transaction.`);
    return found;
  }

  #ids(sql: string, ...values: (string | number)[]): string[] {
    return this.#connection.rows<{ id: string }>(sql, ...values).map((row) => row.id);
  }
}

function refusal(approval: StoredApproval, { who, channel, yes }: Vote) {
  if (sameName(who, approval.caller)) return 'own';
  if (!approval.channels.includes(channel)) return 'channel';
  if (approval.state !== 'pending') return 'settled';
  const said = approval.votes.find((vote) => sameName(vote.who, who));
  return said?.yes === yes ? 'repeated' : undefined;
}
