import type { Listener } from '../approvals/index.js';
import type { Catalog } from '../catalog/index.js';
import type { CallObserver, MetBy } from '../guard/index.js';
import type { Log } from '../log.js';
import type { PolicyVocabulary } from '../policy/index.js';
import type { Around, PolicyInForce } from '../policy-in-force/index.js';
import type { Store } from '../store/index.js';
import type { Deadlines, KindOf, WhmcsPorts } from '../whmcs/index.js';
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
  /** Actions of addon modules that the operator declares; loaded only where there are any. */
  addons?: AddonActions | undefined;
  /** Where it is one of several WHMCS that one server works on. */
  among?: Among;
}

/** Actions of addon modules, as a file declares them. */
export interface AddonActions {
  /** As their modules spell them. */
  readonly names: readonly string[];
  /** What is odd about the file, a line each. */
  readonly warnings: readonly string[];
  /** What a policy can say of each, by its name `action:…`. */
  readonly facts: PolicyVocabulary['tools'];
  /** Each by its name `action:…`. */
  readonly actions: Catalog;
  /** The tools of the set `actions`, which know them. */
  readonly callers: Catalog;
  /** Whether one reads or writes; undefined for any other action. */
  readonly kindOf: KindOf;
  /** By action, the paths of its answers whose texts outsiders write. */
  readonly outsidersWrite: ReadonlyMap<string, ReadonlySet<string>>;
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
