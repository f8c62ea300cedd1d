import type { Claim } from '../../terms.js';
import { answer } from './answer.js';
import { mergeApprovals, termsOf } from './approval.js';
import type { Decision } from './decide.js';

/**
 * The decision on a call that is allowed once it is known that it goes past these budgets: a person decides, on the terms
 * of all of them.
 */
export function pastBudgets(decision: Decision, [first, ...others]: readonly [Claim, ...Claim[]]): Decision {
  const deciding = answer(first.id, 'approval', first.message);
  const rules = [
    deciding,
    ...others.map(({ id, message }) => answer(id, 'approval', message)),
    ...decision.rules,
  ];
  const approval = mergeApprovals([first, ...others].map(termsOf));
  const asked = { ...decision, outcome: 'approval', deciding, rules } as const;
  return approval === undefined ? asked : { ...asked, approval };
}
