import type { Catalog } from '../catalog/index.js';
import type { LimitStatus } from '../guard/index.js';
import type { PolicyText, Replacement } from '../policy-in-force/index.js';
import type { Switches } from '../terms.js';

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
  };
  policyText(install?: string): Promise<PolicyText | undefined>;
  replacePolicy(replacement: Replacement, install?: string): Promise<string | undefined>;
  limits(): Promise<readonly LimitStatus[]>;
  /** The decision table beside a policy; undefined where there is none. */
  casesFor(place: string): { readonly name: string; readonly text: string } | undefined;
  now(): Date;
}
