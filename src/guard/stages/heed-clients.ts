import type { Tool } from '../../catalog/index.js';
import { clientScopes, type Policy } from '../../policy/index.js';
import { type Leave, type Parsed, type Stage, unsent } from '../call.js';
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
  async function heed(call: Parsed, policy: Policy): Promise<Parsed | Leave> {
    const { tool, values, session } = call;
    const judgement = await judge.ofClients(tool, policy, session.caller, values);
    if (!isRefusal(policy, judgement.decision)) return call;
    return unsent(denial(tool, judgement.decision), judgedFacts(call.facts, { tool, values }, judgement));
  }

  return (call) => {
    if (call.tool.risk === 'read') return call;
    const policy = policyFor(call.tool);
    return clientScopes(policy.grants, call.session.caller).length === 0 ? call : heed(call, policy);
  };
}
