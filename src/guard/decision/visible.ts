import type { Catalog, Tool } from '../../catalog/index.js';
import type { Decision, Policy } from '../../policy/index.js';
import type { Failure } from '../outcome.js';
import type { Session } from '../session.js';
import type { Judge } from './judge.js';
import { isRefusal } from './shadow.js';

type Caller = Pick<Session, 'caller'>;
type Listing = readonly Tool['listing'][];

export interface ToolState {
  /** The WHMCS that it works on, where there are several. */
  install?: string;
  name: string;
  toolset: string;
  /** The extra set that it is of. */
  set?: string;
  class: string;
  /** What a call would meet: hidden, deny, approval, allow, or open where it depends on the arguments. */
  state: Decision['outcome'];
  listed: boolean;
  /** The rule that decides: a JSON pointer into the policy, or the name of a switch or a default. */
  rule: string;
  /** What that rule says. */
  message?: string;
  /** Budgets past which a person decides. */
  budgets: readonly string[];
  /** The rule that decides, and what it says, in one text. */
  reason: string;
}

export interface Visible {
  /** The tools that the caller may be allowed. The same array until the policy changes. */
  list(session: Caller): Listing;
  /** All tools that are loaded, hidden ones too, as they are for that caller. */
  states(session: Caller): ToolState[];
  /** What a caller is told of a name that no tool has; names only tools that it is shown. */
  unknown(session: Caller, name: string): Promise<Failure>;
}

/** Listings kept for one policy; callers beyond that are listed anew each time. */
const MOST_CALLERS = 1_000;

/** Rules that ask a person, or hold a call, refuse none. */
const NEVER_REFUSES = /\/(require_approval|hold)(\/\d+)?$/;

/**
 * What any call of a tool meets. Where one rule asks a person whatever the call is, others that may ask as well change
 * nothing of that.
 */
export function standing({ outcome, deciding, rules }: Decision): {
  state: Decision['outcome'];
  deciding: Decision['deciding'];
} {
  const certain = rules.find(({ verdict }) => verdict === 'approval');
  const mayRefuse = rules.some(({ id, verdict }) => verdict === 'open' && !NEVER_REFUSES.test(id));
  return outcome === 'open' && certain !== undefined && !mayRefuse
    ? { state: 'approval', deciding: certain }
    : { state: outcome, deciding };
}

export function createVisible({
  catalog,
  policy,
  judge,
}: {
  catalog: Catalog;
  policy(): Policy;
  judge: Pick<Judge, 'early'>;
}): Visible {
  let listings = new WeakMap<Policy, Map<string, Listing>>();
  let listedOf = catalog.size;

  function list({ caller }: Caller): Listing {
    const current = policy();
    // Tools that were loaded since are in no list yet.
    if (catalog.size !== listedOf) listings = new WeakMap();
    listedOf = catalog.size;
    const known = listings.get(current) ?? new Map<string, Listing>();
    listings.set(current, known);
    const key = JSON.stringify(caller);
    const listed = known.get(key);
    if (listed !== undefined) return listed;
    const tools = [...catalog.values()].filter(
      (tool) => !isRefusal(current, judge.early(tool, current, { caller })),
    );
    const listing = Object.freeze(tools.map((tool) => tool.listing));
    if (known.size < MOST_CALLERS) known.set(key, listing);
    return listing;
  }

  return {
    list,

    states({ caller }) {
      const current = policy();
      return [...catalog.values()].map((tool) => {
        const decision = judge.early(tool, current, { caller });
        const { state, deciding } = standing(decision);
        const { id, message } = deciding;
        const budgets = decision.limits.flatMap((claim) => (claim.part === undefined ? [] : [claim.id]));
        const past =
          state === 'allow' && budgets.length > 0 ? `; a person decides past ${budgets.join(', ')}` : '';
        const reason = message === undefined ? `${id}${past}` : `${id} ${message}${past}`;
        const { name, toolset, set, risk } = tool;
        const listed = !isRefusal(current, decision);
        const why = { rule: id, ...(message === undefined ? {} : { message }), budgets };
        const ofSet = set === undefined ? {} : { set };
        return { name, toolset, ...ofSet, class: risk, state, listed, ...why, reason };
      });
    },

    async unknown(session, name) {
      const shown = list(session).flatMap((tool) => catalog.get(tool.name) ?? []);
      const { unknownTool } = await import('../names/unknown-tool.js');
      return unknownTool(name, shown);
    },
  };
}
