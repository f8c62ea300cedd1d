import { policyVocabulary, possibleEffects } from '../guard/index.js';
import { limitsOf, parsePolicy } from '../policy/index.js';
import { type Act, actsOf, type LimitInWords, limitsInWords } from '../policy/words/index.js';
import type { PolicyText, Replacement } from '../policy-in-force/index.js';
import { type Checked, checkText } from './checked.js';
import type { DeskOptions } from './options.js';
import { type Trial, tryCall } from './trial.js';
import { NoTrial, type TrialCall } from './trial-call.js';

/** A policy as people see it. */
export interface PolicySeen {
  /** Where it is kept. */
  readonly place: string;
  readonly revision: string;
  readonly mode: 'enforce' | 'shadow';
  readonly timezone: string;
  /** Why it can't be edited here, as a sentence. */
  readonly fixed?: string;
  readonly changed?: PolicyText['changed'];
  readonly grants: readonly string[];
  readonly acts: readonly Act[];
  readonly limits: readonly LimitInWords[];
}

/** What people do with the policy in force: see it in words, try calls, and change it. Of which WHMCS, where there are several. */
export interface PolicyDesk {
  readonly installs: readonly string[];
  /** For callers of a grant, or for those without one. Resolves to a sentence where the policy can't be shown. */
  see(of: {
    install?: string | undefined;
    grant?: string | undefined;
    tainted: boolean;
  }): Promise<PolicySeen | string>;
  /** Reaches nothing, asks nobody, counts nothing. */
  tryCall(call: Omit<TrialCall, 'at' | 'switches'>): Promise<Trial | NoTrial>;
  /** The other WHMCS whose policy is the same file: what is changed for one holds for them. */
  sharedWith(install?: string): readonly string[];
  written(install?: string): Promise<PolicyText | undefined>;
  check(text: string, install?: string): Promise<Checked>;
  /** Resolves to a sentence where it is refused. */
  put(replacement: Replacement, install?: string): Promise<string | undefined>;
}

const NONE = 'No policy is published yet: whmcs-mcp policy publish FILE.';

export function createPolicyDesk(options: DeskOptions): PolicyDesk {
  const { catalog, switches } = options;
  const effectsOf = (name: string) => {
    const tool = catalog.get(name);
    return tool === undefined ? [] : possibleEffects(tool);
  };
  return {
    installs: options.installs,
    async see({ install, grant, tainted }) {
      const written = await options.policyText(install);
      if (written === undefined) return NONE;
      const parsed = parsePolicy(written.text, policyVocabulary(catalog));
      const { path, revision, fixed } = options.policy(install);
      if ('problems' in parsed) {
        const [first] = parsed.problems;
        return `${path} has a fault (line ${first?.line}: ${first?.message}), so revision ${revision} is still in force. Mend it there.`;
      }
      const { policy } = parsed;
      return {
        place: path,
        revision: policy.revision,
        mode: policy.mode,
        timezone: policy.timezone,
        ...(fixed === undefined ? {} : { fixed }),
        ...(written.changed === undefined ? {} : { changed: written.changed }),
        grants: [...policy.grants.keys()],
        acts: actsOf(policy, { grant, tainted, switches, install, effectsOf }),
        limits: limitsInWords(limitsOf(policy, install)),
      };
    },
    async tryCall(call) {
      const written = await options.policyText(call.install);
      return written === undefined ? new NoTrial(NONE) : tryCall(options, written.text, call);
    },
    sharedWith(install) {
      const { path, published } = options.policy(install);
      const isSame = (other: string) => published === undefined && options.policy(other).path === path;
      return options.installs.filter((other) => other !== install && isSame(other));
    },
    written: options.policyText,
    async check(text, install) {
      const written = await options.policyText(install);
      const table = await options.casesFor(install);
      return checkText(options, { text, now: written?.text ?? '', install, table });
    },
    put: options.replacePolicy,
  };
}
