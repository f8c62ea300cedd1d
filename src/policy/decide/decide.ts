import { compareDecimals, countable } from '../../decimal.js';
import type { Claim, Window } from '../../terms.js';
import type { PolicyRequest, RuleInput } from '../facts/request.js';
import { UNAVAILABLE, UNKNOWN } from '../facts/unknown.js';
import type { CompiledTool, Policy } from '../rules/compile.js';
import { askAll, type Condition } from '../rules/condition.js';
import type { ApprovalTerms, Limit, Rule, Rules } from '../rules/rules.js';
import { isPartOfAnswer, leavesOut } from '../rules/toolsets.js';
import { answer, hide, type RuleAnswer, type RuleVerdict } from './answer.js';
import { type Approval, mergeApprovals, termsOf } from './approval.js';
import { answersOfGrants, grantsAsked, waitsForClients } from './grants.js';
import { type Needs, NeedsCollector, NOTHING } from './needs.js';
import { uncountedBy, untoldBy } from './untold.js';

/** `open`: it depends on a fact that is UNKNOWN. */
export type PolicyOutcome = 'hidden' | 'deny' | 'approval' | 'hold' | 'allow' | 'open';

/** For how long a call is held, by the rule that holds it longest. */
export interface Hold {
  readonly rule: string;
  readonly forMs: number;
  readonly message?: string;
}

export interface Decision {
  readonly outcome: PolicyOutcome;
  /** The rule that settles it. */
  readonly deciding: RuleAnswer;
  /** Every rule that applied, the deciding one among them. */
  readonly rules: readonly RuleAnswer[];
  /** As far as their amounts are known: complete once the outcome is not `open`. */
  readonly limits: readonly Claim[];
  /** The combined terms of all rules that ask for approval. */
  readonly approval?: Approval;
  /** There where a rule holds it, whatever else is asked. */
  readonly hold?: Hold;
  /** Facts to look up before deciding again; none once the outcome is certain. */
  readonly needs: Needs;
  readonly revision: string;
}

/** True if the switch for destructive tools covers this one. */
function isSwitchedOn(tool: CompiledTool, { tool: name, switches }: PolicyRequest): boolean {
  const on = switches?.destructive;
  return tool.facts.class === 'destructive' && (on === 'all' || (Array.isArray(on) && on.includes(name)));
}

/** Answers that show a destructive tool in spite of its class; each also asks for approval of every call. */
function showers(tool: CompiledTool, request: PolicyRequest): RuleAnswer[] {
  const answers: RuleAnswer[] = [];
  if (isSwitchedOn(tool, request)) {
    const message = 'Destructive tools that a switch shows need approval for every call.';
    answers.push(answer('(destructive on)', 'approval', message));
  }
  if (tool.shownBy !== undefined) {
    const message = 'Destructive tools that the policy shows need approval for every call.';
    answers.push({ ...answer('(shown)', 'approval', message), pointer: tool.shownBy });
  }
  return answers;
}

function nameOf({ caller }: PolicyRequest): string | undefined {
  return typeof caller === 'object' && typeof caller.name === 'string' ? caller.name : undefined;
}

const notSwitchedOn = (set: string): RuleAnswer => ({
  ...hide('(set)'),
  message: `Not switched on: GUARD_TOOLSETS=${set}, or "toolsets" in the policy`,
});

function hiders(policy: Policy, tool: CompiledTool, request: PolicyRequest): RuleAnswer[] {
  const { readOnly, destructive, toolsets } = request.switches ?? {};
  const { class: risk, set } = tool.facts;
  const answers: RuleAnswer[] = [];
  if (
    set !== undefined &&
    !policy.extraSets.includes(set) &&
    toolsets?.includes(set) !== true &&
    !isPartOfAnswer(tool.facts, request)
  ) {
    answers.push(notSwitchedOn(set));
  }
  answers.push(...tool.hiddenBy.map((pointer) => hide('(hidden)', pointer)));
  if (readOnly === true && risk !== 'read') answers.push(hide('(read only)'));
  if (toolsets !== undefined && leavesOut(toolsets, tool.facts)) answers.push(hide('(toolset)'));
  if (destructive === 'off' && risk === 'destructive') answers.push(hide('(destructive off)'));
  if (tool.hiddenByClass !== undefined && showers(tool, request).length === 0) {
    answers.push(hide('(hidden)', tool.hiddenByClass));
  }
  return [...answers, ...answersOfGrants(policy, tool, inputOf(policy, tool, request))];
}

/** The rules that apply, the most particular first: theirs is the message that the agent is told. */
export function rulesFor(policy: Policy, tool: CompiledTool, request: PolicyRequest): readonly Rules[] {
  return [tool.own, ...grantsAsked(policy, request).map(({ rules }) => rules), tool.ofClass, policy.ofAll];
}

/** The verdict of a rule, or undefined if it does not apply. A condition that can't be evaluated counts against the call. */
export function verdictOf(rule: Rule, input: RuleInput): 'deny' | 'approval' | 'hold' | 'open' | undefined {
  const { no, error, open } = askAll(rule.conditions, input);
  if (rule.kind === 'require') return no || error ? 'deny' : open ? 'open' : undefined;
  if (no) return undefined;
  if (open) return 'open';
  if (rule.kind === 'deny_if') return 'deny';
  if (rule.kind === 'hold') return 'hold';
  // With an unknown amount an approval would be a blank cheque.
  const isLost = ({ path }: Condition) => path.root.mustBeTold === true && path.read(input) === UNAVAILABLE;
  return error && rule.conditions.some(isLost) ? 'deny' : 'approval';
}

function keyOf(limit: Limit, request: PolicyRequest): string | 'open' | undefined {
  const { caller, client } = request;
  if (limit.scope === 'install') return 'install';
  if (limit.scope === 'grant') return caller === UNKNOWN ? 'open' : `grant:${nameOf(request) ?? ''}`;
  if (client === UNKNOWN) return 'open';
  return client === null || client === UNAVAILABLE ? undefined : `client:${String(client)}`;
}

/** Whether one call alone is past the maximum of a claim. */
const isPastAlone = ({ amount, max }: Pick<Claim, 'amount' | 'max'>): boolean =>
  compareDecimals(amount, max) === 1;

/**
 * The claim of a limit; undefined where it does not count the call; `open` while that, its amount or client is UNKNOWN, `deny` if either is UNAVAILABLE or the amount exceeds
 * `max`. That of a budget may exceed it: a person decides then.
 */
export function claimOf(limit: Limit, input: RuleInput): Claim | 'deny' | 'open' | undefined {
  if (limit.conditions.length > 0) {
    const { no, open } = askAll(limit.conditions, input);
    if (no) return undefined;
    if (open) return 'open';
  }
  const value = limit.amount === undefined ? '1' : limit.amount.read(input);
  const key = keyOf(limit, input.request);
  if (key === undefined) return 'deny';
  if (value !== UNKNOWN) {
    const amount = countable(value);
    const { id, window, max, part, message } = limit;
    if (amount === undefined || (part === undefined && isPastAlone({ amount, max }))) return 'deny';
    if (key !== 'open') {
      const counter = limit.counterOf(input.request.tool);
      const claim = { id, counter, key, window, max, amount, ...(part === undefined ? {} : { part }) };
      return message === undefined ? claim : { ...claim, message };
    }
  }
  return 'open';
}

const windowName = (window: Window) => ('calendar' in window ? window.calendar : window.slidingSeconds);

/** Adds a claim. Claims on one counter are merged, since one call counts once: lowest maximum, greatest amount. */
function addClaim(claims: Claim[], claim: Claim): void {
  const index = claims.findIndex(
    (one) =>
      one.counter === claim.counter &&
      one.key === claim.key &&
      one.part === claim.part &&
      windowName(one.window) === windowName(claim.window),
  );
  const other = claims[index];
  if (other === undefined) {
    claims.push(claim);
    return;
  }
  const tighter = compareDecimals(claim.max, other.max) === -1 ? claim : other;
  const amount = compareDecimals(claim.amount, other.amount) === 1 ? claim.amount : other.amount;
  claims[index] = { ...tighter, amount };
}

/** What the caller is told of a rule that spoke: its own message, unless it spoke for want of a fact. */
function messageOf(
  rule: Rule,
  verdict: 'deny' | 'approval' | 'hold' | 'open',
  input: RuleInput,
): string | undefined {
  const untold = verdict === 'open' ? undefined : untoldBy(rule, input);
  if (untold === undefined || rule.kind === 'hold') return rule.message;
  if (rule.kind === 'approval') {
    return verdict === 'deny' ? `${untold}, so nobody could approve it` : `${untold}: a person decides`;
  }
  const own = rule.message === undefined ? '' : ` The rule itself says: ${rule.message}`;
  return `${untold}, and a rule that asks for it then refuses.${own}`;
}

const BY_RANK = ['hide', 'deny', 'open', 'approval', 'hold', 'allow'] as const;
const OUTCOMES: Readonly<Record<RuleVerdict, PolicyOutcome>> = {
  hide: 'hidden',
  deny: 'deny',
  open: 'open',
  approval: 'approval',
  hold: 'hold',
  allow: 'allow',
};

/** Of two holds the longer one: another rule never shortens it. */
const longer = (one: Hold | undefined, other: Hold): Hold =>
  one === undefined || other.forMs > one.forMs ? other : one;

/** The deciding answer, by rank of verdicts and never by order of rules: adding a deny or an approval never widens. */
function settle(answers: readonly RuleAnswer[]): RuleAnswer {
  for (const verdict of BY_RANK) {
    const deciding = answers.find((one) => one.verdict === verdict);
    if (deciding !== undefined) return deciding;
  }
  return answer('(default deny)', 'deny');
}

function unlisted(policy: Policy): RuleAnswer {
  return policy.document.default === 'allow'
    ? answer('(default allow)', 'allow')
    : answer('(default deny)', 'deny');
}

/** A request as rules read it. */
export function inputOf(policy: Policy, tool: CompiledTool, request: PolicyRequest): RuleInput {
  return {
    request,
    tool: tool.facts,
    time: () => (typeof request.at === 'symbol' ? request.at : policy.clock(request.at)),
  };
}

/**
 * The answer of a policy to one request. Pure: the same question has the same answer. All rules that could apply are asked, so
 * that the reasons are complete. What is UNKNOWN in the request can leave the outcome `open`, and never makes it one
 * that the full request would contradict.
 */
export function decide(policy: Policy, request: PolicyRequest): Decision {
  const { revision } = policy;
  const tool = policy.tools.get(request.tool);
  if (tool === undefined) {
    const deciding = hide('(unknown tool)');
    return { outcome: 'hidden', deciding, rules: [deciding], limits: [], needs: NOTHING, revision };
  }
  const input = inputOf(policy, tool, request);
  const answers = hiders(policy, tool, request);
  const asked: (ApprovalTerms & { rule: string })[] = [];
  const limits: Claim[] = [];
  let hold: Hold | undefined;
  const needed = new NeedsCollector(input);

  for (const { asked: askedOf, limits: limited } of rulesFor(policy, tool, request)) {
    for (const rule of askedOf(input)) {
      const verdict = verdictOf(rule, input);
      if (verdict === undefined) continue;
      const message = messageOf(rule, verdict, input);
      answers.push(answer(rule.id, verdict, message));
      if (verdict === 'open') needed.byRule(rule);
      if (verdict === 'hold' && rule.kind === 'hold') {
        const { id, forMs } = rule;
        hold = longer(hold, { rule: id, forMs, ...(message === undefined ? {} : { message }) });
      }
      if (verdict === 'approval' && rule.kind === 'approval') {
        asked.push({ ...rule.terms, rule: rule.id, ...(message === undefined ? {} : { message }) });
      }
    }
    for (const limit of limited) {
      const claim = claimOf(limit, input);
      if (claim === undefined) continue;
      if (typeof claim === 'object') {
        addClaim(limits, claim);
        if (claim.part === undefined || !isPastAlone(claim)) continue;
        answers.push(answer(claim.id, 'approval', claim.message));
        asked.push(termsOf(claim));
      } else answers.push(answer(limit.id, claim, uncountedBy(limit, input) ?? limit.message));
      if (claim === 'open') needed.byLimit(limit);
    }
  }
  for (const shower of showers(tool, request)) {
    const { id: rule, message = '' } = shower;
    answers.push(shower);
    // A policy that shows a tool wants approvers to see a preview; the switch only makes it visible.
    asked.push(shower.pointer === undefined ? { rule, message } : { rule, message, preview: 'required' });
  }
  const approval = mergeApprovals(asked);
  if (approval?.channels?.length === 0) {
    const message = 'The rules that ask for approval leave no channel by which enough people could give it.';
    answers.push(answer(approval.rule, 'deny', message));
  }
  answers.push(tool.listedBy === undefined ? unlisted(policy) : answer(tool.listedBy, 'allow'));

  const deciding = settle(answers);
  const outcome = OUTCOMES[deciding.verdict];
  const known = { outcome, deciding, rules: answers, limits, revision };
  const decision = hold === undefined ? known : { ...known, hold };
  if (waitsForClients(answers)) needed.byClients();
  const needs = outcome === 'open' ? needed.all() : NOTHING;
  return approval === undefined ? { ...decision, needs } : { ...decision, needs, approval };
}

/**
 * True where nothing of a decision changes with what is still UNKNOWN in its request: every other verdict of a rule goes
 * before `allow`, so none applies and none waits for a fact. It is then the decision on all that the request could become.
 */
export const isSettled = ({ outcome }: Decision): boolean => outcome === 'allow';

/** True if a tool belongs on a list: some call of it may pass. */
export function couldBeListed({ outcome }: Decision): boolean {
  return outcome !== 'hidden' && outcome !== 'deny';
}
