import { setImmediate as turn } from 'node:timers/promises';
import type { Connection } from './connection.js';
import { conditionsOf, isPointed, OPEN_OR_LATER } from './journal-filter.js';
import { cutsHash, entryHash, NO_HASH } from './journal-hash.js';
import {
  CUT_EVENT,
  type Cut,
  type Entry,
  type EntryFilter,
  type EntryKind,
  type JournalRows,
  type NewEntry,
  type StoredEntry,
} from './journal-rows.js';
import { moment } from './window.js';

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

type Place = Pick<Cut, 'seq' | 'hash'>;

const CALL_ID = /^[\x21-\x7e]{0,64}$/;
const LAST_MS = 8.64e15;
/** Entries that one search looks through before others have their turn: SQLite blocks the whole process. */
const SLICE = 2_000;
/** Below and above what a row can be numbered, as far as a number can say it. */
const BEFORE_ALL = -(2 ** 63);
const AFTER_ALL = 2 ** 63 - 1024;

/**
 * JSON in ASCII only. A byte changed in the file is then always another character when it is read: of other texts, two
 * spoilt ones can be read alike.
 */
function asciiJson(body: NewEntry['body']): string {
  return JSON.stringify(body).replace(
    /[\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const storedOf = (row: EntryRow): StoredEntry => ({ ...row, seq: Number(row.seq), at: Number(row.at) });

function readable(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function entryOf(row: EntryRow): Entry {
  const { seq, at, kind, call, body, hash } = storedOf(row);
  return {
    seq,
    // Whatever somebody made of it, readers get a date that can be printed.
    at: new Date(Math.abs(at) > LAST_MS ? 0 : at),
    kind: kind as EntryKind,
    call,
    body: readable(body) ?? { unreadable: body },
    hash,
  };
}

const cutOf = ({ seq, hash, at, entries }: CutRow): Cut => ({
  seq: Number(seq),
  hash,
  at: new Date(Number(at)),
  entries: Number(entries),
});

/** What happened, in a chain. */
export class Journal implements JournalRows {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async append(entry: NewEntry, { durable = false }: { durable?: boolean } = {}): Promise<Entry> {
    const at = moment(entry.at);
    const { kind, call } = entry;
    if (!CALL_ID.test(call))
      throw new RangeError('The id of a call is at most 64 characters of plain ASCII.');
    const body = asciiJson(entry.body);
    const placed = await this.#connection.write(() => this.#add({ at, kind, call, body }), { durable });
    return { ...entry, ...placed };
  }

  async find(filter: EntryFilter): Promise<readonly Entry[]> {
    if (isPointed(filter)) return this.#connection.read(() => this.#found(filter, BEFORE_ALL));
    const first = await this.#connection.read(() => this.#firstSince(filter.since));
    const found: Entry[] = [];
    for (let before = filter.before ?? AFTER_ALL; found.length < filter.limit; ) {
      const part = { ...filter, before, limit: filter.limit - found.length };
      const { from, entries } = await this.#connection.read(() => {
        const from = Math.max(this.#sliceBelow(before), first);
        return { from, entries: this.#found(part, from) };
      });
      found.push(...entries);
      if (from <= first || from >= before) break;
      before = from;
      await turn();
    }
    return found;
  }

  async after(seq: number, limit: number): Promise<readonly StoredEntry[]> {
    return this.#connection.read(() =>
      this.#connection
        .rows<EntryRow>(
          'SELECT seq, at, kind, call, body, hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?',
          seq,
          limit,
        )
        .map(storedOf),
    );
  }

  async cuts(): Promise<readonly Cut[]> {
    return this.#connection.read(() => this.#cuts());
  }

  async cut(before: Date, at: Date): Promise<number> {
    const limit = moment(before);
    const now = moment(at);
    return this.#connection.write(() => {
      const from = this.#cuts().at(-1)?.seq ?? 0;
      const last = this.#lastToCut(limit);
      if (last === undefined) return 0;
      const entries = last.seq - from;
      this.#connection.run('DELETE FROM journal WHERE seq <= ?', last.seq);
      this.#connection.run(
        'INSERT INTO journal_cut (seq, hash, at, entries) VALUES (?, ?, ?, ?)',
        last.seq,
        last.hash,
        now,
        entries,
      );
      const body = { event: CUT_EVENT, seq: last.seq, entries, cuts: cutsHash(this.#cuts()) };
      this.#add({ at: now, kind: 'operator', call: '', body: asciiJson(body) });
      return entries;
    });
  }

  /** The entries from a number on that a filter lets through, newest first. */
  #found(filter: EntryFilter, from: number): Entry[] {
    const { where, values } = conditionsOf(filter);
    const sql = `SELECT seq, at, kind, call, body, hash FROM journal AS entry
      WHERE ${where} AND entry.seq >= ? ORDER BY seq DESC LIMIT ?`;
    return this.#connection.rows<EntryRow>(sql, ...values, from, filter.limit).map(entryOf);
  }

  /** The number from which one slice reaches up to a place. Counted in entries: a number may be anything by now. */
  #sliceBelow(before: number): number {
    const sql = 'SELECT seq, hash FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT 1 OFFSET ?';
    return this.#place(sql, before, SLICE - 1)?.seq ?? BEFORE_ALL;
  }

  /** The lowest number of an entry that is not older. */
  #firstSince(since: Date | undefined): number {
    if (since === undefined) return BEFORE_ALL;
    // By its index; left to itself SQLite reads all that is older.
    const row = this.#connection.row<{ seq: bigint | null }>(
      'SELECT min(seq) AS seq FROM journal INDEXED BY journal_at WHERE at >= ?',
      moment(since),
    );
    return row?.seq === null || row === undefined ? AFTER_ALL : Number(row.seq);
  }

  #add(entry: Omit<StoredEntry, 'seq' | 'hash'>): Place {
    const previous = this.#last();
    const seq = previous.seq + 1;
    const hash = entryHash(previous.hash, { ...entry, seq });
    this.#connection.run(
      'INSERT INTO journal (seq, at, kind, call, body, hash) VALUES (?, ?, ?, ?, ?, ?)',
      seq,
      entry.at,
      entry.kind,
      entry.call,
      entry.body,
      hash,
    );
    return { seq, hash };
  }

  /** Where the chain stands: at its last entry, or at the last cut. */
  #last(): Place {
    const row =
      this.#place('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1') ??
      this.#place('SELECT seq, hash FROM journal_cut ORDER BY seq DESC LIMIT 1');
    return row ?? { seq: 0, hash: NO_HASH };
  }

  #place(sql: string, ...values: number[]): Place | undefined {
    const row = this.#connection.row<{ seq: bigint; hash: string }>(sql, ...values);
    return row && { seq: Number(row.seq), hash: row.hash };
  }

  #cuts(): Cut[] {
    return this.#connection
      .rows<CutRow>('SELECT seq, hash, at, entries FROM journal_cut ORDER BY seq')
      .map(cutOf);
  }

  /** The newest of the oldest entries that may all go. */
  #lastToCut(before: number): Place | undefined {
    let first = this.#place(
      'SELECT seq, hash FROM journal WHERE at >= ? OR seq = (SELECT max(seq) FROM journal) ORDER BY seq LIMIT 1',
      before,
    )?.seq;
    // An intent that stays moves the border down, and past it an outcome whose intent then has to stay as well.
    for (let staying = first; staying !== undefined; first = staying ?? first) {
      staying = this.#place(OPEN_OR_LATER, first ?? 0, first ?? 0)?.seq;
    }
    if (first === undefined) return undefined;
    return this.#place('SELECT seq, hash FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT 1', first);
  }
}
