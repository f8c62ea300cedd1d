import type { Approvals } from '../approvals/index.js';
import type { Journal } from '../audit/index.js';
import type { Catalog, Installation, Values } from '../catalog/index.js';
import type { Log } from '../log.js';
import type { Presenter, Withhold } from '../output/index.js';
import type { Policy } from '../policy/index.js';
import type { Store } from '../store/index.js';
import type { Switches } from '../terms.js';
import type { Clear, ClearRead, Whmcs } from '../whmcs/index.js';
import type { Extras } from './extras.js';
import type { CallObserver } from './observer.js';
import type { MetBy } from './seen/elsewhere.js';

/** What a guard is made of. */
export interface GuardOptions {
  catalog: Catalog;
  extras: Extras;
  /** The policy in force, at most 50 ms behind its file. */
  policy(): Policy;
  /** The same as the file is now. */
  latestPolicy(): Policy;
  /**
   * Waits until these two are up to date, where they can't look themselves: `policy` for what was done 50 ms ago, or both for
   * what was done before it was asked. Undefined where there is nothing to wait for. `now` rejects with a StoreFault where
   * nobody can tell.
   */
  renewPolicy(how: 'lately' | 'now'): Promise<void> | undefined;
  /** Where the operator decides, for callers: the name of the policy's file, without its folder. */
  policyName(): string;
  /** Whether others than the operator can change the policy. */
  isExposed(): boolean;
  switches: Switches;
  whmcs: Whmcs;
  clear: Clear;
  clearRead: ClearRead;
  installation: Pick<Installation, 'dateFormat' | 'timezone' | 'staff'>;
  /** Tells this WHMCS from another in a state that both use. */
  installationId: string;
  /** Its name, where a file names it. */
  install: string | undefined;
  /** The shared state, opened when first needed. Rejects where it can't be had. */
  store(): Promise<Store>;
  approvals: Approvals;
  /** How long a call waits for people before it answers that it needs them. */
  approvalWaitMs: number;
  /** Where people can decide, if a console is running. */
  consoleUrl(): Promise<string | undefined>;
  journal: Journal;
  /** Writes are also written into WHMCS's own activity log. */
  notesInWhmcs: boolean;
  /** How long lists that rarely change are answered from memory, in milliseconds; 0: never. */
  listsKeptMs: number;
  /** Keyed digest of a tool and its exact arguments. */
  digest(tool: string, values: Values): string;
  withhold: Withhold;
  /** Takes out our own credentials alone. */
  withholdOwn: Withhold;
  presenter: Presenter;
  log: Log;
  now(): Date;
  observer?: CallObserver | undefined;
  /** What the same callers have met in the other WHMCS that the server works on. */
  elsewhere?: MetBy | undefined;
}
