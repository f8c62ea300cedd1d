import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import { hostname } from 'node:os';
import type { Client, ClientConfig, Pool, PoolClient } from 'pg';
import { StoreFault } from '../../fault.js';
import { SharedParts } from '../../sql/database.js';
import { isLost, isOutOfStep } from '../faults.js';
import type { Statements } from './statements.js';
import { PostgresTx } from './transaction.js';

const MOST_CONNECTIONS = 8;
/** What a process that hangs in a transaction has locked is free after this long. */
const IDLE_IN_TRANSACTION_MS = 30_000;
/** A server that does not answer for so long is taken for gone: the network may have lost it without a word. */
const ANSWER_MS = 60_000;
const HEARTBEAT_MS = 5_000;
const SILENT_MS = 10_000;

/** Names this process among the connections of a server, as `pg_stat_activity` shows them. */
const APPLICATION = `whmcs-mcp ${hostname().slice(0, 32)} ${randomBytes(4).toString('hex')}`;

const WHOLE_NUMBERS: readonly number[] = [20, 21, 23];

/** Whole numbers as bigint, as everywhere in the store; anything else as the text that was sent. */
const types = {
  getTypeParser: (oid: number) =>
    WHOLE_NUMBERS.includes(oid) ? (text: string) => BigInt(text) : (text: string) => text,
};

async function loadDriver(location: string): Promise<Pick<typeof import('pg'), 'Client' | 'Pool'>> {
  try {
    return (await import('pg')).default;
  } catch (error) {
    throw new StoreFault('no_engine', location, error, 'database');
  }
}

const configOf = (url: string, patienceMs: number, answerMs: number): ClientConfig => ({
  connectionString: url,
  application_name: APPLICATION,
  keepAlive: true,
  keepAliveInitialDelayMillis: HEARTBEAT_MS,
  connectionTimeoutMillis: patienceMs,
  query_timeout: Math.max(answerMs, 2 * patienceMs),
  lock_timeout: patienceMs,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  types,
});

/** Connections to a database. */
export interface Connections {
  readonly pool: Pool;
  /** Breaks all of them: what waits on one fails as it does where the server has gone. */
  cutOff(): void;
}

/** `location` names the database in faults. Rejects with a StoreFault. */
export async function newConnections(
  url: string,
  location: string,
  patienceMs: number,
): Promise<Connections> {
  const driver = await loadDriver(location);
  const sockets = new Set<Socket>();
  function stream(): Socket {
    const socket = new Socket();
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  }
  const pool = new driver.Pool({
    ...configOf(url, patienceMs, ANSWER_MS),
    stream,
    max: MOST_CONNECTIONS,
    allowExitOnIdle: true,
  });
  // A connection that breaks while nobody uses it is replaced when the next one is needed; one that breaks while it is
  // used fails the statement, too.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    pool,
    cutOff() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** One connection beside the pool, for whoever listens on it. It keeps no process alive. */
export async function newClient(url: string, location: string, patienceMs: number): Promise<Client> {
  const driver = await loadDriver(location);
  const stream = () => new Socket().unref();
  return new driver.Client({ ...configOf(url, patienceMs, SILENT_MS), stream });
}

/** Resolves where a server answers on a new connection, if only to refuse it, and ends that; rejects where it is lost. */
export async function isAnswered(client: Client): Promise<void> {
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    if (isLost(error)) throw error;
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** Work on a connection, which goes back to the pool; after a failure it is rolled back, or thrown away where it can't be. */
export async function using<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    client.release();
    return result;
  } catch (error) {
    // One that did not answer in time would not answer to that either.
    const broken =
      isLost(error) ||
      isOutOfStep(error) ||
      (await client.query('ROLLBACK').then(
        () => false,
        () => true,
      ));
    client.release(broken);
    throw error;
  }
}

/** One piece of work with a transaction object that ends with it. */
export async function attempted<T>(
  client: PoolClient,
  statements: Statements,
  work: (tx: PostgresTx) => Promise<T>,
  parts = new SharedParts(),
): Promise<T> {
  const tx = new PostgresTx(client, statements, parts);
  try {
    return await work(tx);
  } finally {
    tx.end();
  }
}
