import type { Log } from '../../log.js';
import type { Decision } from '../../policy/index.js';
import { InvalidClaim, type Reservation, type Store } from '../../store/index.js';
import { type Counted, type Judged, type Stage, unsent } from '../call.js';
import { type Failure, failure } from '../outcome.js';

interface Ports {
  store(): Promise<Store>;
  /** Two installations may share one state: client 7 of one is not client 7 of the other. */
  installationId: string;
  log: Log;
  now(): Date;
}

function refused(
  tool: string,
  claim: { id: string },
  why: string,
  decision: Decision,
  retryAfterMs?: number,
): Failure {
  const message = decision.limits.find((one) => one.id === claim.id)?.message;
  const note = message === undefined ? '' : ` ${message}`;
  const details = { rule: claim.id, revision: decision.revision };
  if (retryAfterMs === undefined) {
    return failure(
      'policy_denied',
      `[POLICY DENIED] ${tool} is refused by the limit ${claim.id}: ${why}.${note}`,
      details,
    );
  }
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return failure(
    'rate_limited',
    `[POLICY DENIED] ${tool} is refused by the limit ${claim.id}: ${why}. Try again in ${seconds} s.${note}`,
    { ...details, retry_after_s: seconds },
  );
}

/** Counts a call against every limit that applies: all of them, or none where one refuses. */
export function countLimits({ store, installationId, log, now }: Ports): Stage<Judged, Counted> {
  async function reserve(tool: string, decision: Decision): Promise<Reservation | Failure> {
    const claims = decision.limits.map((claim) => ({ ...claim, key: `${installationId} ${claim.key}` }));
    try {
      const result = await (await store()).counters.reserve(claims, now());
      if (result.granted) return result;
      const [first] = result.refused;
      return refused(tool, first.claim, 'it is used up', decision, result.retryAfterMs);
    } catch (error) {
      if (!(error instanceof InvalidClaim)) throw error;
      const [first] = decision.limits;
      return refused(tool, first ?? { id: '/' }, 'the amount can not be counted', decision);
    }
  }

  return async (call) => {
    const { tool, decision, policy } = call;
    if (decision.limits.length === 0) return { ...call, reservation: undefined };
    const reserved = await reserve(tool.name, decision);
    if (!('ok' in reserved)) return { ...call, reservation: reserved };
    if (policy.mode === 'enforce') return unsent(reserved);
    log('warn', 'shadow', { tool: tool.name, would: reserved.code, rule: reserved.details?.rule });
    return { ...call, reservation: undefined };
  };
}
