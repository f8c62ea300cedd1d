import type { Tool } from '../../catalog/index.js';
import type { Decision } from '../../policy/index.js';
import { type Failure, failure } from '../outcome.js';

/** What the agent is told of a decision against its call: the rule and its message, never what was compared. */
export function denial(tool: Tool, decision: Decision): Failure {
  const { id, message } = decision.deciding;
  const why = message === undefined ? '' : `: ${message}`;
  return failure('policy_denied', `[POLICY DENIED] ${tool.name} is refused by rule ${id}${why}`, {
    rule: id,
    revision: decision.revision,
  });
}

/** What the operator switched in the environment, by the rule that a refusal names. */
const SWITCHED_BY: Readonly<Record<string, string>> = {
  '(set)': 'the variable GUARD_TOOLSETS or the policy',
  '(toolset)': 'the variable GUARD_TOOLSETS',
  '(destructive off)': 'the variable GUARD_DESTRUCTIVE',
  '(read only)': 'the variable GUARD_READ_ONLY',
};

/** The same of a tool whose every call is refused: no other arguments and no waiting help, only whoever decides. */
export function standingDenial(tool: Tool, decision: Decision, policyName: string): Failure {
  const told = denial(tool, decision);
  const by = SWITCHED_BY[decision.deciding.id] ?? policyName;
  const message = `${told.message.replace(/\.$/, '')}. The operator decides that, in ${by}; tell your user.`;
  return { ...told, message };
}
