import type { Journal } from '../audit/index.js';
import type { PolicyInForce, PolicyText, Replacement } from '../policy-in-force/index.js';

/** How people change the policy in force. Of which WHMCS, where there are several. */
export interface PolicyEdits {
  /** Switches a tool on or off; resolves to a sentence where that is refused. */
  switchTool(tool: string, on: boolean, who: string, install?: string): Promise<string | undefined>;
  /** The policy in force as it is written; undefined where none is published. Rejects where it can't be read. */
  policyText(install?: string): Promise<PolicyText | undefined>;
  /**
   * Puts another text in the place of the policy; resolves to a sentence where that is refused. The journal has who does it before it
   * is done, and then what came of it.
   */
  replacePolicy(replacement: Replacement, install?: string): Promise<string | undefined>;
}

/** Edits of the policy of one WHMCS, each of which the journal tells. */
export function policyEdits({
  inForce,
  journal,
  install,
}: {
  readonly inForce: PolicyInForce;
  readonly journal: Pick<Journal, 'note'>;
  readonly install: string | undefined;
}): PolicyEdits {
  return {
    async switchTool(tool, on, who) {
      const refused = await inForce.switchTool(tool, on, who);
      if (refused === undefined) {
        const { revision } = inForce.latest();
        await journal.note('operator', { event: 'tool.switched', install, tool, on, who, revision });
      }
      return refused;
    },
    policyText: inForce.written,
    async replacePolicy(replacement) {
      const { who, note } = replacement;
      const from = inForce.current().revision;
      await journal.note('operator', { event: 'policy.replacing', install, who, note, from });
      const refused = await inForce.replace(replacement);
      const { revision } = inForce.latest();
      const came =
        refused === undefined
          ? { event: 'policy.replaced', install, who, note, from, revision }
          : { event: 'policy.kept', install, who, revision, why: refused };
      await journal.note('operator', came);
      return refused;
    },
  };
}
