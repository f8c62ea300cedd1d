import type { Changes } from '../ports/changes.js';

/** What can be bound. Numbers are whole. */
export type Value = string | number | bigint | null;

/**
 * A connection for one piece of work, and nothing after it: a statement that is sent once the work has ended is
 * refused. SQL is the part that all engines share, with `?` for each value; whole numbers come back as bigint.
 */
export interface Tx {
  all<Row extends object>(sql: string, ...values: Value[]): Promise<Row[]>;
  /** The first row. */
  first<Row extends object>(sql: string, ...values: Value[]): Promise<Row | undefined>;
  /** Resolves to how many rows were written. */
  run(sql: string, ...values: Value[]): Promise<number>;
  /** Several statements that take no values. */
  script(sql: string): Promise<void>;
  /** What the pieces of work of this transaction have in common for `owner`; made by the first that asks. */
  shared<S extends Shared>(owner: object, make: () => S): S;
}

/** What many pieces of work in one transaction read and write once for all of them, such as the end of a chain. */
export interface Shared {
  /** Writes down what has come together, right before the commit. */
  flush(tx: Tx): Promise<void>;
}

/** All that is shared in one transaction. */
export class SharedParts {
  readonly #parts = new Map<object, Shared>();

  of<S extends Shared>(owner: object, make: () => S): S {
    const known = this.#parts.get(owner) as S | undefined;
    if (known !== undefined) return known;
    const made = make();
    this.#parts.set(owner, made);
    return made;
  }

  async flush(tx: Tx): Promise<void> {
    for (const part of this.#parts.values()) await part.flush(tx);
  }
}

/** What engines spell differently. */
export interface Dialect {
  /** Each takes the state one version further and is never changed once released. */
  readonly migrations: readonly string[];
  /** Lists the tables of the state in a column `name`. */
  readonly tables: string;
  /** Whether a text column holds a text, as a condition with one `?`. */
  contains(column: string): string;
  /** A text of a journal's body, by its path and the name of the row's table; null where there is none. */
  inBody(of: string, path: readonly string[]): string;
  /** A text as `inBody` and the columns of the journal spell it. */
  searched(text: string): string;
  /** Of an engine that keeps the journal in parts by time, which go as a whole. */
  readonly journalParts?: JournalParts;
  /** Ends a SELECT whose rows are about to be deleted: rows that another transaction deletes are left to it. */
  readonly forDelete: string;
}

export interface JournalParts {
  /** The number of the newest entry of the parts that were over at a time; undefined where there is none. */
  newestBefore(tx: Tx, before: number): Promise<number | undefined>;
  /** Makes the parts for entries from one time to another, in a state that has none, where they are not too many. */
  make(tx: Tx, first: number, last: number): Promise<void>;
  /** Removes all entries up to a number: parts that were over at a time as a whole, where all of it goes. */
  remove(tx: Tx, upTo: number, before: number): Promise<void>;
}

export interface WriteOptions {
  /** Waits until it outlives a power cut, with all that was written before. */
  readonly durable?: boolean;
  /** Nobody waits for it: it goes with the next write that does not overtake it, and by itself after a few hundredths of a second. */
  readonly soon?: boolean;
  /** Leaves behind what is to be written soon, as long as that is little: each line of the journal touches four pages more. */
  readonly overtakes?: boolean;
}

export interface ReadOptions {
  /** Looks first whether the state is still the one in its place; without it that may be known since 50 ms ago. */
  readonly certain?: boolean;
}

/** One open state behind an engine. What goes wrong rejects with a StoreFault, after a wait for others to let go. */
export interface Database {
  readonly dialect: Dialect;
  /** Whether what is to be written `soon` waits for company. */
  readonly gathers: boolean;
  /** Milliseconds, whole, of one clock for all processes that share the state. What it began with says nothing. */
  now(tx: Tx): Promise<number>;
  /** How far the clock that limits go by is ahead of this machine's, in milliseconds; 0 where that is the clock. */
  readonly clockAheadMs: number;
  /** Work that changes nothing. Each statement sees all that was committed before it. */
  read<T>(work: (tx: Tx) => Promise<T>, options?: ReadOptions): Promise<T>;
  /**
   * Work in one transaction: all of it happens or nothing. Nobody who names one of the same locks is in a transaction
   * meanwhile, in any process; an engine may keep everybody out. The work may run again from the start, so it must not
   * change anything else, and it must not wait for another read or write of the same state, which would be a deadlock.
   */
  write<T>(locks: readonly string[], work: (tx: Tx) => Promise<T>, options?: WriteOptions): Promise<T>;
  /** Tells of changes that were written with a lock of the topic's name. */
  readonly changes: Changes;
  /** Resolves once all that was to be written `soon` is, or has failed. */
  caughtUp(): Promise<void>;
  /**
   * A number that moves whenever somebody else may have changed the state: what was read while it was the same still
   * holds, but for what this process has written. Undefined where nobody can tell. Throws a StoreFault.
   */
  othersChanges(): bigint | undefined;
  /** Waits for what was begun. */
  close(): Promise<void>;
}
