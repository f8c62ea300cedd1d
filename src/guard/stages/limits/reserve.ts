import type { Decision } from '../../../policy/index.js';
import { InvalidClaim, type NotAlone, type Refusal, type Reservation } from '../../../store/index.js';
import { type Failure, failure } from '../../outcome.js';

/** What a caller is told whom a limit refuses; `retryAfterMs` undefined: waiting does not help. */
export function refusedByLimit(
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

/** Counts claims by whatever does that: the reservation, or why there is none. */
export function reserved(
  tool: { name: string },
  decision: Decision,
  count: () => Promise<Reservation | Refusal>,
): Promise<Reservation | Failure>;
export function reserved(
  tool: { name: string },
  decision: Decision,
  count: () => Promise<Reservation | Refusal | NotAlone>,
): Promise<Reservation | Failure | NotAlone>;
export async function reserved(
  { name }: { name: string },
  decision: Decision,
  count: () => Promise<Reservation | Refusal | NotAlone>,
): Promise<Reservation | Failure | NotAlone> {
  try {
    const answer = await count();
    if (answer.granted || 'alone' in answer) return answer;
    const [first] = answer.refused;
    return refusedByLimit(name, first.claim, 'it is used up', decision, answer.retryAfterMs);
  } catch (error) {
    if (!(error instanceof InvalidClaim)) throw error;
    const [first] = decision.limits;
    return refusedByLimit(name, first ?? { id: '/' }, 'the amount can not be counted', decision);
  }
}
