import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import {
  type AppendOptions,
  CUT_EVENT,
  type Cut,
  type Entry,
  type EntryFilter,
  type JournalRows,
  type NewEntry,
  type StoredEntry,
} from '../ports/journal.js';
import { asciiJson, checkCallId, cutsHash, entryOf, type Link } from '../rules/chain.js';
import { dateOf, moment } from '../rules/moment.js';
import { ChainEnd, link } from './calls/chain-end.js';
import type { Database, Tx } from './database.js';
import { conditionsOf, isPointed, openOrLater } from './journal-filter.js';

interface EntryRow {
  seq: bigint;
  at: bigint;
  kind: string;
  call: string;
  body: string;
  hash: string;
}

interface CutRow {
  seq: bigint;
  hash: string;
  at: bigint;
  entries: bigint;
}

/** Entries that one search looks through before others have their turn: an engine may block the whole process. */
const SLICE = 2_000;
/** Below and above what a row can be numbered, as far as a number can say it. */
const BEFORE_ALL = -(2 ** 63);
const AFTER_ALL = 2 ** 63 - 1024;

/** Entries that one transaction cuts away: all others who write wait meanwhile, so they get more time than it takes. */
const CUT_AT_ONCE = 2_000;
const CUT_PAUSE_MS = 60;

/** What a transaction that adds an entry is alone with. */
export const JOURNAL_LOCKS = ['journal'];

const COLUMNS = 'seq, at, kind, call, body, hash';
const AFTER = `SELECT ${COLUMNS} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`;
const ANY_OF_DIGEST = 'SELECT 1 FROM journal WHERE digest = ? LIMIT 1';
const CUTS = 'SELECT seq, hash, at, entries FROM journal_cut ORDER BY seq';
const REMOVE = 'DELETE FROM journal WHERE seq <= ?';
const NEWEST = 'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1';
/** An outcome after one entry, of an intent up to another. */
const ENDED_SINCE = `SELECT 1 FROM journal AS came WHERE came.seq > ? AND came.kind = 'outcome' AND EXISTS
  (SELECT 1 FROM journal AS entry WHERE entry.call = came.call AND entry.kind = 'intent' AND entry.seq <= ?) LIMIT 1`;
const INSERT_CUT = 'INSERT INTO journal_cut (seq, hash, at, entries) VALUES (?, ?, ?, ?)';
const SLICE_BELOW = 'SELECT seq, hash FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT 1 OFFSET ?';
// The plus has engines go by the index on the time; left to themselves they read all that is older.
const FIRST_SINCE = 'SELECT min(+seq) AS seq FROM journal WHERE at >= ?';
const FIRST_TO_STAY = `SELECT seq, hash FROM journal
  WHERE at >= ? OR seq >= ? OR seq = (SELECT max(seq) FROM journal) ORDER BY seq LIMIT 1`;
const FIRST_PAST = 'SELECT seq, hash FROM journal ORDER BY seq LIMIT 1 OFFSET ?';
const NEWEST_BEFORE = 'SELECT max(at) AS at FROM journal WHERE at < ?';
const LAST_BELOW = 'SELECT seq, hash FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT 1';

const storedOf = (row: EntryRow): StoredEntry => ({ ...row, seq: Number(row.seq), at: Number(row.at) });

const cutOf = ({ seq, hash, at, entries }: CutRow): Cut => ({
  seq: Number(seq),
  hash,
  at: dateOf(at),
  entries: Number(entries),
});

/** What is kept outside the state of its newest entry that outlives a power cut. */
export interface NewestEntry {
  read(): Link | undefined;
  note(entry: Link): void;
}

export class SqlJournal implements JournalRows {
  readonly #database: Database;
  readonly #openOrLater: string;
  readonly #newest: NewestEntry | undefined;
  /** The newest entry that this process has written, or that was written before. */
  #known: Link | undefined;

  constructor(database: Database, newest?: NewestEntry) {
    this.#database = database;
    this.#newest = newest;
    this.#known = newest?.read();
    this.#openOrLater = openOrLater(database.dialect);
  }

  async append(entry: NewEntry, options: AppendOptions = {}): Promise<Entry> {
    const work = this.appending(entry);
    const link = await this.#database.write(JOURNAL_LOCKS, work, options);
    this.noteAppended(link, options.durable);
    return { ...entry, ...link };
  }

  /** An entry as part of a transaction, after which `noteAppended` has to be told. Throws a RangeError for what is none. */
  appending({ kind, call, at: date, body: open }: NewEntry): (tx: Tx) => Promise<Link> {
    const at = moment(date);
    checkCallId(call);
    const body = asciiJson(open);
    return (tx) => this.#end(tx).add(tx, { at, kind, call, body });
  }

  /** An entry is committed. */
  noteAppended(link: Link, durable = false): void {
    if (link.seq > (this.#known?.seq ?? 0)) this.#known = link;
    if (durable) this.#newest?.note(link);
  }

  #end(tx: Tx): ChainEnd {
    return tx.shared(this, () => new ChainEnd(this.#known));
  }

  promised(): Link | undefined {
    return this.#known;
  }

  async find(filter: EntryFilter): Promise<readonly Entry[]> {
    // Entries about calls that are over may be written with the next transaction of anybody.
    if (filter.kinds?.includes('call') ?? true) await this.#database.caughtUp();
    const { from: oldest = BEFORE_ALL, digest } = filter;
    // Most calls are the first of their kind, and an index alone tells that.
    if (digest !== undefined && !(await this.#holdsDigest(digest))) return [];
    if (isPointed(filter)) return this.#database.read((tx) => this.#found(tx, filter, oldest));
    const first = await this.#database.read(async (tx) =>
      Math.max(oldest, await firstSince(tx, filter.since)),
    );
    const found: Entry[] = [];
    for (let before = filter.before ?? AFTER_ALL; found.length < filter.limit; ) {
      const part = { ...filter, before, limit: filter.limit - found.length };
      const { from, entries } = await this.#database.read(async (tx) => {
        const from = Math.max(await sliceBelow(tx, before), first);
        return { from, entries: await this.#found(tx, part, from) };
      });
      found.push(...entries);
      if (from <= first || from >= before) break;
      before = from;
      await turn();
    }
    return found;
  }

  async after(seq: number, limit: number): Promise<readonly StoredEntry[]> {
    await this.#database.caughtUp();
    const rows = await this.#database.read((tx) => tx.all<EntryRow>(AFTER, seq, limit));
    return rows.map(storedOf);
  }

  cuts(): Promise<readonly Cut[]> {
    return this.#database.read(cutsIn);
  }

  async newestBefore(before: Date): Promise<Date | undefined> {
    const limit = moment(before);
    const row = await this.#database.read((tx) => tx.first<{ at: bigint | null }>(NEWEST_BEFORE, limit));
    return row === undefined || row.at === null ? undefined : dateOf(row.at);
  }

  async cut(before: Date, at: Date): Promise<number> {
    const limit = moment(before);
    const now = moment(at);
    await this.#database.caughtUp();
    let entries = await this.#cutParts(limit, now);
    for (let most = CUT_AT_ONCE; ; ) {
      const part = await this.#cutSome(limit, now, most);
      entries += part.entries;
      if (!part.more) return entries;
      // One call may span more entries than that, and is cut as a whole.
      most = part.entries === 0 ? most * 2 : CUT_AT_ONCE;
      await sleep(CUT_PAUSE_MS);
    }
  }

  /** Cuts within the first entries. `more` tells that others, which it did not look at, may go too. */
  #cutSome(limit: number, now: number, most: number): Promise<{ entries: number; more: boolean }> {
    return this.#database.write(JOURNAL_LOCKS, async (tx) => {
      const end = (await link(tx, FIRST_PAST, most))?.seq ?? AFTER_ALL;
      const { last, border } = await lastToCut(tx, limit, end, this.#openOrLater);
      const more = border === end;
      return { entries: last === undefined ? 0 : await this.#remove(tx, last, limit, now), more };
    });
  }

  /**
   * Cuts the parts that are older as a whole, with no more entries beyond them than one cut has else. What may go is found
   * before others have to wait; they then only look whether it still may.
   */
  async #cutParts(limit: number, now: number): Promise<number> {
    const parts = this.#database.dialect.journalParts;
    if (parts === undefined) return 0;
    const { last, newest } = await this.#database.read(async (tx) => {
      const newest = await link(tx, NEWEST);
      const whole = await parts.newestBefore(tx, limit);
      if (whole === undefined) return { last: undefined, newest };
      return { ...(await lastToCut(tx, limit, whole + 1 + CUT_AT_ONCE, this.#openOrLater)), newest };
    });
    if (last === undefined) return 0;
    return this.#database.write(JOURNAL_LOCKS, async (tx) => {
      const since = await tx.first(ENDED_SINCE, newest?.seq ?? 0, last.seq);
      const isThere = (await link(tx, LAST_BELOW, last.seq + 1))?.hash === last.hash;
      return since === undefined && isThere ? this.#remove(tx, last, limit, now) : 0;
    });
  }

  /** Removes the entries up to one, and writes down that they were cut. Resolves to how many. */
  async #remove(tx: Tx, { seq, hash }: Link, limit: number, now: number): Promise<number> {
    const entries = seq - ((await cutsIn(tx)).at(-1)?.seq ?? 0);
    const parts = this.#database.dialect.journalParts;
    await (parts === undefined ? tx.run(REMOVE, seq) : parts.remove(tx, seq, limit));
    await tx.run(INSERT_CUT, seq, hash, now, entries);
    const body = { event: CUT_EVENT, seq, entries, cuts: cutsHash(await cutsIn(tx)) };
    await this.#end(tx).add(tx, { at: now, kind: 'operator', call: '', body: asciiJson(body) });
    return entries;
  }

  async #holdsDigest(digest: string): Promise<boolean> {
    const searched = this.#database.dialect.searched(digest);
    return (await this.#database.read((tx) => tx.first(ANY_OF_DIGEST, searched))) !== undefined;
  }

  /** The entries from a number on that a filter lets through, newest first. */
  async #found(tx: Tx, filter: EntryFilter, from: number): Promise<Entry[]> {
    const { where, values } = conditionsOf(filter, this.#database.dialect);
    const sql = `SELECT ${COLUMNS} FROM journal AS entry WHERE ${where} AND entry.seq >= ? ORDER BY seq DESC LIMIT ?`;
    const rows = await tx.all<EntryRow>(sql, ...values, from, filter.limit);
    return rows.map((row) => entryOf(storedOf(row)));
  }
}

async function cutsIn(tx: Tx): Promise<Cut[]> {
  return (await tx.all<CutRow>(CUTS)).map(cutOf);
}

/** The number from which one slice reaches up to a place. Counted in entries: a number may be anything by now. */
async function sliceBelow(tx: Tx, before: number): Promise<number> {
  return (await link(tx, SLICE_BELOW, before, SLICE - 1))?.seq ?? BEFORE_ALL;
}

/** The lowest number of an entry that is not older. */
async function firstSince(tx: Tx, since: Date | undefined): Promise<number> {
  if (since === undefined) return BEFORE_ALL;
  const row = await tx.first<{ seq: bigint | null }>(FIRST_SINCE, moment(since));
  return row?.seq === null || row === undefined ? AFTER_ALL : Number(row.seq);
}

/**
 * The newest of the oldest entries that may all go, below a number; `border` is that of the first that is to stay for its
 * age, or that number.
 */
async function lastToCut(
  tx: Tx,
  before: number,
  end: number,
  openOrLater: string,
): Promise<{ last: Link | undefined; border: number | undefined }> {
  const border = (await link(tx, FIRST_TO_STAY, before, end))?.seq;
  let first = border;
  // An intent that stays moves the border down, and past it an outcome whose intent then has to stay as well.
  for (let staying = first; staying !== undefined; first = staying ?? first) {
    staying = (await link(tx, openOrLater, first ?? 0, first ?? 0))?.seq;
  }
  return { last: first === undefined ? undefined : await link(tx, LAST_BELOW, first), border };
}
