import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isDatabaseUrl, shownLocation } from './location.js';
import type { Store } from './ports/index.js';
import { SqlApprovals } from './sql/approvals/approvals.js';
import { SqlApprovers } from './sql/approvers.js';
import { SqlCallerMemory } from './sql/callers/caller-memory.js';
import { SqlTaint } from './sql/callers/taint.js';
import { SqlTokens } from './sql/callers/tokens.js';
import { SqlCalls } from './sql/calls/call-rows.js';
import { SqlCounters } from './sql/counters.js';
import type { Database } from './sql/database.js';
import { SqlJournal } from './sql/journal.js';
import { SqlKillSwitch } from './sql/kill-switch.js';
import { SqlLeases } from './sql/leases.js';
import { SqlPolicies } from './sql/operator/policies.js';
import { SqlSharedValues } from './sql/shared-values.js';
import { SqliteDatabase, type SqlitePorts } from './sqlite/database.js';
import { NewestEntryFile } from './sqlite/file/newest-entry.js';

export { StoreFault, type StoreFaultCode } from './fault.js';
export { defaultLocation, type HostPaths, isDatabaseUrl, shownLocation } from './location.js';
export * from './ports/index.js';
export { cutsHash, entryHash, NO_HASH } from './rules/chain.js';
export { deniedLines } from './rules/voting.js';

export interface StorePorts extends SqlitePorts {
  /** Names a reservation; never the same twice, in any process. */
  newId(): string;
  /** While this file exists everything is halted. By default `halt` beside the state, and none for memory. */
  haltFile: string | undefined;
  /** The time of this machine, in milliseconds since 1970: a database compares its own with it. */
  wallClock(): number;
  /** The clock of leases, in milliseconds; by default that of the database, or of the machine for a file. */
  leaseClock: (() => number) | undefined;
}

/**
 * Opens the state at a location: a file, made if need be; `postgres://…`, the current schema of a database; or `memory`
 * for one that this process alone sees and forgets. Rejects with a StoreFault.
 */
export async function openStore(
  location: 'memory' | (string & {}),
  ports: Partial<StorePorts> = {},
): Promise<Store> {
  const { database, haltFile, newest } = await openDatabase(location, ports);
  const counters = new SqlCounters(database, ports.newId ?? randomUUID, ports.elapsed);
  const journal = new SqlJournal(database, newest);
  const leases = new SqlLeases(database, ports.leaseClock);
  return {
    counters,
    approvals: new SqlApprovals(database),
    journal,
    leases,
    calls: new SqlCalls(database, { counters, journal, leases }),
    killSwitch: new SqlKillSwitch(database, 'haltFile' in ports ? ports.haltFile : haltFile),
    sharedValues: new SqlSharedValues(database),
    approvers: new SqlApprovers(database),
    tokens: new SqlTokens(database),
    taint: new SqlTaint(database),
    callerMemory: new SqlCallerMemory(database),
    policies: new SqlPolicies(database),
    async consoleSessions() {
      const { SqlConsoleSessions } = await import('./sql/operator/console-sessions.js');
      return new SqlConsoleSessions(database);
    },
    changes: database.changes,
    async close() {
      await database.close();
      newest?.flush();
    },
  };
}

async function openDatabase(
  location: string,
  ports: Partial<StorePorts>,
): Promise<{ database: Database; haltFile?: string; newest?: NewestEntryFile }> {
  if (location === 'memory') return { database: await SqliteDatabase.open(undefined, ports) };
  if (isDatabaseUrl(location)) {
    // Loaded only where it is used: most installations have a file.
    const { PostgresDatabase } = await import('./postgres/database.js');
    return { database: await PostgresDatabase.open(location, shownLocation(location), ports) };
  }
  const path = resolve(location);
  const newest = new NewestEntryFile(path);
  const isNew = !existsSync(path);
  const database = await SqliteDatabase.open(path, ports);
  // Whoever removes a state begins anew; an older one in its place is another matter.
  if (isNew) newest.forget();
  return { database, haltFile: join(dirname(path), 'halt'), newest };
}
