import type { Approvals } from '../../../approvals/index.js';
import { decimalOf, textOf, ZERO } from '../../../decimal.js';
import type { Log } from '../../../log.js';
import { pastBudgets } from '../../../policy/index.js';
import { quoted } from '../../../prose/index.js';
import type { Refusal, Reservation, Shortfall, Store } from '../../../store/index.js';
import type { Claim } from '../../../terms.js';
import { type Counted, type Judged, type Leave, requestKey, unsent } from '../../call.js';
import { decisionFacts } from '../../journal/facts.js';
import type { Failure } from '../../outcome.js';
import type { HaltPorts } from '../../sending/halted.js';
import { beforeAsking } from '../decide.js';
import { after, exceeded, isBudget } from './exceeded.js';
import { reserved } from './reserve.js';
import { whomInWords } from './whom-in-words.js';

export interface CountingPorts extends HaltPorts {
  store(): Promise<Store>;
  approvals: Pick<Approvals, 'standing'>;
  /** Two installations may share one state: client 7 of one is not client 7 of the other. */
  installationId: string;
  log: Log;
  now(): Date;
}

/** What people approve has no maximum of its own; this is all that a counter can hold. */
const MOST = '999999999999';

type Past = readonly [Shortfall, ...Shortfall[]];

/** What a person approves is counted beside the budget, and leaves it as it is. */
const asApproved = (claim: Claim): Claim =>
  isBudget(claim) ? { ...claim, part: 'approved', max: MOST } : claim;

/** `It goes past the budget of 20 in a day for client 7 by 3: 18 of it is used, and this call counts 5.` */
function inWords({ claim, used }: Pick<Shortfall, 'claim' | 'used'>, installationId: string): string {
  const { window, max, amount, key, counter } = claim;
  const per = 'calendar' in window ? `a ${window.calendar}` : `${window.slidingSeconds} s`;
  const over = textOf(after(used, amount).minus(decimalOf(max) ?? ZERO));
  const whom = whomInWords(key.slice(installationId.length + 1));
  return `It goes past the budget ${quoted(counter)} of ${max} in ${per} for ${whom} by ${over}: ${used} of it went without a person, and this call counts ${amount}.`;
}

/** Counts all claims, or says what the call goes past, or why it is refused. */
async function reservedOrPast(
  call: Judged,
  count: () => Promise<Reservation | Refusal>,
): Promise<Reservation | Failure | { readonly past: Past }> {
  let past: Past | undefined;
  const answer = await reserved(call.tool, call.decision, async () => {
    const counted = await count();
    if (counted.granted) return counted;
    // A limit that refuses as well is met once more where what people approve is counted, and is the one that is named.
    const [first, ...others] = counted.refused.filter(({ claim }) => isBudget(claim));
    if (first !== undefined) past = [first, ...others];
    return counted;
  });
  return past === undefined ? answer : { past };
}

/**
 * Counts a call that budgets count: within all of them it goes, past one a person decides. What a person was asked, has
 * approved or denied a short while ago stays with that person, also where there is room again by now.
 */
export async function countBudgets(
  ports: CountingPorts,
  call: Judged,
  claims: readonly Claim[],
): Promise<Counted | Leave> {
  const { tool, decision, waitedFor } = call;
  const { approvals, installationId, now } = ports;
  const { counters } = await ports.store();
  const budgets = claims.filter(isBudget) as [Claim, ...Claim[]];

  const stands = () => approvals.standing(requestKey(call));

  /** The budgets that the call would go past at this moment. */
  const pastNow = () => exceeded(counters, budgets, now());

  let past: readonly Pick<Shortfall, 'claim' | 'used'>[];
  let asking = call;
  if (call.needsApproval) past = await pastNow();
  else {
    const isWithPerson = waitedFor !== undefined || (await stands()) !== undefined;
    if (isWithPerson) past = await pastNow();
    else {
      const answer = await reservedOrPast(call, () => counters.reserve(claims, now()));
      if ('ok' in answer) return unsent(answer);
      if (!('past' in answer)) return { ...call, reservation: answer, claims: undefined };
      past = answer.past;
    }
    const [first, ...others] = past.map(({ claim }) => claim);
    const asked = pastBudgets(decision, first === undefined ? budgets : [first, ...others]);
    const facts = { ...call.facts, decision: decisionFacts(asked) };
    const ready = await beforeAsking(ports)({ ...call, decision: asked, needsApproval: true, facts });
    if (!('tool' in ready)) return ready;
    asking = ready;
  }
  const answer = await reserved(tool, asking.decision, () => counters.reserve(claims.map(asApproved), now()));
  if ('ok' in answer) return unsent(answer);
  const told = past.map((one) => inWords(one, installationId));
  return { ...asking, reservation: answer, claims: undefined, past: told };
}
