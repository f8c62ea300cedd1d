import type { Entry } from '../../store/index.js';
import type { Body } from './entry-body.js';
import type { CallFacts, CallResult, CallView } from './journal.js';
import { record, text } from './stored-body.js';

/** Codes of calls that went nowhere: they were refused here. */
const REFUSED = [
  'policy_denied',
  'rate_limited',
  'invalid_arguments',
  'approval_denied',
  'approval_expired',
  'duplicate_call',
];

export const UNKNOWN = 'outcome_unknown';

const maybeText = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** `T` whose keys that may be undefined are left out instead. */
type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without what is undefined, so that views of the same call can be laid over one another. */
function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Present<T>;
}

function decisionOf(value: unknown): CallFacts['decision'] {
  const decision = record(value);
  if (decision === undefined) return undefined;
  const rules = Array.isArray(decision.rules) ? decision.rules : [];
  return {
    outcome: text(decision.outcome),
    rule: text(decision.rule),
    rules: rules.map((one) => ({ id: text(record(one)?.id), verdict: text(record(one)?.verdict) })),
    revision: text(decision.revision),
  };
}

function resultOf(body: Body): CallResult | undefined {
  const result = record(body.result);
  if (result === undefined) return undefined;
  return present({
    outcome: text(result.outcome),
    message: maybeText(result.message),
    whmcs: maybeText(result.whmcs),
    ms: typeof result.ms === 'number' ? result.ms : 0,
    after: record(body.after),
    readBack: readBackOf(record(result.read_back)),
  });
}

function readBackOf(found: Body | undefined): CallResult['readBack'] {
  if (found === undefined) return undefined;
  return { done: typeof found.done === 'boolean' ? found.done : null, says: text(found.says) };
}

function factsOf({ call, body }: Entry): CallFacts {
  return present({
    call,
    session: text(body.session),
    caller: text(body.caller),
    channel: text(body.channel),
    tool: text(body.tool),
    risk: text(body.risk),
    args: record(body.args) ?? {},
    digest: maybeText(body.digest),
    decision: decisionOf(body.decision),
    facts: record(body.facts),
    approval: maybeText(body.approval),
    before: record(body.before),
  });
}

function stateOf(head: Entry, result: CallResult | undefined, youngest: Date): CallView['state'] {
  if (result === undefined) return head.kind === 'intent' && head.at >= youngest ? 'under way' : 'unknown';
  if (result.outcome === 'done') return 'done';
  if (result.outcome === UNKNOWN) return result.readBack?.done === true ? 'done' : 'unknown';
  if (result.outcome === 'approval_required') return 'waiting';
  return REFUSED.includes(result.outcome) ? 'refused' : 'failed';
}

/**
 * A call as its entries tell it, oldest first, of which the first says what was asked. The newest outcome counts: what
 * nobody knew may have been found out. An intent without one is under way if it is not older than `youngest`.
 */
export function viewOf(head: Entry, later: readonly Entry[], youngest: Date): CallView {
  const last = later.findLast(({ kind }) => kind === 'outcome');
  const result = resultOf(last?.body ?? head.body);
  return {
    ...factsOf(head),
    at: head.at,
    state: stateOf(head, result, youngest),
    ...(result === undefined ? {} : { result }),
    entries: [head, ...later],
  };
}
