import { duration } from '../../duration.js';
import type { Window } from '../../terms.js';
import type { RuleAnswer } from '../decide/answer.js';
import { claimOf, type Decision, decide, inputOf, rulesFor, verdictOf } from '../decide/decide.js';
import { needsInWords } from '../decide/needs.js';
import type { PolicyRequest, RuleInput } from '../facts/request.js';
import { MISSING, UNAVAILABLE, UNKNOWN } from '../facts/unknown.js';
import type { CompiledTool, Policy } from '../rules/compile.js';
import type { Condition, Truth } from '../rules/condition.js';
import type { Limit, Rule } from '../rules/rules.js';

const LONGEST_SHOWN = 200;

function shown(value: unknown): string {
  if (value === UNKNOWN) return 'not looked up';
  if (value === UNAVAILABLE) return 'not to be had';
  if (value === MISSING) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

const WORDS: Readonly<Record<Truth, string>> = {
  yes: 'holds',
  no: 'does not hold',
  error: "can't be evaluated",
  open: 'is open',
};

function compared(condition: Condition, input: RuleInput): string {
  const { path, op, value } = condition;
  const wanted = value === undefined ? '' : ` ${shown(value)}`;
  return `    ${path.text} is ${shown(path.read(input))}; ${op}${wanted} ${WORDS[condition.test(input)]}`;
}

const messageSuffix = (message: string | undefined) => (message === undefined ? '' : `: ${message}`);

function ruleLines(rule: Rule, input: RuleInput): string[] {
  const verdict = verdictOf(rule, input) ?? 'silent';
  return [
    `  ${verdict} ${rule.id}${messageSuffix(rule.message)}`,
    ...(rule.conditions.length === 0 ? ['    has no conditions'] : []),
    ...rule.conditions.map((condition) => compared(condition, input)),
  ];
}

function perWindow(window: Window): string {
  if (!('calendar' in window)) return `in ${window.slidingSeconds} s`;
  const { calendar, timezone } = window;
  return `in a ${calendar} (${timezone ?? 'UTC'})`;
}

function limitLines(limit: Limit, input: RuleInput): string[] {
  const claim = claimOf(limit, input);
  const held = limit.conditions.map((condition) => compared(condition, input));
  const { id, max, window, amount, scope, part } = limit;
  const most =
    part === undefined
      ? `at most ${max} ${perWindow(window)}`
      : `${max} ${perWindow(window)} without a person, who decides on what goes past it`;
  if (claim === undefined) return [`  does not count in ${id}`, ...held];
  if (typeof claim === 'object') {
    return [`  counts ${id}: ${claim.amount} in "${claim.counter}" of ${claim.key}, ${most}`, ...held];
  }
  const what = amount === undefined ? 'a call' : `${amount.text}, which is ${shown(amount.read(input))}`;
  return [
    `  ${claim} ${id}${messageSuffix(limit.message)}`,
    `    counts ${what}, by ${scope}, ${most}`,
    ...held,
  ];
}

/** A line for an answer that comes from no rule: switches, grants, hiding, the default. */
function otherLines({ id, verdict, message, pointer }: RuleAnswer): string {
  return `  ${verdict} ${id}${pointer === undefined ? '' : ` by ${pointer}`}${messageSuffix(message)}`;
}

function repeatLines({ repeat }: CompiledTool): string[] {
  if (repeat === undefined) return [];
  const { seconds, id } = repeat;
  const when = seconds === 0 ? 'never a duplicate' : `a duplicate within ${seconds} s`;
  return [`the same call again: ${when}, by ${id}`];
}

function timeLine(policy: Policy, { at }: PolicyRequest): string {
  if (typeof at === 'symbol') return `time: ${shown(at)}`;
  if (Number.isNaN(at.getTime())) return 'time: no date';
  const { weekday, date, hour, schedule } = policy.clock(at);
  const within = schedule.length === 0 ? 'in no schedule' : `in ${schedule.join(', ')}`;
  return `time: ${weekday} ${date}, hour ${hour} in ${policy.timezone}, ${within}`;
}

function askedLines({ approval, hold, needs }: Decision): string[] {
  const lines: string[] = [];
  if (approval !== undefined) {
    const { asked, channels, approvers, expires, preview } = approval;
    const terms = [
      ...(channels === undefined ? [] : [`by ${channels.join(' or ') || 'no channel'}`]),
      ...(approvers === undefined ? [] : [`of ${approvers}`]),
      ...(expires === undefined ? [] : [`within ${expires} s`]),
      ...(preview === 'required' ? ['with a preview'] : []),
    ];
    lines.push(`approval: ${[...terms, `for ${asked.join(', ')}`].join(', ')}`);
  }
  if (hold !== undefined)
    lines.push(
      `held: for ${duration(hold.forMs)} before it leaves, for ${hold.rule}, unless a person is asked`,
    );
  const missing = needsInWords(needs);
  if (missing.length > 0) lines.push(`still open: ${missing.join(', ')}`);
  return lines;
}

function detailLines(
  policy: Policy,
  tool: CompiledTool,
  request: PolicyRequest,
  decision: Decision,
): string[] {
  const input = inputOf(policy, tool, request);
  const places = rulesFor(policy, tool, request);
  const rules = places.flatMap((place) => place.rules);
  const limits = places.flatMap((place) => place.limits);
  const ruleIds = new Set([...rules, ...limits].map(({ id }) => id));
  const isSilent = (rule: Rule) => verdictOf(rule, input) === undefined;
  const silent = rules.filter(isSilent);
  return [
    timeLine(policy, request),
    'spoke:',
    ...decision.rules.filter(({ id }) => !ruleIds.has(id)).map(otherLines),
    ...rules.filter((rule) => !isSilent(rule)).flatMap((rule) => ruleLines(rule, input)),
    ...limits.flatMap((limit) => limitLines(limit, input)),
    ...(silent.length === 0 ? [] : ['kept silent:', ...silent.flatMap((rule) => ruleLines(rule, input))]),
    ...askedLines(decision),
    ...repeatLines(tool),
  ];
}

/**
 * Why a policy answers a request as it does, line by line. For the operator alone: it shows the values compared,
 * which an agent must not learn.
 */
export function explain(policy: Policy, request: PolicyRequest): string[] {
  const decision = decide(policy, request);
  const { outcome, deciding, revision } = decision;
  const tool = policy.tools.get(request.tool);
  const shadow = policy.mode === 'shadow' ? '; mode shadow: nothing is denied' : '';
  return [
    `${request.tool}: ${outcome} by ${deciding.id}${messageSuffix(deciding.message)}`,
    `policy ${revision}${shadow}`,
    ...(tool === undefined ? [] : detailLines(policy, tool, request, decision)),
  ];
}
