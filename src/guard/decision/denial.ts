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
