import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { Store } from './ports/index.js';
import { SqlApprovals } from './sql/approvals.js';
import { SqlApprovers } from './sql/approvers.js';
import { SqlCounters } from './sql/counters.js';
import { SqlJournal } from './sql/journal.js';
import { SqlKillSwitch } from './sql/kill-switch.js';
import { SqlLeases } from './sql/leases.js';
import { SqlSharedValues } from './sql/shared-values.js';
import { SqliteDatabase, type SqlitePorts } from './sqlite/database.js';

export { StoreFault, type StoreFaultCode } from './fault.js';
export { defaultLocation, type HostPaths } from './location.js';
export * from './ports/index.js';
export { cutsHash, entryHash, NO_HASH } from './rules/chain.js';

export interface StorePorts extends SqlitePorts {
  /** Names a reservation; never the same twice, in any process. */
  newId(): string;
  /** While this file exists everything is halted. By default `halt` beside the state, and none for memory. */
  haltFile: string | undefined;
}

/**
 * Opens the state at a location: a file, made if need be, or `memory` for one that this process alone sees and
 * forgets. Rejects with a StoreFault.
 */
export async function openStore(
  location: 'memory' | (string & {}),
  ports: Partial<StorePorts> = {},
): Promise<Store> {
  const path = location === 'memory' ? undefined : resolve(location);
  const database = await SqliteDatabase.open(path, ports);
  const beside = path === undefined ? undefined : join(dirname(path), 'halt');
  return {
    counters: new SqlCounters(database, ports.newId ?? randomUUID),
    approvals: new SqlApprovals(database),
    journal: new SqlJournal(database),
    leases: new SqlLeases(database),
    killSwitch: new SqlKillSwitch(database, 'haltFile' in ports ? ports.haltFile : beside),
    sharedValues: new SqlSharedValues(database),
    approvers: new SqlApprovers(database),
    close: () => database.close(),
  };
}
