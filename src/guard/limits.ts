import type { Decision } from '../policy/index.js';
import { InvalidClaim, type Reservation, type Store } from '../store/index.js';
import { type Failure, failure } from './outcome.js';

function refused(
  tool: string,
  claim: { id: string },
  why: string,
  decision: Decision,
  retryAfterMs?: number,
): Failure {
  const message = decision.limits.find((one) => one.id === claim.id)?.message;
  const said = message === undefined ? '' : ` ${message}`;
  const details = { rule: claim.id, revision: decision.revision };
  if (retryAfterMs === undefined) {
    return failure(
      'policy_denied',
      `[POLICY DENIED] ${tool} is refused by the limit ${claim.id}: ${why}.${said}`,
      details,
    );
  }
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return failure(
    'rate_limited',
    `[POLICY DENIED] ${tool} is refused by the limit ${claim.id}: ${why}. Try again in ${seconds} s.${said}`,
    { ...details, retry_after_s: seconds },
  );
}

/** Counts a call against every limit that applies: all of them or, with a Failure, none. */
export async function reserve(
  store: Store,
  tool: string,
  decision: Decision,
  installation: string,
  at: Date,
): Promise<Reservation | Failure> {
  // Two installations may share one state: client 7 of one is not client 7 of the other.
  const claims = decision.limits.map((claim) => ({ ...claim, key: `${installation} ${claim.key}` }));
  try {
    const result = await store.counters.reserve(claims, at);
    if (result.granted) return result;
    const [first] = result.refused;
    return refused(tool, first.claim, 'it is used up', decision, result.retryAfterMs);
  } catch (error) {
    if (!(error instanceof InvalidClaim)) throw error;
    const [first] = decision.limits;
    return refused(tool, first ?? { id: '/' }, 'the amount can not be counted', decision);
  }
}
