import { decimalOf, sum, ZERO } from '../../decimal.js';
import type { Claim } from '../../terms.js';
import { answer } from '../decide/answer.js';
import { pastBudgets } from '../decide/budgets.js';
import type { Decision } from '../decide/decide.js';

/** Whether what is counted already leaves no room for a claim. */
const doesNotFit = ({ amount, max }: Claim, used: string | undefined): boolean =>
  sum([decimalOf(used) ?? ZERO, decimalOf(amount) ?? ZERO]).gt(max);

/** Outcomes of calls that are counted once they leave. */
const GOES_ON: ReadonlySet<Decision['outcome']> = new Set(['allow', 'hold', 'approval']);

/**
 * What becomes of a decision where so much is counted already: past a limit the call is refused, past a budget a person
 * decides. What people approve is counted apart, so a budget asks nobody a second time.
 * @param used what the counter of a claim stands at, as decimal text; undefined for nothing
 */
export function countedOn(decision: Decision, used: (claim: Claim) => string | undefined): Decision {
  if (!GOES_ON.has(decision.outcome)) return decision;
  const past = decision.limits.filter((claim) => doesNotFit(claim, used(claim)));
  const limit = past.find(({ part }) => part === undefined);
  if (limit !== undefined) {
    const deciding = answer(limit.id, 'deny', limit.message);
    return { ...decision, outcome: 'deny', deciding, rules: [deciding, ...decision.rules] };
  }
  const [first, ...others] = past;
  return decision.outcome === 'approval' || first === undefined
    ? decision
    : pastBudgets(decision, [first, ...others]);
}
