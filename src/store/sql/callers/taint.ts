import type { CallerAt, Taint, TaintRows, TaintSource } from '../../ports/taint.js';
import { dateOf, moment } from '../../rules/moment.js';
import type { Database } from '../database.js';

interface Row {
  installation: string;
  caller: string;
  call: string;
  tool: string;
  since: bigint;
  last: bigint;
  until: bigint;
}

const COLUMNS = 'installation, caller, call, tool, since, last, until';
const STILL = 'taint.until > excluded.last';
const greater = (column: string) =>
  `CASE WHEN taint.${column} > excluded.${column} THEN taint.${column} ELSE excluded.${column} END`;
const MARK = `INSERT INTO taint (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (installation, caller) DO UPDATE SET
    call = CASE WHEN ${STILL} THEN taint.call ELSE excluded.call END,
    tool = CASE WHEN ${STILL} THEN taint.tool ELSE excluded.tool END,
    since = CASE WHEN ${STILL} THEN taint.since ELSE excluded.since END,
    last = ${greater('last')},
    until = ${greater('until')}`;
const ONE = `SELECT ${COLUMNS} FROM taint WHERE installation = ? AND caller = ?`;

/** Callers whose taint is remembered. */
const MOST_KNOWN = 1_000;
const ALL = `SELECT ${COLUMNS} FROM taint WHERE until > ? ORDER BY last DESC, installation, caller`;
const END = 'DELETE FROM taint WHERE installation = ? AND caller = ?';
const PAST = 'DELETE FROM taint WHERE until <= ?';

function taintOf({ installation, caller, call, tool, since, last, until }: Row): Taint {
  return {
    installation,
    caller,
    by: { call, tool },
    since: dateOf(since),
    last: dateOf(last),
    until: dateOf(until),
  };
}

/** What the state held of a caller, for as long as nobody has changed it. */
interface Known {
  /** The number of others' changes when it was read. */
  readonly changes: bigint;
  readonly taint: Taint | undefined;
}

export class SqlTaint implements TaintRows {
  readonly #database: Database;
  readonly #known = new Map<string, Known>();
  /** Counts what this process has written, which `othersChanges` does not tell of. */
  #own = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  async mark({ installation, caller }: CallerAt, by: TaintSource, at: Date, until: Date): Promise<void> {
    const [now, end] = [moment(at), moment(until)];
    const values = [installation, caller, by.call, by.tool, now, now, end];
    // Durable: a machine that goes down must not clean anybody.
    await this.#forgetting(() =>
      this.#database.write(['taint'], (tx) => tx.run(MARK, ...values), { durable: true }),
    );
  }

  async standing(of: CallerAt, at: Date): Promise<Taint | undefined> {
    const now = moment(at);
    const taint = await this.#last(of);
    return taint !== undefined && taint.until.getTime() > now ? taint : undefined;
  }

  async list(at: Date): Promise<readonly Taint[]> {
    const now = moment(at);
    return (await this.#database.read((tx) => tx.all<Row>(ALL, now))).map(taintOf);
  }

  async end({ installation, caller }: CallerAt, at: Date): Promise<boolean> {
    const now = moment(at);
    return this.#forgetting(() =>
      this.#database.write(
        ['taint'],
        async (tx) => {
          await tx.run(PAST, now);
          return (await tx.run(END, installation, caller)) > 0;
        },
        { durable: true },
      ),
    );
  }

  /** The latest stretch of a caller, over or not: every call asks, and it hardly ever changes. */
  async #last({ installation, caller }: CallerAt): Promise<Taint | undefined> {
    const name = JSON.stringify([installation, caller]);
    const [changes, own] = [this.#database.othersChanges(), this.#own];
    const known = this.#known.get(name);
    if (known !== undefined && known.changes === changes) return known.taint;
    const row = await this.#database.read((tx) => tx.first<Row>(ONE, installation, caller));
    const taint = row && taintOf(row);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    if (changes !== undefined && own === this.#own) this.#known.set(name, { changes, taint });
    return taint;
  }

  /** Work that changes what is known. A read that began before its end remembers nothing. */
  async #forgetting<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } finally {
      this.#own += 1;
      this.#known.clear();
    }
  }
}
