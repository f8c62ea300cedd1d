import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { StoreFault } from '../fault.js';
import type { Topic } from '../ports/changes.js';
import { type Database, SharedParts, type Tx, type WriteOptions } from '../sql/database.js';
import { migrate, versionOf } from '../sql/schema.js';
import { CommitMarks, FORGET_MARKS } from './connections/commit-marks.js';
import { CommitQueue, type Work } from './connections/commit-queue.js';
import { Listener } from './connections/listener.js';
import { beginWith, topicsOf, transactionIn } from './connections/locks.js';
import { Outage } from './connections/outage.js';
import {
  attempted,
  type Connections,
  isAnswered,
  newClient,
  newConnections,
  using,
} from './connections/pool.js';
import { type Attempt, Retries, type RetryPorts } from './connections/retries.js';
import { Statements } from './connections/statements.js';
import { Turns } from './connections/turns.js';
import { POSTGRES } from './dialect.js';
import { faultOf } from './faults.js';
import { makeMonths, missingMonths } from './partitions.js';

export interface PostgresPorts extends RetryPorts {
  /** The time of this machine, in milliseconds since 1970. */
  wallClock(): number;
}

const PORTS: PostgresPorts = {
  sleep,
  elapsed: () => performance.now(),
  random: Math.random,
  wallClock: Date.now,
  patienceMs: 5_000,
};

/** What part of its patience goes by before one doubts that the server is still there. */
const DOUBT = 0.4;
const LOOK_AHEAD_MS = 15 * 60_000;
/** Clocks that differ by less are taken for the same. */
const LEAST_DIFFERENCE_MS = 500;

/** Whoever writes with this lock shares transactions: nearly all calls do, and each transaction waits for the disk. */
const SHARING = 'journal';

const NOW = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now';

/** Connections of this program to the same database, but for those of this process. */
const OTHERS = `SELECT count(*) AS others FROM pg_catalog.pg_stat_activity
  WHERE datname = current_database() AND application_name LIKE 'whmcs-mcp%' AND application_name <> current_setting('application_name')`;

/** The channel on which processes that share a schema tell of their changes. */
const channelOf = (schema: string) =>
  `whmcs_mcp_${createHash('sha256').update(schema).digest('hex').slice(0, 16)}`;

/** One open state in the current schema of a PostgreSQL database. Every commit is durable. */
export class PostgresDatabase implements Database {
  readonly dialect = POSTGRES;
  readonly gathers = false;
  readonly changes: Listener;
  readonly #location: string;
  readonly #connections: Connections;
  readonly #ports: PostgresPorts;
  readonly #turns = new Turns();
  readonly #statements = new Statements();
  readonly #marks = new CommitMarks();
  readonly #shared = new CommitQueue((locks, all) =>
    this.#retries.run((attempt) => this.#transact(locks, all, attempt)),
  );
  readonly #outage: Outage;
  readonly #retries: Retries;
  readonly #begun = new Set<Promise<unknown>>();
  #channel = '';
  #clockAheadMs = 0;
  #looksAheadAt = Number.POSITIVE_INFINITY;
  #closed: Promise<void> | undefined;

  private constructor(url: string, location: string, connections: Connections, ports: PostgresPorts) {
    this.#location = location;
    this.#connections = connections;
    this.#ports = ports;
    const client = () => newClient(url, location, ports.patienceMs);
    this.#outage = new Outage({
      look: async () => isAnswered(await client()),
      cutOff: connections.cutOff,
      elapsed: ports.elapsed,
      doubtMs: ports.patienceMs * DOUBT,
    });
    this.#retries = new Retries({
      ...ports,
      location,
      outage: this.#outage,
      forgoNames: () => this.#statements.forgoNames(),
      isCommitted: (mark, rest) => this.#marks.isCommitted(connections.pool, mark, rest),
    });
    this.changes = new Listener({
      client,
      channel: () => this.#channel,
      tell: async (word) => {
        await connections.pool.query(`NOTIFY ${this.#channel}, '${word}'`);
      },
    });
  }

  /** `location` names the database in faults; it holds no password. */
  static async open(
    url: string,
    location: string,
    given: Partial<PostgresPorts> = {},
  ): Promise<PostgresDatabase> {
    const ports = { ...PORTS, ...given };
    const connections = await newConnections(url, location, ports.patienceMs);
    const database = new PostgresDatabase(url, location, connections, ports);
    try {
      await database.#prepare();
      return database;
    } catch (error) {
      await connections.pool.end();
      throw faultOf(error, location);
    }
  }

  get clockAheadMs(): number {
    return this.#clockAheadMs;
  }

  async now(tx: Tx): Promise<number> {
    return Number((await tx.first<{ now: bigint }>(NOW))?.now);
  }

  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#noted(() =>
      this.#retries.run(() => this.#connected((client) => attempted(client, this.#statements, work))),
    );
  }

  write<T>(
    locks: readonly string[],
    work: (tx: Tx) => Promise<T>,
    // A commit always waits for the disk: a server that crashes would otherwise forget what processes were told. What
    // nobody waits for is begun at once: here a transaction keeps nobody else out.
    _options: WriteOptions = {},
  ): Promise<T> {
    if (locks.includes(SHARING) && this.#ports.elapsed() >= this.#looksAheadAt)
      this.#lookAhead().catch(() => undefined);
    if (locks.includes(SHARING)) return this.#noted(() => this.#shared.add(locks, work));
    return this.#noted(async () => {
      const [only] = await this.#retries.run<unknown[]>((attempt) =>
        this.#turns.take(locks, () => this.#transact(locks, [work], attempt)),
      );
      return only as T;
    });
  }

  /** Work that reads all of it as it is at one moment, however long that takes. */
  snapshot<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#noted(() =>
      this.#retries.run(() =>
        this.#connected(async (client) => {
          await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
          const result = await attempted(client, this.#statements, work);
          await client.query('COMMIT');
          return result;
        }),
      ),
    );
  }

  /** How many other processes have a connection to it. */
  async others(): Promise<number> {
    const row = await this.read((tx) => tx.first<{ others: bigint }>(OTHERS));
    return Number(row?.others ?? 0n);
  }

  async caughtUp(): Promise<void> {
    await Promise.allSettled(this.#begun);
  }

  othersChanges(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    // A pool that ends forgets those who wait for a connection.
    this.#closed ??= Promise.allSettled(this.#begun).then(async () => {
      await this.changes.close();
      await this.#connections.pool.end();
    });
    await this.#closed;
  }

  /** Refuses what is not ours or is from a later version before anything is locked or changed. */
  async #prepare(): Promise<void> {
    const { version, schema } = await this.read(async (tx) => ({
      version: await versionOf(tx, POSTGRES),
      schema: (await tx.first<{ schema: string }>('SELECT current_schema() AS schema'))?.schema ?? '',
    }));
    this.#channel = channelOf(schema);
    // A state that is up to date may be one that can only be read.
    if (version < POSTGRES.migrations.length) await this.write(['schema'], (tx) => migrate(tx, POSTGRES));
    await this.#lookAhead();
  }

  /** Compares the clocks, and makes the partitions of the journal that will be needed, where some are missing. */
  async #lookAhead(): Promise<void> {
    this.#looksAheadAt = this.#ports.elapsed() + LOOK_AHEAD_MS;
    const missing = await this.read(async (tx) => {
      const [asked, now, told] = [this.#ports.wallClock(), await this.now(tx), this.#ports.wallClock()];
      const ahead = Math.round(now - (asked + told) / 2);
      // What the way to the server may take is no difference.
      this.#clockAheadMs = Math.abs(ahead) > LEAST_DIFFERENCE_MS + (told - asked) ? ahead : 0;
      return missingMonths(tx, now);
    });
    if (missing.length === 0) return;
    // Nobody else changes tables, and nobody adds an entry meanwhile.
    const make = async (tx: Tx) => {
      await makeMonths(tx, await this.now(tx));
      await tx.run(FORGET_MARKS);
    };
    await this.write(['schema', SHARING], make).catch((error: unknown) => {
      // Entries of such a month then go where those of no month are.
      if (!(error instanceof StoreFault && error.code === 'read_only')) throw error;
    });
  }

  #connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#outage.watched(async () => {
      const client = await this.#connections.pool.connect();
      return using(client, () => work(client));
    });
  }

  /** All of the work in one transaction that is alone with the locks. */
  #transact(
    locks: readonly string[],
    all: readonly Work<unknown>[],
    attempt: Attempt<unknown[]>,
  ): Promise<unknown[]> {
    return this.#connected(async (client) => {
      const transaction = transactionIn(await client.query(beginWith(locks)));
      const parts = new SharedParts();
      const result: unknown[] = [];
      for (const work of all) result.push(await attempted(client, this.#statements, work, parts));
      await attempted(client, this.#statements, (tx) => parts.flush(tx), parts);
      const mark = this.#marks.of(client, transaction);
      attempt.committing = { mark, result };
      const telling = topicsOf(locks).map((topic) => this.#telling(topic));
      await client.query([this.#marks.statement(mark), ...telling, 'COMMIT'].join('; '));
      return result;
    });
  }

  /** Tells all who listen, once the transaction is committed. */
  #telling = (topic: Topic) => `NOTIFY ${this.#channel}, '${topic}'`;

  /** What is under way is waited for by `close`. */
  async #noted<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed !== undefined) throw new StoreFault('closed', this.#location, undefined, 'database');
    const done = work();
    this.#begun.add(done);
    try {
      return await done;
    } finally {
      this.#begun.delete(done);
    }
  }
}
