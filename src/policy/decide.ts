import type { ApprovalTerms, CompiledTool, Limit, Policy, Rule, Scope, Window } from './compile.js';
import { allHold, type Condition, type Truth } from './condition.js';
import { decimalOf } from './decimal.js';
import { type Facts, type Request, UNKNOWN } from './facts.js';
import type { Time } from './time.js';

/** `open`: it depends on what was not looked at yet. */
export type Outcome = 'hidden' | 'deny' | 'approval' | 'allow' | 'open';

/** A rule that had something to say. */
export interface Spoken {
  /** JSON pointer into the file, or a name in parentheses for what stands in none. */
  id: string;
  verdict: 'hide' | 'deny' | 'approval' | 'allow' | 'open';
  /** What the operator wants the agent told. */
  message?: string;
}

/** What must be reserved before the call may leave. */
export interface Claim {
  id: string;
  counter: string;
  window: Window;
  /** Decimal text. */
  max: string;
  scope: Scope;
  /** Decimal text. */
  amount: string;
  message?: string;
}

export interface Needs {
  records: readonly string[];
  money: boolean;
}

export interface Decision {
  outcome: Outcome;
  /** The rule that settles it. */
  deciding: Spoken;
  /** Every rule that spoke, the deciding one among them. */
  rules: readonly Spoken[];
  limits: readonly Claim[];
  /** What every approval rule that speaks asks for. */
  approvals: readonly (ApprovalTerms & { rule: string })[];
  /** What to look up before asking again; empty once the answer is certain. */
  needs: Needs;
  revision: string;
}

const NOTHING: Needs = { records: [], money: false };

function verdictOf(rule: Rule, holds: Truth): Spoken['verdict'] | undefined {
  switch (rule.kind) {
    case 'action':
      return 'deny';
    case 'require':
      return holds === 'yes' ? undefined : holds === 'open' ? 'open' : 'deny';
    case 'deny_if':
      return holds === 'no' ? undefined : holds === 'open' ? 'open' : 'deny';
    case 'approval':
      return holds === 'no' ? undefined : holds === 'open' ? 'open' : 'approval';
  }
}

const speak = (id: string, verdict: Spoken['verdict'], message?: string): Spoken =>
  message === undefined ? { id, verdict } : { id, verdict, message };

function hiding(policy: Policy, tool: CompiledTool, request: Request): Spoken[] {
  const { readOnly, destructive, toolsets } = request.switches ?? {};
  const { class: risk, toolset } = tool.facts;
  const found: Spoken[] = [];
  const isDestructive = risk === 'destructive';
  if (tool.hidden) found.push(speak('(hidden)', 'hide'));
  if (readOnly === true && risk !== 'read') found.push(speak('(read only)', 'hide'));
  if (toolsets !== undefined && !toolsets.includes(toolset)) found.push(speak('(toolset)', 'hide'));
  if (destructive === 'off' && isDestructive) found.push(speak('(destructive off)', 'hide'));
  if (tool.hiddenByClass && !switchedOn(tool, request)) found.push(speak('(hidden)', 'hide'));
  if (!isGranted(policy, tool, request)) found.push(speak('(not granted)', 'hide'));
  return found;
}

function switchedOn({ facts }: CompiledTool, { tool, switches }: Request): boolean {
  const on = switches?.destructive;
  return facts.class === 'destructive' && (on === 'all' || (Array.isArray(on) && on.includes(tool)));
}

/** With `grants`, a caller has what its own grant names, or the one for everybody else, and nothing more. */
function isGranted({ document }: Policy, { facts }: CompiledTool, { tool, caller }: Request): boolean {
  const { grants } = document;
  if (grants === undefined) return true;
  const name = typeof caller?.name === 'string' ? caller.name : '';
  const grant = Object.hasOwn(grants, name)
    ? grants[name]
    : Object.hasOwn(grants, '*')
      ? grants['*']
      : undefined;
  if (grant === undefined) return false;
  return (
    (grant.toolsets?.includes(facts.toolset) ?? true) &&
    (grant.classes?.includes(facts.class) ?? true) &&
    (grant.tools?.includes(tool) ?? true)
  );
}

/** An amount that can't be told counts against the call: a cap that lets the unreadable through caps nothing. */
function claimOf(limit: Limit, facts: Facts): Claim | 'deny' | 'open' {
  let amount = '1';
  if (limit.read !== undefined) {
    const value = limit.read(facts);
    if (value === UNKNOWN) return 'open';
    const decimal = decimalOf(value);
    if (decimal === undefined || decimal < 0n) return 'deny';
    amount = String(value);
  }
  const { id, counter, window, max, scope, message } = limit;
  return { id, counter, window, max, scope, amount, ...(message === undefined ? {} : { message }) };
}

function addNeeds(
  conditions: readonly Pick<Condition, 'segments' | 'read'>[],
  facts: Facts,
  needs: Set<string>,
): void {
  for (const { segments, read } of conditions) {
    if (read(facts) !== UNKNOWN) continue;
    if (segments[0] === 'context') needs.add(segments[1] ?? '');
    if (segments[0] === 'money') needs.add('money');
  }
}

const MOST: readonly Spoken['verdict'][] = ['hide', 'deny', 'open', 'approval'];

function settle(tool: CompiledTool, policy: Policy, spoken: readonly Spoken[]): [Outcome, Spoken] {
  // Order of rank, not of rules: adding a rule can only move the answer towards refusal.
  for (const verdict of MOST) {
    const found = spoken.find((one) => one.verdict === verdict);
    if (found === undefined) continue;
    // An open rule can only make it stricter, so default deny is certain without it.
    if ((verdict === 'open' || verdict === 'approval') && !isListed(tool, policy)) break;
    return [verdict === 'hide' ? 'hidden' : verdict, found];
  }
  if (tool.listedBy !== undefined) return ['allow', speak(tool.listedBy, 'allow')];
  if (policy.document.default === 'allow') return ['allow', speak('(default allow)', 'allow')];
  return ['deny', speak('(default deny)', 'deny')];
}

const isListed = (tool: CompiledTool, policy: Policy) =>
  tool.listedBy !== undefined || policy.document.default === 'allow';

/**
 * The answer of a policy to one request. Pure: the same question has the same answer. All rules are asked, so that
 * the reasons are complete. What is UNKNOWN in the request can leave the outcome `open`, and never makes it one
 * that the full request would contradict.
 */
export function decide(policy: Policy, request: Request): Decision {
  const tool = policy.tools.get(request.tool);
  if (tool === undefined) {
    const deciding = speak('(unknown tool)', 'hide');
    return {
      outcome: 'hidden',
      deciding,
      rules: [deciding],
      limits: [],
      approvals: [],
      needs: NOTHING,
      revision: policy.revision,
    };
  }
  let time: Time | undefined;
  const facts: Facts = {
    request,
    tool: tool.facts,
    time: () => {
      if (request.at === UNKNOWN) return UNKNOWN;
      time ??= policy.clock(request.at);
      return time as unknown as Readonly<Record<string, unknown>>;
    },
  };

  const spoken = hiding(policy, tool, request);
  const approvals: (ApprovalTerms & { rule: string })[] = [];
  const needs = new Set<string>();
  for (const rule of tool.rules) {
    const verdict = verdictOf(rule, allHold(rule.conditions, facts));
    if (verdict === undefined) continue;
    spoken.push(speak(rule.id, verdict, rule.message));
    if (verdict === 'open') addNeeds(rule.conditions, facts, needs);
    if (verdict === 'approval' && rule.kind === 'approval') approvals.push({ ...rule.terms, rule: rule.id });
  }
  if (switchedOn(tool, request)) {
    const rule = '(destructive on)';
    const message = 'destructive tools that a switch shows need approval for every call';
    spoken.push(speak(rule, 'approval', message));
    approvals.push({ rule, message });
  }
  const limits: Claim[] = [];
  for (const limit of tool.limits) {
    const claim = claimOf(limit, facts);
    if (typeof claim !== 'string') limits.push(claim);
    else spoken.push(speak(limit.id, claim, limit.message));
    if (claim === 'open' && limit.path !== undefined && limit.read !== undefined) {
      addNeeds([{ segments: limit.path.split('.'), read: limit.read }], facts, needs);
    }
  }

  const [outcome, deciding] = settle(tool, policy, spoken);
  const asksMore = outcome === 'open';
  return {
    outcome,
    deciding,
    rules: spoken.includes(deciding) ? spoken : [...spoken, deciding],
    limits,
    approvals,
    needs: asksMore
      ? { records: [...needs].filter((one) => one !== 'money'), money: needs.has('money') }
      : NOTHING,
    revision: policy.revision,
  };
}
