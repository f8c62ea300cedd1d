import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { Approvals } from './approvals.js';
import { Approvers } from './approvers.js';
import { CONNECTION_PORTS, Connection, type ConnectionPorts } from './connection.js';
import { Counters } from './counters.js';
import { Journal } from './journal.js';
import { KillSwitch } from './kill-switch.js';
import { LeaseTable } from './leases.js';
import { NoticeBoard } from './notices.js';
import type { Store } from './store.js';

export * from './approval-rows.js';
export { StoreFault, type StoreFaultCode } from './fault.js';
export * from './journal-rows.js';
export type { Lease, Leases } from './leases.js';
export { personOf, sameName } from './person.js';
export { defaultPlace, type Surroundings } from './place.js';
export {
  type Halt,
  InvalidClaim,
  type Refusal,
  type Reservation,
  type Shortfall,
  type Standing,
  type Store,
} from './store.js';

export interface StorePorts extends ConnectionPorts {
  /** Names a reservation; never the same twice, in any process. */
  newId(): string;
  /** While this file exists everything is halted. By default `halt` beside the state, and none for memory. */
  haltFile: string | undefined;
}

/**
 * Opens the state in a file, made if need be, or one in memory that this process alone sees and forgets.
 * Rejects with a StoreFault.
 */
export async function openStore(
  where: 'memory' | (string & {}),
  ports: Partial<StorePorts> = {},
): Promise<Store> {
  const path = where === 'memory' ? undefined : resolve(where);
  const connection = await Connection.open(path, { ...CONNECTION_PORTS, ...ports });
  const beside = path === undefined ? undefined : join(dirname(path), 'halt');
  const counters = new Counters(connection, ports.newId ?? randomUUID);
  const killSwitch = new KillSwitch(connection, 'haltFile' in ports ? ports.haltFile : beside);
  return {
    reserve: (claims, at) => counters.reserve(claims, at),
    commit: (reservation) => counters.commit(reservation),
    release: (reservation) => counters.release(reservation),
    standing: (at, of) => counters.standing(at, of),
    approvals: new Approvals(connection),
    approvers: new Approvers(connection),
    notices: new NoticeBoard(connection),
    journal: new Journal(connection),
    leases: new LeaseTable(connection),
    halted: () => killSwitch.halted(),
    halt: (by, reason, at) => killSwitch.halt(by, reason, at),
    resume: (by, at) => killSwitch.resume(by, at),
    close: () => connection.close(),
  };
}
