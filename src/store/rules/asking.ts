import type { AskingRules, NewApproval, Opening, StoredApproval } from '../ports/approvals.js';
import { isLive } from './approval-state.js';

/** What makes two asks the same call. */
export type SameCall = Pick<NewApproval, 'installation' | 'caller' | 'digest'>;

/** A request that waits, as far as counting goes. */
export interface Waiting {
  readonly digest: string;
  readonly expiresAt: Date;
}

/**
 * What an ask meets among the requests of the same call, given as they are now: first a denial that still holds, then
 * a live request of the same policy revision and the same grant, an approved one before a pending one and a newer before an older.
 * Undefined where nothing answers for it. A held call is judged anew when it leaves, so any revision and grant will do; one that
 * left in a person's words answers for as long as a denial, so that the words before do not follow it.
 */
export function answerAmong(
  same: readonly StoredApproval[],
  {
    revision,
    grant,
    held,
  }: Pick<NewApproval, 'revision' | 'grant'> & { held?: NewApproval['held'] | true | undefined },
  { denialHoldsMs }: AskingRules,
  now: number,
): Opening | undefined {
  // A person's no comes first: a use given back after it must not bring an older yes to life.
  const denied = newest(
    same.filter((one) => one.state === 'denied' && timeOf(one.settledAt) > now - denialHoldsMs),
    (one) => timeOf(one.settledAt),
  );
  if (denied !== undefined) return { kind: 'denied', approval: denied };
  const isJoined = (one: StoredApproval) => one.revision === revision && one.grant === grant;
  const live = same.filter((one) => isLive(one) && (held !== undefined || isJoined(one)));
  const asked = (one: StoredApproval) => timeOf(one.askedAt);
  const joined =
    newest(
      live.filter((one) => one.state === 'approved'),
      asked,
    ) ??
    newest(live, asked) ??
    newest(
      same.filter((one) => held !== undefined && isSentRewritten(one, now - denialHoldsMs)),
      asked,
    );
  return joined && { kind: 'joined', approval: joined };
}

/** Whether a caller has as many other calls waiting as it may; one of the same call is about to be replaced. */
export function crowdedBy(
  waiting: readonly Waiting[],
  { digest }: Pick<SameCall, 'digest'>,
  { mostPending }: AskingRules,
  now: number,
): Opening | undefined {
  const pending = waiting.filter((one) => one.digest !== digest && one.expiresAt.getTime() > now).length;
  return pending >= mostPending ? { kind: 'too_many', pending } : undefined;
}

const isSentRewritten = ({ state, held, settledAt }: StoredApproval, since: number): boolean =>
  state === 'used' && held?.editor !== undefined && timeOf(settledAt) > since;

const timeOf = (at: Date | undefined) => at?.getTime() ?? Number.NEGATIVE_INFINITY;

/** The first of those with the greatest time. */
function newest(
  approvals: readonly StoredApproval[],
  time: (one: StoredApproval) => number,
): StoredApproval | undefined {
  let best: StoredApproval | undefined;
  for (const one of approvals) if (best === undefined || time(one) > time(best)) best = one;
  return best;
}
