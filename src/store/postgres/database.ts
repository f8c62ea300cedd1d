import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { StoreFault } from '../fault.js';
import type { Database, Tx, WriteOptions } from '../sql/database.js';
import { migrate, versionOf } from '../sql/schema.js';
import { POSTGRES } from './dialect.js';
import { faultOf, isBusy, isLost } from './faults.js';
import { beginWith } from './locks.js';
import { PostgresTx } from './transaction.js';
import { Turns } from './turns.js';

export interface PostgresPorts {
  sleep(ms: number): Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
  /** From 0 up to 1. */
  random(): number;
  /** How long a locked state, or a server that is not there, is waited for, in milliseconds. */
  patienceMs: number;
}

const PORTS: PostgresPorts = {
  sleep,
  elapsed: () => performance.now(),
  random: Math.random,
  patienceMs: 5_000,
};

const MOST_CONNECTIONS = 8;
const RETRY_MS = 50;
/** What a process that hangs in a transaction has locked is free after this long. */
const IDLE_IN_TRANSACTION_MS = 30_000;

const NOW = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now';

const WHOLE_NUMBERS: readonly number[] = [20, 21, 23];

/** Whole numbers as bigint, as everywhere in the store; anything else as the text that was sent. */
const types = {
  getTypeParser: (oid: number) =>
    WHOLE_NUMBERS.includes(oid) ? (text: string) => BigInt(text) : (text: string) => text,
};

/** One open state in the current schema of a PostgreSQL database. Every commit is durable. */
export class PostgresDatabase implements Database {
  readonly dialect = POSTGRES;
  readonly gathers = false;
  readonly #location: string;
  readonly #pool: Pool;
  readonly #ports: PostgresPorts;
  readonly #turns = new Turns();
  readonly #begun = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  private constructor(location: string, pool: Pool, ports: PostgresPorts) {
    this.#location = location;
    this.#pool = pool;
    this.#ports = ports;
  }

  /** `location` names the database in faults; it holds no password. */
  static async open(
    url: string,
    location: string,
    given: Partial<PostgresPorts> = {},
  ): Promise<PostgresDatabase> {
    const ports = { ...PORTS, ...given };
    const pool = await newPool(url, location, ports.patienceMs);
    const database = new PostgresDatabase(location, pool, ports);
    try {
      // Refuses what is not ours or is from a later version before anything is locked or changed.
      await database.read((tx) => versionOf(tx, POSTGRES));
      await database.write(['schema'], (tx) => migrate(tx, POSTGRES));
      return database;
    } catch (error) {
      await pool.end();
      throw faultOf(error, location);
    }
  }

  async now(tx: Tx): Promise<number> {
    return Number((await tx.first<{ now: bigint }>(NOW))?.now);
  }

  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#patiently(async () => {
      const client = await this.#pool.connect();
      return using(client, (tx) => work(tx));
    });
  }

  write<T>(
    locks: readonly string[],
    work: (tx: Tx) => Promise<T>,
    // A commit always waits for the disk: a server that crashes would otherwise forget what processes were told. What
    // nobody waits for is begun at once: here a transaction keeps nobody else out.
    _options: WriteOptions = {},
  ): Promise<T> {
    return this.#patiently((uncertain) =>
      this.#turns.take(locks, async () => {
        const client = await this.#pool.connect();
        return using(client, async (tx) => {
          await client.query(beginWith(locks));
          const result = await work(tx);
          await tx.flush();
          tx.end();
          uncertain();
          await client.query('COMMIT');
          return result;
        });
      }),
    );
  }

  async caughtUp(): Promise<void> {
    await Promise.allSettled(this.#begun);
  }

  othersChanges(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    // A pool that ends forgets those who wait for a connection.
    this.#closed ??= Promise.allSettled(this.#begun).then(() => this.#pool.end());
    await this.#closed;
  }

  /** `uncertain` is called by an attempt from where on it may have happened although it fails. */
  async #patiently<T>(attempt: (uncertain: () => void) => Promise<T>): Promise<T> {
    if (this.#closed !== undefined) throw new StoreFault('closed', this.#location, undefined, 'database');
    const done = this.#retried(attempt);
    this.#begun.add(done);
    try {
      return await done;
    } finally {
      this.#begun.delete(done);
    }
  }

  async #retried<T>(attempt: (uncertain: () => void) => Promise<T>): Promise<T> {
    const since = this.#ports.elapsed();
    for (;;) {
      let isUncertain = false;
      try {
        return await attempt(() => {
          isUncertain = true;
        });
      } catch (error) {
        const late = this.#ports.elapsed() - since >= this.#ports.patienceMs;
        const again = isBusy(error) || (isLost(error) && !isUncertain);
        if (late || !again) throw faultOf(error, this.#location);
      }
      await this.#ports.sleep(RETRY_MS * (0.5 + this.#ports.random()));
    }
  }
}

async function loadPool(location: string): Promise<typeof Pool> {
  try {
    return (await import('pg')).default.Pool;
  } catch (error) {
    throw new StoreFault('no_engine', location, error, 'database');
  }
}

async function newPool(url: string, location: string, patienceMs: number): Promise<Pool> {
  const pool = new (await loadPool(location))({
    connectionString: url,
    application_name: 'whmcs-mcp',
    max: MOST_CONNECTIONS,
    allowExitOnIdle: true,
    keepAlive: true,
    connectionTimeoutMillis: patienceMs,
    lock_timeout: patienceMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    types,
  });
  // A connection that breaks while nobody uses it is replaced when the next one is needed; one that breaks while it is
  // used fails the statement, too.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Work on a connection, which goes back to the pool; after a failure it is rolled back, or thrown away where it can't be. */
async function using<T>(client: PoolClient, work: (tx: PostgresTx) => Promise<T>): Promise<T> {
  const tx = new PostgresTx(client);
  try {
    const result = await work(tx);
    client.release();
    return result;
  } catch (error) {
    tx.end();
    const broken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  } finally {
    tx.end();
  }
}
