import { type Counted, type Judged, type Stage, unsent, withMore } from '../../call.js';
import { isHeld } from '../../held/is-held.js';
import { readsFirst } from '../prepare.js';
import type { CountingPorts } from './count-budgets.js';
import { reserved } from './reserve.js';

/**
 * Counts a call against every limit that applies: all of them, or none where one refuses. Where nobody is asked and nothing
 * new is read before a write is sent, that is left to its intent, so that one transaction does both.
 */
export function countLimits(ports: CountingPorts): Stage<Judged, Counted> {
  const { store, installationId, log, now } = ports;
  return async (call) => {
    const { tool, decision, policy, needsApproval } = call;
    const uncounted = withMore(call, { reservation: undefined, claims: undefined });
    if (decision.limits.length === 0) return uncounted;
    const claims = decision.limits.map((claim) => ({ ...claim, key: `${installationId} ${claim.key}` }));
    const isEnforced = policy.mode === 'enforce';
    if ((isEnforced || needsApproval) && claims.some(({ part }) => part !== undefined)) {
      const { countBudgets } = await import('./count-budgets.js');
      return countBudgets(ports, call, claims);
    }
    const isSentNext = tool.risk !== 'read' && !needsApproval && !isHeld(call) && !readsFirst(call);
    if (isEnforced && isSentNext) return { ...uncounted, claims };
    const answer = await reserved(tool, decision, async () =>
      (await store()).counters.reserve(claims, now()),
    );
    if (!('ok' in answer)) return { ...uncounted, reservation: answer };
    if (isEnforced) return unsent(answer);
    log('warn', 'shadow', { tool: tool.name, would: answer.code, rule: answer.details?.rule });
    return uncounted;
  };
}
