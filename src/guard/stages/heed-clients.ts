import type { Tool } from '../../catalog/index.js';
import { clientScopes, type Policy } from '../../policy/index.js';
import { type Parsed, type Stage, unsent } from '../call.js';
import { denial } from '../decision/denial.js';
import type { Judge } from '../decision/judge.js';
import { isRefusal } from '../decision/shadow.js';
import { judgedFacts } from '../journal/facts.js';

interface Ports {
  policyFor(tool: Tool): Policy;
  judge: Pick<Judge, 'ofClients'>;
}

/**
 * Refuses a write about what is none of the caller's clients before it waits for its turn with others: how long that takes
 * would tell of them. It is judged on all once more when it has its turn.
 */
export function heedClients({ policyFor, judge }: Ports): Stage<Parsed, Parsed> {
  return async (call) => {
    const { tool, values, session } = call;
    const policy = policyFor(tool);
    if (tool.risk === 'read' || clientScopes(policy.grants, session.caller).length === 0) return call;
    const judgement = await judge.ofClients(tool, policy, session.caller, values);
    if (!isRefusal(policy, judgement.decision)) return call;
    return unsent(denial(tool, judgement.decision), judgedFacts(call.facts, { tool, values }, judgement));
  };
}
