import { createHash } from 'node:crypto';
import type { QueryResult } from 'pg';
import { TOPICS, type Topic } from '../../ports/changes.js';

/** A number that PostgreSQL knows the lock of a name by. */
function keyOf(name: string): bigint {
  return createHash('sha256').update(`whmcs-mcp ${name}`).digest().readBigInt64BE();
}

/** The commit waits for the disk, whatever the server does by default: others are told what was committed. */
const DURABLE = `SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') = 'off'`;

/**
 * Begins a transaction that is alone with some names, in one round trip. Each statement after it sees all that was
 * committed before the last lock was granted, whatever isolation the server has by default. Locks are taken in one order
 * for everybody, so that two who need the same ones can't deadlock; the end of the transaction releases them. The last
 * statement tells the number of the transaction.
 */
export function beginWith(names: readonly string[]): string {
  const keys = [...new Set(names.map(keyOf))].sort((a, b) => (a < b ? -1 : 1));
  return [
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    DURABLE,
    ...keys.map((key) => `SELECT pg_advisory_xact_lock(${key})`),
    'SELECT pg_current_xact_id() AS transaction',
  ].join('; ');
}

const isTopic = (lock: string): lock is Topic => (TOPICS as readonly string[]).includes(lock);
/** A lock that has the name of a topic is taken by whoever changes something of it. */
export const topicsOf = (locks: readonly string[]): Topic[] => [...new Set(locks.filter(isTopic))];

/** The number of a transaction, which its first statements end with. */
export function transactionIn(begun: QueryResult | readonly QueryResult[]): string {
  const last = [begun].flat().at(-1) as QueryResult<{ transaction: string }> | undefined;
  return last?.rows[0]?.transaction ?? '';
}
