import { pastBudgets } from '../../policy/index.js';
import { InvalidClaim, type Store } from '../../store/index.js';
import { type Judged, type Stage, unsent } from '../call.js';
import { after, exceeded, isBudget } from '../stages/limits/exceeded.js';
import { refusedByLimit } from '../stages/limits/reserve.js';

export interface LimitPorts {
  store(): Promise<Store>;
  /** Two installations may share one state: client 7 of one is not client 7 of the other. */
  installationId: string;
  now(): Date;
}

/** Holds a call against what the limits have counted, and counts nothing. */
export function heedLimits({ store, installationId, now }: LimitPorts): Stage<Judged, Judged> {
  return async (call) => {
    const { tool, decision, policy, needsApproval } = call;
    if (policy.mode !== 'enforce' || decision.limits.length === 0) return call;
    const { counters } = await store();
    const claims = decision.limits.map((claim) => ({ ...claim, key: `${installationId} ${claim.key}` }));
    try {
      const past = await exceeded(counters, claims, now());
      const [limit] = past.filter(({ claim }) => !isBudget(claim));
      if (limit !== undefined) {
        const { claim, resetsAt } = limit;
        const fitsLater = !after('0', claim.amount).gt(claim.max) && resetsAt !== undefined;
        const wait = fitsLater ? resetsAt.getTime() - now().getTime() : undefined;
        return unsent(refusedByLimit(tool.name, claim, 'it is used up', decision, wait));
      }
      const [first, ...others] = past.map(({ claim }) => claim);
      if (first === undefined || needsApproval) return call;
      return { ...call, decision: pastBudgets(decision, [first, ...others]), needsApproval: true };
    } catch (error) {
      if (!(error instanceof InvalidClaim)) throw error;
      const [first] = decision.limits;
      const id = first ?? { id: '/' };
      return unsent(refusedByLimit(tool.name, id, 'the amount can not be counted', decision));
    }
  };
}
