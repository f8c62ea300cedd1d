import { type Decimal, decimalOf, sum, ZERO } from '../../../decimal.js';
import type { BucketUsage, Counters } from '../../../store/index.js';
import type { Claim } from '../../../terms.js';

/** A claim that would not fit now, and what its bucket has counted. */
export interface Exceeded extends Pick<BucketUsage, 'used' | 'resetsAt'> {
  readonly claim: Claim;
}

/** What is counted past a budget is for a person to decide; past any other limit, nobody can. */
export const isBudget = ({ part }: Claim): boolean => part === 'unasked';

/** What would be counted with the call. */
export const after = (used: string, amount: string): Decimal =>
  sum([decimalOf(used) ?? ZERO, decimalOf(amount) ?? ZERO]);

/** Those of the claims that would go past their maximum at this moment. Counts nothing. */
export async function exceeded(
  counters: Pick<Counters, 'usage'>,
  claims: readonly Claim[],
  at: Date,
): Promise<Exceeded[]> {
  const usage = await counters.usage(at, claims);
  return claims
    .map((claim, index) => ({
      claim,
      used: usage[index]?.used ?? '0',
      resetsAt: usage[index]?.resetsAt,
    }))
    .filter(({ claim: { amount, max }, used }) => after(used, amount).gt(max));
}
