import { setTimeout as sleep } from 'node:timers/promises';
import { StoreFault } from '../fault.js';
import { UNTOLD } from '../ports/changes.js';
import { type Database, type ReadOptions, SharedParts, type Tx, type WriteOptions } from '../sql/database.js';
import { migrate, versionOf } from '../sql/schema.js';
import { backoffMs } from './backoff.js';
import { SQLITE } from './dialect.js';
import { type Engine, loadEngine, type SqliteHandle, type Statement } from './engine.js';
import { faultOf, isBusy } from './faults.js';
import { StateFile } from './file/state-file.js';
import { isSound, LEAVES_LOG_ALONE, rollBack } from './file/write-back.js';
import { Gate } from './gate.js';
import { SqliteTx } from './transaction.js';
import { WriteQueue } from './write-queue.js';

export interface SqlitePorts {
  sleep(ms: number): Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
  /** From 0 up to 1. */
  random(): number;
  /** How long a locked state is waited for, in milliseconds. */
  patienceMs: number;
  /** Opens a file also where others could change it: for what only ever forbids. */
  evenExposed: boolean;
  /** Takes an empty file for a new state; else it is refused as one that is not ours. */
  mayBeNew: boolean;
}

const PORTS: SqlitePorts = {
  sleep,
  elapsed: () => performance.now(),
  random: Math.random,
  // Clients wait for 60 s, and fifty servers that start at once on a slow machine need some of that.
  patienceMs: 20_000,
  evenExposed: false,
  mayBeNew: true,
};

/** Statements kept prepared; searches make new ones, and one that is forgotten is only prepared again. */
const MOST_STATEMENTS = 300;

/**
 * One open state in a file, or in memory. There is one connection, and one piece of work on it at a time: a transaction
 * that waits for its own async work must not have another begin, or a read see half of it.
 */
export class SqliteDatabase implements Database {
  readonly dialect = SQLITE;
  readonly changes = UNTOLD;
  /** All processes are on one machine. */
  readonly clockAheadMs = 0;
  readonly gathers = true;
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
  #file: StateFile | undefined;
  readonly #writes: WriteQueue;

  private constructor(path: string | undefined, ports: SqlitePorts) {
    this.#path = path ?? 'memory';
    this.#shared = path !== undefined;
    this.#ports = ports;
    this.#writes = new WriteQueue({ ...ports, transact: (durable, all) => this.#transact(durable, all) });
  }

  /** Opens a file, made if need be, or a state in memory that this process alone sees and forgets. */
  static async open(path: string | undefined, ports: Partial<SqlitePorts> = {}): Promise<SqliteDatabase> {
    const database = new SqliteDatabase(path, { ...PORTS, ...ports });
    const engine = await loadEngine(database.#path);
    try {
      await database.#patiently(() => database.#connect(engine));
      await database.write([], (tx) => migrate(tx, SQLITE));
      database.#file?.keepLog();
      return database;
    } catch (error) {
      database.#handle?.close();
      database.#file?.close();
      throw faultOf(error, database.#path);
    }
  }

  /** All processes are on one machine (WAL asks for that), and share its clock that nobody can set. */
  async now(): Promise<number> {
    return Number(process.hrtime.bigint() / 1_000_000n);
  }

  read<T>(work: (tx: Tx) => Promise<T>, { certain = false }: ReadOptions = {}): Promise<T> {
    return this.#patiently(() => this.#work(work, certain));
  }

  async write<T>(
    _locks: readonly string[],
    work: (tx: Tx) => Promise<T>,
    options: WriteOptions = {},
  ): Promise<T> {
    try {
      return await this.#writes.add(work, options);
    } catch (error) {
      const fault = faultOf(error, this.#path);
      if (fault.code === 'overwritten') this.#file?.markOverwritten();
      throw fault;
    }
  }

  caughtUp(): Promise<void> {
    return this.#writes.caughtUp();
  }

  othersChanges(): bigint | undefined {
    try {
      this.#file?.checkLately(this.#open());
      // sqlite.org/pragma.html#pragma_data_version: moved by the commits of every other connection.
      const row = this.#statement('PRAGMA data_version').get() as { data_version: bigint };
      return row.data_version;
    } catch (error) {
      // A read waits until nobody is in the way.
      if (isBusy(error)) return undefined;
      throw faultOf(error, this.#path);
    }
  }

  /** Whether all of it can be read and makes sense. Takes long where there is much. */
  isSound(): boolean {
    return isSound(this.#open());
  }

  /** Writes a copy of all that is committed into an empty file; others go on meanwhile. */
  copyInto(file: string): Promise<void> {
    return this.#patiently(() =>
      this.#work(async () => {
        this.#open().prepare('VACUUM INTO ?').run(file);
      }),
    );
  }

  async close(): Promise<void> {
    await this.#writes.idle();
    await this.#gate.pass(async () => {
      this.#prepared.clear();
      this.#leave();
      this.#handle = undefined;
    });
  }

  #leave(): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    try {
      this.#file?.check(handle);
      this.#file?.emptyLog(handle);
    } catch {
      // The log stays beside the file, and whoever opens it next reads on from there.
    }
    // Closing could write our log into what somebody has put there.
    if (!this.#file?.isOverwritten) handle.close();
    this.#file?.close();
    this.#file = undefined;
  }

  async #connect(engine: Engine): Promise<void> {
    if (this.#handle === undefined) {
      if (this.#shared) this.#file = new StateFile(this.#path, this.#ports);
      // SQLite would wait by blocking the whole process: we wait instead, and others are served.
      this.#handle = new engine(this.#shared ? this.#path : ':memory:', { timeout: 0 });
    }
    // Refuses what is not ours or is from a later version, before anything in the file is changed.
    const version = await this.#work((tx) => versionOf(tx, SQLITE));
    if (version === 0 && !this.#ports.mayBeNew) throw new StoreFault('foreign', this.#path);
    // Every commit is handed to the operating system, so it outlives the death of this process; only a machine
    // that goes down may forget the last ones, never half of one. `write` can ask for more.
    this.#handle.exec('PRAGMA synchronous = NORMAL');
    const { journal_mode: mode } = this.#handle.prepare('PRAGMA journal_mode = WAL').get() as {
      journal_mode: string;
    };
    this.#handle.exec(LEAVES_LOG_ALONE);
    if (this.#shared && mode !== 'wal') throw new StoreFault('unshareable', this.#path);
  }

  #work<T>(work: (tx: Tx) => Promise<T>, certain = false): Promise<T> {
    return this.#gate.pass(async () => {
      if (certain) this.#file?.check(this.#open());
      else this.#file?.checkLately(this.#open());
      return this.#attempt(work);
    });
  }

  /** Work with a transaction object that ends with it. */
  async #attempt<T>(work: (tx: Tx) => Promise<T>, parts = new SharedParts()): Promise<T> {
    const tx = new SqliteTx(this.#statements, parts);
    try {
      return await work(tx);
    } finally {
      tx.end();
    }
  }

  #transact<T>(
    durable: boolean,
    all: (run: <R>(work: (tx: Tx) => Promise<R>) => Promise<R>) => Promise<T>,
  ): Promise<T> {
    return this.#gate.pass(async () => {
      const handle = this.#open();
      this.#file?.check(handle);
      if (durable) handle.exec('PRAGMA synchronous = FULL');
      try {
        this.#statement('BEGIN IMMEDIATE').run();
        const parts = new SharedParts();
        const result = await all((work) => this.#attempt(work, parts));
        await this.#attempt((tx) => parts.flush(tx), parts);
        this.#statement('COMMIT').run();
        return result;
      } catch (error) {
        rollBack(handle);
        throw error;
      } finally {
        if (durable) handle.exec('PRAGMA synchronous = NORMAL');
        this.#file?.keepLogShort(handle);
      }
    });
  }

  async #patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const { elapsed, sleep, random, patienceMs } = this.#ports;
    const since = elapsed();
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        const late = elapsed() - since >= patienceMs;
        if (late || !isBusy(error)) throw faultOf(error, this.#path);
      }
      await sleep(backoffMs(tries, elapsed() - since, random));
    }
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
