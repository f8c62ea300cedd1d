import type { Decision } from '../../policy/index.js';
import { type Judged, type Stage, unsent } from '../call.js';
import { decisionFacts } from '../journal/facts.js';
import { failure } from '../outcome.js';
import { refusedByChecks } from './prepare.js';

/** Named like the rules of a policy: it holds under every one, also one that is only being tried. */
const AGAINST_RECORD = '(against the record)';

/** A decision by which a person is asked, with what they and the caller are told of the record. */
function askedBecause(decision: Decision, says: string): Decision {
  if (decision.outcome === 'approval') {
    const { approval = { rule: decision.deciding.id, asked: [decision.deciding.id] } } = decision;
    const message = approval.message === undefined ? says : `${approval.message}. ${says}`;
    return { ...decision, approval: { ...approval, message } };
  }
  const deciding = { id: AGAINST_RECORD, verdict: 'approval', message: says } as const;
  const approval = { rule: AGAINST_RECORD, asked: [AGAINST_RECORD], message: says };
  return { ...decision, outcome: 'approval', deciding, rules: [deciding, ...decision.rules], approval };
}

/**
 * Holds a call against the records that it is about. What WHMCS would refuse is refused here, in words that say why; what
 * it would carry out although it looks like a mistake goes only past a person, whatever the policy says.
 */
export const heedRecord: Stage<Judged, Judged> = async (call) => {
  const { tool, values, reads } = call;
  const found = (await tool.conflicts?.({ values, ask: reads.ask, now: reads.at })) ?? [];
  if (found.length === 0) return call;
  const says = found.map((conflict) => conflict.says).join(' ');
  if (found.some(({ certain }) => certain)) {
    return unsent(failure('invalid_arguments', `${tool.name} was not sent. ${says}`));
  }
  // A call that its row refuses anyway is nothing to ask a person about.
  const refused = await refusedByChecks(call);
  if (refused !== undefined) return unsent(refused);
  const decision = askedBecause(call.decision, says.replace(/\.$/, ''));
  const facts = { ...call.facts, decision: decisionFacts(decision) };
  return { ...call, decision, needsApproval: true, facts };
};
