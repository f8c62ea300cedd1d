import type { Catalog } from '../catalog/index.js';
import type { LimitStatus } from '../guard/index.js';
import type { PolicyText, Replacement } from '../policy-in-force/index.js';
import type { Switches } from '../terms.js';

/** A decision table as it is written, and the name of its file. */
export interface DecisionTable {
  readonly name: string;
  readonly text: string;
}

/** What the desk has of the program. */
export interface DeskOptions {
  readonly catalog: Catalog;
  /** The names of the WHMCS, where there are several. */
  readonly installs: readonly string[];
  readonly switches: Switches;
  policy(install?: string): {
    readonly path: string;
    readonly revision: string;
    readonly fixed?: string;
    /** The name that it is published under in the state; left out where it is a file. */
    readonly published?: string;
  };
  policyText(install?: string): Promise<PolicyText | undefined>;
  replacePolicy(replacement: Replacement, install?: string): Promise<string | undefined>;
  limits(): Promise<readonly LimitStatus[]>;
  /** The decision table of the policy; undefined where there is none. */
  casesFor(install?: string): Promise<DecisionTable | undefined>;
  now(): Date;
}
