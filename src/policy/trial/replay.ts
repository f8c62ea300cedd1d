import { type Decision, decide } from '../decide/decide.js';
import { needsInWords } from '../decide/needs.js';
import { recordedCall, withoutLookUps } from '../facts/make-request.js';
import type { FactFields } from '../facts/request.js';
import type { Policy } from '../rules/compile.js';

/** A call as the journal kept it. */
export interface RecordedCall {
  readonly tool: string;
  readonly caller: string;
  readonly channel: string;
  readonly grant?: string | undefined;
  /** The composed tool that made it for the caller. */
  readonly via?: string | undefined;
  /** The name of the WHMCS that it was made in, where a file named them. */
  readonly install?: string | undefined;
  readonly at: Date;
  readonly args: FactFields;
  /** The facts it was judged on (`recordedFacts`); undefined where no policy was asked. */
  readonly facts?: FactFields | undefined;
  /** The decision of the policy in force then. */
  readonly decision?: { readonly outcome: string } | undefined;
}

/** The decision of a candidate policy about a recorded call. */
export interface Replayed<Call extends RecordedCall> {
  readonly call: Call;
  readonly before: string;
  readonly after: Decision;
  /** Facts it asks about that were not looked up then: `money`, `context.order`. With any, the decision is unclear. */
  readonly lacks: readonly string[];
}

export interface Replay<Call extends RecordedCall> {
  /** How many calls were judged. */
  readonly calls: number;
  /** Those with another outcome now. */
  readonly changed: readonly Replayed<Call>[];
  /** Those that lack facts. */
  readonly unclear: readonly Replayed<Call>[];
}

function replayCall<Call extends RecordedCall>(policy: Policy, call: Call): Replayed<Call> {
  const { tool, install, caller: name, channel, grant, via, at, args, facts = {}, decision } = call;
  const known = grant === undefined ? { name, channel } : { name, channel, grant };
  const caller = via === undefined ? known : { ...known, via };
  const request = recordedCall({ tool, install, caller, at, args }, facts);
  const first = decide(policy, request);
  const after = first.outcome === 'open' ? decide(policy, withoutLookUps(request)) : first;
  return { call, before: String(decision?.outcome), after, lacks: needsInWords(first.needs) };
}

/**
 * Decides recorded calls again by a candidate policy, in their order. Limits are not replayed: their counters have moved
 * on. Pure.
 */
export function replayCalls<Call extends RecordedCall>(policy: Policy, calls: readonly Call[]): Replay<Call> {
  const replayed = calls.filter(({ facts }) => facts !== undefined).map((call) => replayCall(policy, call));
  return {
    calls: replayed.length,
    changed: replayed.filter(({ lacks, before, after }) => lacks.length === 0 && before !== after.outcome),
    unclear: replayed.filter(({ lacks }) => lacks.length > 0),
  };
}
