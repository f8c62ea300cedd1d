import { argumentReader, policyVocabulary, possibleEffects, whomInWords } from '../guard/index.js';
import { type Decision, decide, type Policy, type PolicyRequest, parsePolicy } from '../policy/index.js';
import { countedOn, explain, needsInWords } from '../policy/trial/index.js';
import { type Exception, standingOf } from '../policy/words/index.js';
import type { Claim } from '../terms.js';
import type { DeskOptions } from './options.js';
import { NoTrial, requestOfTrial, type TrialCall } from './trial-call.js';

/** What would become of a call that nobody makes. */
export interface Trial {
  readonly tool: string;
  /** `open`: facts that were not given decide. */
  readonly outcome: Decision['outcome'];
  /** The rule that decides: a JSON pointer into the file, or the name of a switch or a default. */
  readonly rule: string;
  /** What the agent, or the person who is asked, is told. */
  readonly message: string | undefined;
  /** The facts that decide where it is open: `money`, `context.order`. */
  readonly lacks: readonly string[];
  /** Rules that may speak then. */
  readonly exceptions: readonly Exception[];
  /** Counters that the call would count in, as they stand. */
  readonly counted: readonly { readonly rule: string; readonly used: string; readonly max: string }[];
  /** Every rule that spoke, and what it compared. */
  readonly lines: readonly string[];
  /** The policy decides and denies nothing. */
  readonly isShadow: boolean;
}

const outcomeOf = (policy: Policy, request: PolicyRequest, used: (claim: Claim) => string | undefined) =>
  countedOn(decide(policy, request), used);

/** Asks a policy about a call. Reaches nothing, asks nobody, counts nothing. */
export async function tryCall(
  options: DeskOptions,
  text: string,
  call: Omit<TrialCall, 'at' | 'switches'>,
): Promise<Trial | NoTrial> {
  const { catalog, switches, now } = options;
  const parsed = parsePolicy(text, policyVocabulary(catalog));
  if ('problems' in parsed) return new NoTrial('the policy that is written now has a fault; mend it first');
  const { policy } = parsed;
  const request = requestOfTrial({ ...call, at: now(), switches }, argumentReader(catalog), {
    tools: catalog.keys(),
    factsName: 'what WHMCS holds',
  });
  if (request instanceof NoTrial) return request;
  const statuses = (await options.limits()).filter(({ install }) => install === call.install);
  const statusOf = ({ counter, key }: Claim) =>
    statuses.find((status) => status.counter === counter && status.whom === whomInWords(key));
  const used = (claim: Claim) => statusOf(claim)?.used;
  const decision = outcomeOf(policy, request, used);
  const { outcome, deciding, needs, limits } = decision;
  const told = catalog.get(call.tool);
  const { grant } = call.caller;
  const standing = standingOf(policy, call.tool, {
    grant: typeof grant === 'string' ? grant : undefined,
    tainted: call.tainted === true,
    switches,
    install: call.install,
    effectsOf: () => (told === undefined ? [] : possibleEffects(told)),
  });
  const open = new Set(decision.rules.filter(({ verdict }) => verdict === 'open').map(({ id }) => id));
  return {
    tool: call.tool,
    outcome,
    rule: deciding.id,
    message: outcome === 'open' ? undefined : deciding.message,
    lacks: outcome === 'open' ? needsInWords(needs) : [],
    exceptions: outcome === 'open' ? (standing?.exceptions.filter(({ rule }) => open.has(rule)) ?? []) : [],
    counted: limits.map((claim) => ({ rule: claim.id, used: used(claim) ?? '0', max: claim.max })),
    lines: explain(policy, request),
    isShadow: policy.mode === 'shadow',
  };
}
