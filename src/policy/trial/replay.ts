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
  readonly at: Date;
  readonly args: FactFields;
  /** What it was judged on (`recordedFacts`); undefined where no policy was asked. */
  readonly facts?: FactFields | undefined;
  /** What the policy in force said then. */
  readonly decision?: { readonly outcome: string } | undefined;
}

/** What a policy would have said of a recorded call. */
export interface Replayed<Call extends RecordedCall> {
  readonly call: Call;
  readonly before: string;
  readonly after: Decision;
  /** What it asks about and was not looked up then: `money`, `context.order`. With any, nothing can be told. */
  readonly lacks: readonly string[];
}

export interface Replay<Call extends RecordedCall> {
  /** How many calls were judged. */
  readonly calls: number;
  /** Those that come out otherwise now. */
  readonly changed: readonly Replayed<Call>[];
  /** Those of which nothing can be told. */
  readonly unclear: readonly Replayed<Call>[];
}

function replayCall<Call extends RecordedCall>(policy: Policy, call: Call): Replayed<Call> {
  const { tool, caller, channel, at, args, facts = {}, decision } = call;
  const request = recordedCall({ tool, caller: { name: caller, channel }, at, args }, facts);
  const first = decide(policy, request);
  const after = first.outcome === 'open' ? decide(policy, withoutLookUps(request)) : first;
  return { call, before: String(decision?.outcome), after, lacks: needsInWords(first.needs) };
}

/**
 * What a candidate policy would have said of recorded calls, in their order. Limits are not replayed: their counters
 * are not what they were. Pure.
 */
export function replayCalls<Call extends RecordedCall>(policy: Policy, calls: readonly Call[]): Replay<Call> {
  const replayed = calls.filter(({ facts }) => facts !== undefined).map((call) => replayCall(policy, call));
  return {
    calls: replayed.length,
    changed: replayed.filter(({ lacks, before, after }) => lacks.length === 0 && before !== after.outcome),
    unclear: replayed.filter(({ lacks }) => lacks.length > 0),
  };
}
