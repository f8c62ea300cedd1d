import type { ApproverRows, TokenRows } from '../../identities/index.js';
import type { ApprovalRows } from './approvals.js';
import type { CallerMemory } from './caller-memory.js';
import type { CallRows } from './calls.js';
import type { Changes } from './changes.js';
import type { ConsoleSessions } from './console-sessions.js';
import type { Counters } from './counters.js';
import type { JournalRows } from './journal.js';
import type { KillSwitch } from './kill-switch.js';
import type { Leases } from './leases.js';
import type { PolicyRows } from './policies.js';
import type { SharedValues } from './shared-values.js';
import type { TaintRows } from './taint.js';

export type { ApproverRows, StoredToken, TokenRows } from '../../identities/index.js';
export * from './approvals.js';
export * from './caller-memory.js';
export * from './calls.js';
export type { Changes, Topic } from './changes.js';
export type * from './console-sessions.js';
export * from './counters.js';
export * from './journal.js';
export * from './kill-switch.js';
export * from './leases.js';
export * from './policies.js';
export * from './shared-values.js';
export * from './taint.js';

/** What all processes of one guard share, face by face. After `close` every method rejects with a StoreFault `closed`. */
export interface Store {
  readonly counters: Counters;
  readonly approvals: ApprovalRows;
  readonly journal: JournalRows;
  readonly calls: CallRows;
  readonly leases: Leases;
  readonly killSwitch: KillSwitch;
  readonly sharedValues: SharedValues;
  readonly approvers: ApproverRows;
  /** Loaded where it is used. */
  consoleSessions(): Promise<ConsoleSessions>;
  readonly tokens: TokenRows;
  readonly taint: TaintRows;
  readonly callerMemory: CallerMemory;
  readonly policies: PolicyRows;
  readonly changes: Changes;
  /** Waits for what was begun. May be called again. */
  close(): Promise<void>;
}
