import { type BigIntStats, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, type Engine, loadEngine, type Statement, type Value } from './engine.js';
import { faultOf, isBusy, StoreFault } from './fault.js';
import { makePlace } from './place.js';
import { checkOwner, migrate } from './schema.js';

export interface ConnectionPorts {
  sleep(ms: number): Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
  /** From 0 up to 1. */
  random(): number;
  /** How long a locked state is waited for. */
  patienceMs: number;
}

export const CONNECTION_PORTS: ConnectionPorts = {
  sleep,
  elapsed: () => performance.now(),
  random: Math.random,
  patienceMs: 5_000,
};

// SQLite waits by blocking the whole process; past this much it is our turn to wait, and others can be served.
const BLOCKING_WAIT_MS = 10;

type Row = object;

/**
 * One open state. All access goes through `read` and `write`: both wait for a state that another process has
 * locked, and both turn what goes wrong into a StoreFault.
 */
export class Connection {
  readonly path: string;
  readonly #ports: ConnectionPorts;
  readonly #shared: boolean;
  readonly #statements = new Map<string, Statement>();
  #database: Database | undefined;
  #file: BigIntStats | undefined;
  #writes: Promise<unknown> = Promise.resolve();

  private constructor(path: string, shared: boolean, ports: ConnectionPorts) {
    this.path = path;
    this.#shared = shared;
    this.#ports = ports;
  }

  static async open(path: string | undefined, ports: ConnectionPorts): Promise<Connection> {
    const connection = new Connection(path ?? 'memory', path !== undefined, ports);
    const engine = await loadEngine(connection.path);
    try {
      await connection.#patiently(() => connection.#openDatabase(engine));
      await connection.write(() => migrate(connection));
      return connection;
    } catch (error) {
      connection.#database?.close();
      throw faultOf(error, connection.path);
    }
  }

  #openDatabase(engine: Engine): void {
    if (this.#database === undefined) {
      if (this.#shared) makePlace(this.path);
      this.#database = new engine(this.#shared ? this.path : ':memory:', { timeout: BLOCKING_WAIT_MS });
      if (this.#shared) this.#file = statSync(this.path, { bigint: true });
    }
    checkOwner(this);
    // Every commit is handed to the operating system, so it outlives the death of this process; only a machine
    // that goes down may forget the last ones, never half of one. `write` can ask for more.
    this.exec('PRAGMA synchronous = NORMAL');
    const mode = this.row<{ journal_mode: string }>('PRAGMA journal_mode = WAL')?.journal_mode;
    if (this.#shared && mode !== 'wal') throw new StoreFault('unshareable', this.path);
  }

  exec(sql: string): void {
    this.#open().exec(sql);
  }

  run(sql: string, ...values: Value[]): void {
    this.#statement(sql).run(...values.map(bindable));
  }

  /** The first row, or undefined. Integers come as bigint. */
  row<T extends Row>(sql: string, ...values: Value[]): T | undefined {
    return this.#statement(sql).get(...values.map(bindable)) as T | undefined;
  }

  rows<T extends Row>(sql: string, ...values: Value[]): T[] {
    return this.#statement(sql).all(...values.map(bindable)) as T[];
  }

  /** Work that changes nothing. */
  read<T>(work: () => T): Promise<T> {
    return this.#patiently(() => {
      this.#checkInPlace();
      return work();
    });
  }

  /**
   * Work in one transaction that no other process can be in at the same time; all of it happens or nothing.
   * It may run again from the start, so it must not change anything else.
   * `durable` also outlives a power cut, with all that was written before; it waits for the disk.
   */
  write<T>(work: () => T, { durable = false } = {}): Promise<T> {
    const since = this.#ports.elapsed();
    // In turn within this process: our own callers would otherwise fight one another for the lock.
    const done = this.#writes.then(() => this.#patiently(() => this.#transact(work, durable), since));
    this.#writes = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#writes;
    this.#statements.clear();
    this.#database?.close();
    this.#database = undefined;
  }

  #transact<T>(work: () => T, durable: boolean): T {
    this.#checkInPlace();
    if (durable) this.exec('PRAGMA synchronous = FULL');
    try {
      this.exec('BEGIN IMMEDIATE');
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      if (durable) this.exec('PRAGMA synchronous = NORMAL');
    }
  }

  #rollBack(): void {
    try {
      this.exec('ROLLBACK');
    } catch {
      // Nothing had begun, or SQLite has rolled back by itself: the first error is the one to tell.
    }
  }

  async #patiently<T>(attempt: () => T, since = this.#ports.elapsed()): Promise<T> {
    for (;;) {
      try {
        return attempt();
      } catch (error) {
        const late = this.#ports.elapsed() - since >= this.#ports.patienceMs;
        if (late || !isBusy(error)) throw faultOf(error, this.path);
      }
      await this.#ports.sleep(1 + this.#ports.random() * BLOCKING_WAIT_MS);
    }
  }

  /** A file that was deleted stays open here: we would count in it alone and miss a halt in the new one. */
  #checkInPlace(): void {
    if (this.#file === undefined) return;
    const now = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    if (now?.ino === this.#file.ino && now.dev === this.#file.dev) return;
    throw new StoreFault('moved', this.path);
  }

  #open(): Database {
    if (this.#database === undefined) throw new StoreFault('closed', this.path);
    return this.#database;
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#open().prepare(sql);
    statement.setReadBigInts(true);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** SQLite takes a number for a float; a whole one has to say so. Throws for a fraction. */
function bindable(value: Value): Value {
  return typeof value === 'number' ? BigInt(value) : value;
}
