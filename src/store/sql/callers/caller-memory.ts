import { type CallerMemory, type OnRepeat, type Remembered, SEVERAL } from '../../ports/caller-memory.js';
import type { CallerAt } from '../../ports/taint.js';
import { moment } from '../../rules/moment.js';
import type { Database, Tx } from '../database.js';

interface Row {
  key: string;
  value: string;
  at: bigint;
}

/** Rows of one statement. */
const AT_ONCE = 100;

const VALUE: Readonly<Record<OnRepeat, string>> = {
  first: 'caller_memory.value',
  last: 'excluded.value',
  several: `CASE WHEN caller_memory.value = excluded.value THEN caller_memory.value ELSE '${SEVERAL}' END`,
};

const put = (rows: number, onRepeat: OnRepeat) =>
  `INSERT INTO caller_memory (installation, caller, kind, key, value, at)
  VALUES ${Array.from({ length: rows }, () => '(?, ?, ?, ?, ?, ?)').join(', ')}
  ON CONFLICT (installation, caller, kind, key) DO UPDATE SET value = ${VALUE[onRepeat]}, at = excluded.at`;

const OF = 'installation = ? AND caller = ? AND kind = ?';
const FORGET = `DELETE FROM caller_memory WHERE ${OF} AND at <
  (SELECT at FROM caller_memory WHERE ${OF} ORDER BY at DESC LIMIT 1 OFFSET ?)`;

const parts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_none, n) =>
    all.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  );

/** The last of each key: one statement can't meet a row twice. */
const distinct = (entries: readonly Remembered[], onRepeat: OnRepeat): [string, string][] => {
  const byKey = new Map<string, string>();
  for (const { key, value } of entries) {
    const known = byKey.get(key);
    if (known === undefined || onRepeat === 'last') byKey.set(key, value);
    else if (onRepeat === 'several' && known !== value) byKey.set(key, SEVERAL);
  }
  // In one order for everybody, so that two who keep the same ones can't deadlock.
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1));
};

export class SqlCallerMemory implements CallerMemory {
  readonly #database: Database;
  /** Rows kept since the oldest were last forgotten, by caller and kind. */
  readonly #added = new Map<string, number>();

  constructor(database: Database) {
    this.#database = database;
  }

  async keep(
    of: CallerAt,
    kind: string,
    entries: readonly Remembered[],
    { onRepeat, most }: { readonly onRepeat: OnRepeat; readonly most: number },
    at: Date,
  ): Promise<void> {
    const now = moment(at);
    const rows = distinct(entries, onRepeat);
    if (rows.length === 0) return;
    const whose = [of.installation, of.caller, kind];
    await this.#database.write([], async (tx) => {
      for (const part of parts(rows)) {
        const values = part.flatMap(([key, value]) => [...whose, key, value, now]);
        await tx.run(put(part.length, onRepeat), ...values);
      }
      await this.#forget(tx, whose, rows.length, most);
    });
  }

  async find(
    of: CallerAt,
    kind: string,
    keys: readonly string[],
    since = new Date(0),
  ): Promise<ReadonlyMap<string, string>> {
    const whose = [of.installation, of.caller, kind];
    const from = BigInt(moment(since));
    const unique = [...new Set(keys)];
    if (unique.length === 0) return new Map();
    return this.#database.read(async (tx) => {
      const found = new Map<string, string>();
      for (const part of parts(unique)) {
        const marks = part.map(() => '?').join(', ');
        const sql = `SELECT key, value, at FROM caller_memory WHERE ${OF} AND key IN (${marks})`;
        // The age is compared here: in the statement it would draw the index by age, and read all of a caller's rows.
        for (const { key, value, at } of await tx.all<Row>(sql, ...whose, ...part)) {
          if (at >= from) found.set(key, value);
        }
      }
      return found;
    });
  }

  /** Looks for the oldest only now and then: finding them costs more than keeping a few. */
  async #forget(tx: Tx, whose: readonly string[], rows: number, most: number): Promise<void> {
    const name = JSON.stringify(whose);
    const added = (this.#added.get(name) ?? most) + rows;
    if (added < most / 10) {
      this.#added.set(name, added);
      return;
    }
    await tx.run(FORGET, ...whose, ...whose, most - 1);
    this.#added.set(name, 0);
  }
}
