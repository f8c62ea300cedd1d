import { decimalOf, sum, textOf, ZERO } from '../../decimal.js';
import type { Claim } from '../../terms.js';
import type { Judged } from '../call.js';
import type { LimitPorts } from '../foresee/heed-limits.js';
import { type Failure, failure } from '../outcome.js';
import { exceeded, isBudget } from '../stages/limits/exceeded.js';

/** What all lines count in one bucket, against the tightest maximum of the rule. */
function together(claims: readonly Claim[]): Claim[] {
  const byRule = new Map<string, Claim>();
  for (const claim of claims) {
    const name = JSON.stringify([claim.id, claim.counter, claim.key, claim.window, claim.part]);
    const before = byRule.get(name);
    const amount = sum([decimalOf(before?.amount ?? '0') ?? ZERO, decimalOf(claim.amount) ?? ZERO]);
    byRule.set(name, { ...claim, amount: textOf(amount) });
  }
  return [...byRule.values()];
}

/** Why a plan has no room in a limit as a whole; undefined where it has. Counts nothing: each line is counted when it runs. */
export async function pastTogether(
  { store, installationId, now }: LimitPorts,
  lines: readonly Judged[],
): Promise<Failure | undefined> {
  const claims = lines
    .filter(({ policy }) => policy.mode === 'enforce')
    .flatMap(({ decision }) => decision.limits)
    .filter((claim) => !isBudget(claim))
    .map((claim) => ({ ...claim, key: `${installationId} ${claim.key}` }));
  if (claims.length === 0) return undefined;
  const { counters } = await store();
  const [first] = await exceeded(counters, together(claims), now());
  if (first === undefined) return undefined;
  const { id } = first.claim;
  return failure(
    'rate_limited',
    `[POLICY DENIED] The plan was not begun, and nobody was asked: all its lines together go past the limit ${id}. Plan fewer calls, or wait.`,
    { rule: id },
  );
}
