import type { Decision, Policy } from '../../policy/index.js';

/** Rules of the switches: an operator who throws one means it, also while a policy is only being tried. */
const SWITCHES: ReadonlySet<string> = new Set([
  '(read only)',
  '(toolset)',
  '(destructive off)',
  '(destructive on)',
]);

/** Whether a refusal holds. In shadow a policy decides and denies nothing. */
export function isEnforced(policy: Policy, decision: Decision): boolean {
  if (policy.mode === 'enforce') return true;
  return decision.rules.some((rule) => SWITCHES.has(rule.id));
}

/** Whether a policy refuses, and means it. */
export const isRefusal = (policy: Policy, decision: Decision): boolean =>
  (decision.outcome === 'hidden' || decision.outcome === 'deny') && isEnforced(policy, decision);
