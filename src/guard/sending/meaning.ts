import type { Finding, Tool } from '../../catalog/index.js';
import type { WhmcsFault } from '../../whmcs/index.js';

/** What a fault means for the call that met it. */
export interface Meaning {
  /** It may be done: what became of it has to be looked up. */
  readonly lookUp: boolean;
  /** The fault as it is told where the look-up does not show that nothing was done. */
  readonly fault: WhmcsFault;
  /** Whether a look-up shows that nothing was done, so that the fault is the refusal that it says it is. */
  isUndone(finding: Finding): boolean;
}

/**
 * WHMCS's "error" is a refusal only where its row says that nothing was begun. What a server module, a registrar or a
 * gateway said came after they were called. An error of WHMCS's own that nobody foresaw is one where nothing changed: its
 * work was over when it answered, so that a read tells.
 */
export function meaningOf(tool: Tool, fault: WhmcsFault): Meaning {
  const settled = { lookUp: false, fault, isUndone: () => false };
  if (fault.code === 'outcome_unknown') return { ...settled, lookUp: true };
  if (fault.code !== 'whmcs_error' || !fault.reached) return settled;
  const proof = tool.proofOf(fault.whmcsMessage ?? '', fault.kind === 'unknown_action');
  if (proof === 'refused') return settled;
  if (proof === 'unforeseen') {
    const why = 'It answered with an error that does not tell whether anything was done before it.';
    return { lookUp: true, fault: fault.leavesOpen(why), isUndone: ({ done }) => done === false };
  }
  const whose = tool.errors?.passesOn;
  const why = `It answered with an error ${whose === undefined ? '' : `of ${whose}, `}after which part of the work, or all of it, may be done.`;
  return {
    lookUp: true,
    fault: fault.leavesOpen(why, whose === undefined ? fault.kind : 'remote'),
    isUndone: () => false,
  };
}
