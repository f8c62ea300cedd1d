import type { Entry } from '../../store/index.js';
import { UNSENT_CODES } from '../../terms.js';
import type { EntryBody } from './entry-body.js';
import { type CallFacts, type CallResult, type CallView, SERVED } from './journal.js';
import { unpacked } from './sent-arguments.js';
import { recordOf, textOf } from './stored-body.js';

/** Codes of calls that were refused; one that waits for a person is not. */
const REFUSED_CODES: readonly string[] = UNSENT_CODES.filter((code) => code !== 'approval_required');

const UNKNOWN = 'outcome_unknown';

const textIfAny = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** `T` whose keys that may be undefined are left out instead. */
type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out undefined members, so that views of the same call can be laid over one another. */
function defined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Present<T>;
}

function decisionOf(value: unknown): CallFacts['decision'] {
  const decision = recordOf(value);
  if (decision === undefined) return undefined;
  const rules = Array.isArray(decision.rules) ? decision.rules : [];
  return {
    outcome: textOf(decision.outcome),
    rule: textOf(decision.rule),
    rules: rules.map((one) => ({ id: textOf(recordOf(one)?.id), verdict: textOf(recordOf(one)?.verdict) })),
    revision: textOf(decision.revision),
  };
}

function resultOf(body: EntryBody): CallResult | undefined {
  const result = recordOf(body.result);
  if (result === undefined) return undefined;
  return defined({
    outcome: textOf(result.outcome),
    message: textIfAny(result.message),
    whmcs: textIfAny(result.whmcs),
    ms: typeof result.ms === 'number' ? result.ms : 0,
    after: recordOf(body.after),
    readBack: readBackOf(recordOf(result.read_back)),
  });
}

function readBackOf(stored: EntryBody | undefined): CallResult['readBack'] {
  if (stored === undefined) return undefined;
  return { done: typeof stored.done === 'boolean' ? stored.done : null, says: textOf(stored.says) };
}

function factsOf({ call, body }: Entry): CallFacts {
  return defined({
    call,
    session: textOf(body.session),
    caller: textOf(body.caller),
    channel: textOf(body.channel),
    program: textIfAny(body.claimed_program),
    grant: textIfAny(body.grant),
    via: textIfAny(body.via),
    within: textIfAny(body.within),
    installation: textIfAny(body.installation),
    install: textIfAny(body.install),
    tool: textOf(body.tool),
    risk: textOf(body.risk),
    args: unpacked(body.sent) ?? recordOf(body.args) ?? {},
    reason: textIfAny(body.claimed_reason),
    digest: textIfAny(body.digest),
    decision: decisionOf(body.decision),
    facts: recordOf(body.facts),
    approval: textIfAny(body.approval),
    before: recordOf(body.before),
    prior: recordOf(body.prior),
    whmcsTime: textIfAny(body.whmcs_time),
    served: SERVED.find((one) => one === body.served),
  });
}

function stateOf(head: Entry, result: CallResult | undefined, underWaySince: Date): CallView['state'] {
  if (result === undefined)
    return head.kind === 'intent' && head.at >= underWaySince ? 'under way' : 'unknown';
  if (result.outcome === 'done') return 'done';
  if (result.outcome === UNKNOWN) return result.readBack?.done === true ? 'done' : 'unknown';
  if (result.outcome === 'approval_required' || result.outcome === 'held') return 'waiting';
  return REFUSED_CODES.includes(result.outcome) ? 'refused' : 'failed';
}

/**
 * A call out of its entries, oldest first: the head says what was asked, and the newest outcome counts, since an unknown
 * one may have been cleared later. An intent without an outcome is under way if it is not older than `underWaySince`.
 */
export function viewOf(head: Entry, later: readonly Entry[], underWaySince: Date): CallView {
  const last = later.findLast(({ kind }) => kind === 'outcome');
  const result = resultOf(last?.body ?? head.body);
  return {
    ...factsOf(head),
    at: head.at,
    state: stateOf(head, result, underWaySince),
    ...(result === undefined ? {} : { result }),
    entries: [head, ...later],
  };
}
