import type { Tx } from '../sql/database.js';

/** Months that the journal has a partition for beside the one that is: a server may not be started again for long. */
const AHEAD = 2;
/** The longest that entries are kept by default settings, and some more. */
const MOST_MONTHS = 36;

/** The partition of a month, by its name: `journal_2026_03`. */
interface Month {
  readonly name: string;
  /** In milliseconds since 1970: the first moment of it, and the first of the next one. */
  readonly starts: number;
  readonly ends: number;
}

const PARTITIONS = `SELECT relname AS name FROM pg_catalog.pg_inherits
  JOIN pg_catalog.pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'journal'::regclass ORDER BY relname`;
const COLUMNS = 'seq, at, kind, call, body, hash';

function monthAt(year: number, month: number): Month {
  const first = new Date(Date.UTC(year, month, 1));
  const name = `journal_${first.getUTCFullYear()}_${String(first.getUTCMonth() + 1).padStart(2, '0')}`;
  return {
    name,
    starts: first.getTime(),
    ends: Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1),
  };
}

/** Partitions that are of months; what belongs to none of them is in `journal_other`. */
async function monthsIn(tx: Tx): Promise<Month[]> {
  const names = (await tx.all<{ name: string }>(PARTITIONS)).map(({ name }) => name);
  return names.flatMap((name) => {
    const [, year, month] = /^journal_(\d{4})_(\d\d)$/.exec(name) ?? [];
    return year === undefined ? [] : [monthAt(Number(year), Number(month) - 1)];
  });
}

/** The months that should have a partition at a time and have none. */
export async function missingMonths(tx: Tx, now: number): Promise<readonly Month[]> {
  const known = new Set((await monthsIn(tx)).map(({ name }) => name));
  const at = new Date(now);
  return Array.from({ length: AHEAD + 1 }, (_none, n) =>
    monthAt(at.getUTCFullYear(), at.getUTCMonth() + n),
  ).filter(({ name }) => !known.has(name));
}

/**
 * Makes the partitions that are missing, within a transaction in which nobody else adds entries: those that a server with
 * another clock has written for such a month are moved into it.
 */
export async function makeMonths(tx: Tx, now: number): Promise<void> {
  for (const { name, starts, ends } of await missingMonths(tx, now)) {
    await tx.script(`CREATE TABLE ${name} (LIKE journal INCLUDING ALL)`);
    await tx.script(`WITH moved AS (
      DELETE FROM journal_other WHERE at >= ${starts} AND at < ${ends} RETURNING ${COLUMNS}
    ) INSERT INTO ${name} (${COLUMNS}) SELECT ${COLUMNS} FROM moved`);
    await tx.script(`ALTER TABLE journal ATTACH PARTITION ${name} FOR VALUES FROM (${starts}) TO (${ends})`);
  }
}

/** Makes the partitions for entries from one time to another; what is much older than the last goes where all others go. */
export async function makeMonthsBetween(tx: Tx, first: number, last: number): Promise<void> {
  const end = new Date(last);
  for (let back = MOST_MONTHS; back >= 0; back -= 1) {
    const month = monthAt(end.getUTCFullYear(), end.getUTCMonth() - back);
    if (month.ends > first) await makeMonths(tx, month.starts);
  }
}

/** The number of the newest entry of months that were over at a time; undefined where there is none. */
export async function newestOfMonthsBefore(tx: Tx, before: number): Promise<number | undefined> {
  let newest: bigint | undefined;
  for (const { name } of (await monthsIn(tx)).filter(({ ends }) => ends <= before)) {
    const last = await newestIn(tx, name);
    if (last !== undefined && last > (newest ?? 0n)) newest = last;
  }
  return newest === undefined ? undefined : Number(newest);
}

/** Removes the entries up to a number: months that are over at a time as a whole, where all of it goes. */
export async function removeEntries(tx: Tx, upTo: number, before: number): Promise<void> {
  for (const { name } of (await monthsIn(tx)).filter(({ ends }) => ends <= before)) {
    const newest = await newestIn(tx, name);
    if (newest === undefined || newest <= BigInt(upTo)) await tx.script(`DROP TABLE ${name}`);
  }
  await tx.run('DELETE FROM journal WHERE seq <= ?', upTo);
}

async function newestIn(tx: Tx, name: string): Promise<bigint | undefined> {
  const row = await tx.first<{ seq: bigint | null }>(`SELECT max(seq) AS seq FROM ${name}`);
  return row?.seq ?? undefined;
}
