import type { Listener } from '../approvals/index.js';
import type { CallObserver, MetBy } from '../guard/index.js';
import type { Log } from '../log.js';
import type { Around, PolicyInForce } from '../policy-in-force/index.js';
import type { Store } from '../store/index.js';
import type { Deadlines, WhmcsPorts } from '../whmcs/index.js';
import type { SharedState } from './shared-state.js';

/** What the program takes from outside; tests give their own. */
export interface Ports {
  log: Log;
  now?: () => Date;
  /** Deadlines for calls to WHMCS other than its own. */
  deadlines?: Deadlines;
  /** Halts while it exists, for a state in memory or in a database. A state in a file has one beside it. */
  haltFile?: string;
  /** Hears of every call, and of every call to WHMCS. */
  observer?: CallObserver & Pick<WhmcsPorts, 'watch'>;
  /** Follows a policy that is published in the state; needed where GUARD_POLICY says so, and loaded only there. */
  policyOfState?: PolicyOfState;
  /** The name of its WHMCS, where a file names it: a policy is published under it. */
  install?: string | undefined;
  /** Who hears at once of what happens to requests. */
  listeners?: readonly Listener[];
  /** What must come out nowhere, beside what the configuration holds. */
  secrets?: readonly string[];
  /** Where it is one of several WHMCS that one server works on. */
  among?: Among;
}

export type PolicyOfState = (
  name: string,
  ports: { store(): Promise<Store>; now(): Date },
  around: Around,
) => PolicyInForce;

/** What the guard of one WHMCS has of a server that works on several. */
export interface Among {
  readonly name: string;
  /** That of all of them; whoever made it closes it. */
  readonly state: SharedState;
  /** The credentials of all of them: none may come out by way of another. */
  readonly secrets: readonly string[];
  /** What callers have met in the others. */
  readonly elsewhere: MetBy;
}
