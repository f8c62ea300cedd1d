import { type BigIntStats, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreFault } from '../fault.js';
import type { Database, Tx, WriteOptions } from '../sql/database.js';
import { migrate, versionOf } from '../sql/schema.js';
import { SQLITE } from './dialect.js';
import { type Engine, loadEngine, type SqliteHandle, type Statement } from './engine.js';
import { faultOf, isBusy } from './faults.js';
import { makeFile } from './file.js';
import { Gate } from './gate.js';
import { SqliteTx } from './transaction.js';

export interface SqlitePorts {
  sleep(ms: number): Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
  /** From 0 up to 1. */
  random(): number;
  /** How long a locked state is waited for, in milliseconds. */
  patienceMs: number;
}

const PORTS: SqlitePorts = {
  sleep,
  elapsed: () => performance.now(),
  random: Math.random,
  patienceMs: 5_000,
};

// SQLite waits by blocking the whole process; past this much it is our turn to wait, and others can be served.
const BLOCKING_WAIT_MS = 10;
/** Statements kept prepared; searches make new ones, and one that is forgotten is only prepared again. */
const MOST_STATEMENTS = 300;

/**
 * One open state in a file, or in memory. There is one connection, and one piece of work on it at a time: a transaction
 * that waits for its own async work must not have another begin, or a read see half of it.
 */
export class SqliteDatabase implements Database {
  readonly dialect = SQLITE;
  readonly #path: string;
  readonly #shared: boolean;
  readonly #ports: SqlitePorts;
  readonly #prepared = new Map<string, Statement>();
  readonly #gate = new Gate();
  readonly #statements = {
    prepared: (sql: string) => this.#statement(sql),
    exec: (sql: string) => this.#open().exec(sql),
  };
  #handle: SqliteHandle | undefined;
  #file: BigIntStats | undefined;
  #writes: Promise<unknown> = Promise.resolve();

  private constructor(path: string | undefined, ports: SqlitePorts) {
    this.#path = path ?? 'memory';
    this.#shared = path !== undefined;
    this.#ports = ports;
  }

  /** Opens a file, made if need be, or a state in memory that this process alone sees and forgets. */
  static async open(path: string | undefined, ports: Partial<SqlitePorts> = {}): Promise<SqliteDatabase> {
    const database = new SqliteDatabase(path, { ...PORTS, ...ports });
    const engine = await loadEngine(database.#path);
    try {
      await database.#patiently(() => database.#connect(engine));
      await database.write([], (tx) => migrate(tx, SQLITE));
      return database;
    } catch (error) {
      database.#handle?.close();
      throw faultOf(error, database.#path);
    }
  }

  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#patiently(() => this.#work(work));
  }

  write<T>(
    _locks: readonly string[],
    work: (tx: Tx) => Promise<T>,
    { durable = false }: WriteOptions = {},
  ): Promise<T> {
    const since = this.#ports.elapsed();
    // In turn within this process: our own writers would otherwise all wait for the file at once, and block it.
    const done = this.#writes.then(() => this.#patiently(() => this.#transact(work, durable), since));
    this.#writes = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#writes;
    await this.#gate.pass(async () => {
      this.#prepared.clear();
      this.#handle?.close();
      this.#handle = undefined;
    });
  }

  async #connect(engine: Engine): Promise<void> {
    if (this.#handle === undefined) {
      if (this.#shared) makeFile(this.#path);
      this.#handle = new engine(this.#shared ? this.#path : ':memory:', { timeout: BLOCKING_WAIT_MS });
      if (this.#shared) this.#file = statSync(this.#path, { bigint: true });
    }
    // Refuses what is not ours or is from a later version, before anything in the file is changed.
    await this.#work((tx) => versionOf(tx, SQLITE));
    // Every commit is handed to the operating system, so it outlives the death of this process; only a machine
    // that goes down may forget the last ones, never half of one. `write` can ask for more.
    this.#handle.exec('PRAGMA synchronous = NORMAL');
    const { journal_mode: mode } = this.#handle.prepare('PRAGMA journal_mode = WAL').get() as {
      journal_mode: string;
    };
    if (this.#shared && mode !== 'wal') throw new StoreFault('unshareable', this.#path);
  }

  #work<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#gate.pass(async () => {
      this.#checkInPlace();
      return this.#attempt(work);
    });
  }

  /** Work with a transaction object that ends with it. */
  async #attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = new SqliteTx(this.#statements);
    try {
      return await work(tx);
    } finally {
      tx.end();
    }
  }

  #transact<T>(work: (tx: Tx) => Promise<T>, durable: boolean): Promise<T> {
    return this.#gate.pass(async () => {
      this.#checkInPlace();
      const handle = this.#open();
      if (durable) handle.exec('PRAGMA synchronous = FULL');
      try {
        this.#statement('BEGIN IMMEDIATE').run();
        const result = await this.#attempt(work);
        this.#statement('COMMIT').run();
        return result;
      } catch (error) {
        rollBack(handle);
        throw error;
      } finally {
        if (durable) handle.exec('PRAGMA synchronous = NORMAL');
      }
    });
  }

  async #patiently<T>(attempt: () => Promise<T>, since = this.#ports.elapsed()): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const late = this.#ports.elapsed() - since >= this.#ports.patienceMs;
        if (late || !isBusy(error)) throw faultOf(error, this.#path);
      }
      await this.#ports.sleep(1 + this.#ports.random() * BLOCKING_WAIT_MS);
    }
  }

  /** A file that was deleted stays open here: we would count in it alone and miss a halt in the new one. */
  #checkInPlace(): void {
    if (this.#file === undefined) return;
    const now = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    if (now?.ino === this.#file.ino && now.dev === this.#file.dev) return;
    throw new StoreFault('moved', this.#path);
  }

  #open(): SqliteHandle {
    if (this.#handle === undefined) throw new StoreFault('closed', this.#path);
    return this.#handle;
  }

  #statement(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    if (this.#prepared.size >= MOST_STATEMENTS) this.#prepared.clear();
    const statement = this.#open().prepare(sql);
    statement.setReadBigInts(true);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

function rollBack(handle: SqliteHandle): void {
  try {
    handle.exec('ROLLBACK');
  } catch {
    // Nothing had begun, or SQLite has rolled back by itself: the first error is the one to report.
  }
}
