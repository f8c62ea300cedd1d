import type { Decision, Policy } from '../../policy/index.js';

/**
 * Rules of the switches and of grants: an operator who throws a switch, or hands out a grant, means it, also while a policy is
 * only being tried.
 */
const MEANT: ReadonlySet<string> = new Set([
  '(no grant)',
  '(not granted)',
  '(clients)',
  '(read only)',
  '(set)',
  '(toolset)',
  '(destructive off)',
  '(destructive on)',
]);

/** Whether a refusal holds. In shadow a policy decides and denies nothing. */
export function isEnforced(policy: Policy, decision: Decision): boolean {
  if (policy.mode === 'enforce') return true;
  return decision.rules.some((rule) => MEANT.has(rule.id));
}

/** Whether a policy refuses, and means it. */
export const isRefusal = (policy: Policy, decision: Decision): boolean =>
  (decision.outcome === 'hidden' || decision.outcome === 'deny') && isEnforced(policy, decision);
