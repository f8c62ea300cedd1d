import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemCode } from '../../system/index.js';
import { StoreFault } from '../fault.js';
import { isDatabaseUrl, shownLocation } from '../location.js';
import type { JournalRows } from '../ports/journal.js';
import type { Link } from '../rules/chain.js';
import type { Database, Tx, Value } from '../sql/database.js';
import { SqlJournal } from '../sql/journal.js';
import { backUpState, removeUnfinished, unfinished } from '../sqlite/copies.js';
import { SqliteDatabase } from '../sqlite/database.js';
import { NewestEntryFile } from '../sqlite/file/newest-entry.js';
import { placeNew } from '../sqlite/file/place-new.js';
import { type CopiedTable, TABLES } from './tables.js';

/** Rows of one statement. */
const AT_ONCE = 200;

/** The event of the `operator` entry that says where a state came from. */
const COPIED_EVENT = 'state.copied';

/** Why a state is not copied; nothing was changed. */
export class NotCopied extends Error {
  override readonly name = 'NotCopied';
  readonly why: 'missing' | 'taken' | 'different';

  constructor(why: NotCopied['why'], message: string) {
    super(message);
    this.why = why;
  }
}

export interface Copying {
  readonly who: string;
  readonly at: Date;
  /** Rejects where the journal of a state is not whole. Asked of both. */
  check(journal: JournalRows, location: string): Promise<void>;
}

type Row = Record<string, Value>;

/** A state as it is at one moment, whatever others write meanwhile. */
interface Snapshot {
  readonly database: Database;
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Copies all that a state holds at one moment into one that holds nothing, between engines or within one. Resolves to how
 * many rows each table has. Rejects with a NotCopied or a StoreFault; the target then holds nothing of it.
 */
export async function copyState(from: string, to: string, by: Copying): Promise<Map<string, number>> {
  const source = await snapshotOf(from);
  try {
    await by.check(new SqlJournal(source.database), from);
    const target = await openTarget(to);
    try {
      const rows = await source.read((old) => carryAll(old, target));
      await by.check(new SqlJournal(target), to);
      const newest = await sayWhence(target, from, by);
      await target.close();
      if (!isDatabaseUrl(to)) putInPlace(resolve(to), newest);
      return rows;
    } catch (error) {
      await target.close();
      if (!isDatabaseUrl(to)) removeUnfinished(resolve(to));
      // An engine wraps what its work throws.
      throw error instanceof StoreFault && error.cause instanceof NotCopied ? error.cause : error;
    }
  } finally {
    await source.close();
  }
}

/** How many connections other processes of this program have to a database. Rejects with a StoreFault. */
export async function othersUsing(url: string): Promise<number> {
  const { PostgresDatabase } = await import('../postgres/database.js');
  const database = await PostgresDatabase.open(url, shownLocation(url));
  try {
    return await database.others();
  } finally {
    await database.close();
  }
}

async function snapshotOf(location: string): Promise<Snapshot> {
  if (isDatabaseUrl(location)) {
    const { PostgresDatabase } = await import('../postgres/database.js');
    const database = await PostgresDatabase.open(location, shownLocation(location));
    return { database, read: (work) => database.snapshot(work), close: () => database.close() };
  }
  const path = resolve(location);
  // An empty file would be opened as a new state, and nothing be taken for all that there was.
  if (!existsSync(path) || statSync(path).size === 0)
    throw new NotCopied('missing', `There is no state at ${path}.`);
  // Nobody else reads it: it holds data of customers.
  const folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-copy-'));
  try {
    const copy = join(folder, 'state.db');
    await backUpState(path, copy);
    const database = await SqliteDatabase.open(copy);
    return {
      database,
      read: (work) => database.read(work),
      async close() {
        await database.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function openTarget(location: string): Promise<Database> {
  if (isDatabaseUrl(location)) {
    const { PostgresDatabase } = await import('../postgres/database.js');
    return PostgresDatabase.open(location, shownLocation(location));
  }
  const path = resolve(location);
  if (existsSync(path)) throw taken(path);
  removeUnfinished(path);
  return SqliteDatabase.open(unfinished(path));
}

const taken = (path: string) => new NotCopied('taken', `${path} is there already.`);

/** @param entry its newest entry */
function putInPlace(path: string, entry: Link): void {
  // Part of it would be in its log: somebody else has opened it.
  if (existsSync(`${unfinished(path)}-wal`))
    throw new NotCopied('different', `Another program is at work on ${unfinished(path)}.`);
  const newest = new NewestEntryFile(path);
  newest.forget();
  try {
    placeNew(unfinished(path), path);
  } catch (error) {
    throw systemCode(error) === 'EEXIST' ? taken(path) : error;
  }
  newest.note(entry);
  newest.flush();
}

/** Carries all rows in one transaction, and holds what is there then against what was read. */
function carryAll(old: Tx, target: Database): Promise<Map<string, number>> {
  return target.write(['schema', 'journal'], async (tx) => {
    await checkEmpty(tx);
    await makeParts(old, tx, target);
    const rows = new Map<string, number>();
    for (const table of TABLES) {
      await carry(old, tx, table);
      const [read, written] = [await countIn(old, table), await countIn(tx, table)];
      if (read !== written)
        throw new NotCopied(
          'different',
          `${table.name} has ${read} rows, and ${written} of them were copied.`,
        );
      rows.set(table.name, written);
    }
    return rows;
  });
}

async function checkEmpty(tx: Tx): Promise<void> {
  for (const { name } of [...TABLES, { name: 'lease' }]) {
    if ((await tx.first(`SELECT 1 AS one FROM ${name} LIMIT 1`)) !== undefined)
      throw new NotCopied('taken', `It holds a state already: there are rows in ${name}.`);
  }
}

/** The parts of the journal that its entries belong into, for an engine that keeps it in parts. */
async function makeParts(old: Tx, tx: Tx, { dialect }: Database): Promise<void> {
  const span = await old.first<{ first: bigint | null; last: bigint | null }>(
    'SELECT min(at) AS first, max(at) AS last FROM journal',
  );
  if (span === undefined || span.first === null || span.last === null) return;
  await dialect.journalParts?.make(tx, Number(span.first), Number(span.last));
}

async function countIn(tx: Tx, { name }: CopiedTable): Promise<number> {
  return Number((await tx.first<{ rows: bigint }>(`SELECT count(*) AS rows FROM ${name}`))?.rows);
}

async function carry(old: Tx, tx: Tx, { name, columns, key }: CopiedTable): Promise<void> {
  const read = [...new Set([...columns, ...key])].join(', ');
  const [order, marks] = [key.join(', '), key.map(() => '?').join(', ')];
  const page = (where: string) => `SELECT ${read} FROM ${name} ${where} ORDER BY ${order} LIMIT ${AT_ONCE}`;
  const row = `(${columns.map(() => '?').join(', ')})`;
  for (let rows = await old.all<Row>(page('')); ; ) {
    const last = rows.at(-1);
    if (last === undefined) return;
    const values = rows.flatMap((one) => columns.map((column) => one[column] ?? null));
    const all = rows.map(() => row).join(', ');
    await tx.run(`INSERT INTO ${name} (${columns.join(', ')}) VALUES ${all}`, ...values);
    rows = await old.all<Row>(
      page(`WHERE (${order}) > (${marks})`),
      ...key.map((column) => last[column] ?? null),
    );
  }
}

async function sayWhence(target: Database, from: string, { who, at }: Copying): Promise<Link> {
  const body = { event: COPIED_EVENT, who, from: shownLocation(from) };
  const journal = new SqlJournal(target);
  return journal.append({ kind: 'operator', call: '', at, body }, { durable: true });
}
