import type { CallerAt, Taint, TaintRows, TaintSource } from '../../ports/taint.js';
import { dateOf, moment } from '../../rules/moment.js';
import type { Database } from '../database.js';
import { RememberedRows } from './remembered.js';

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

export class SqlTaint implements TaintRows {
  readonly #database: Database;
  readonly #remembered: RememberedRows<Taint | undefined>;

  constructor(database: Database) {
    this.#database = database;
    this.#remembered = new RememberedRows(database);
  }

  async mark({ installation, caller }: CallerAt, by: TaintSource, at: Date, until: Date): Promise<void> {
    const [now, end] = [moment(at), moment(until)];
    const values = [installation, caller, by.call, by.tool, now, now, end];
    // Durable: a machine that goes down must not clean anybody.
    await this.#remembered.forgetting(() =>
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
    return this.#remembered.forgetting(() =>
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

  /** The latest stretch of a caller, over or not. */
  #last({ installation, caller }: CallerAt): Promise<Taint | undefined> {
    return this.#remembered.get(JSON.stringify([installation, caller]), async () => {
      const row = await this.#database.read((tx) => tx.first<Row>(ONE, installation, caller));
      return row && taintOf(row);
    });
  }
}
