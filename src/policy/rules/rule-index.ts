import type { FactPath } from '../facts/paths.js';
import type { RuleInput } from '../facts/request.js';
import { EACH } from '../facts/roots.js';
import type { Condition } from './condition.js';

/** Fewer rules are sooner asked than looked up. */
const FEWEST = 8;
/** Lists that are kept, one for each text that rules name. */
const MOST_LISTS = 256;

/** What of a rule says when it applies. */
interface Rule {
  readonly kind: 'require' | 'deny_if' | 'approval' | 'hold';
  readonly conditions: readonly Condition[];
}

/** The rules of one place that could apply to a request, in their order. */
export type AskedRules<R> = (input: RuleInput) => readonly R[];

/** The texts of which one has to stand at a path; undefined for a condition that could hold of any other, too. */
function textsOf({ path, op, value }: Condition): readonly string[] | undefined {
  const { kind } = path.field;
  // Amounts are equal by value, and lists by their members.
  if (kind === 'amount' || kind === 'effects' || kind === 'schedules' || path.names.includes(EACH))
    return undefined;
  const wanted = op === 'eq' ? [value] : op === 'in' && Array.isArray(value) ? value : undefined;
  return wanted?.every((one) => typeof one === 'string') === true ? wanted : undefined;
}

/** The texts at a path without which a rule does not apply. What is required is asked always: it speaks where nothing holds. */
function neededAt(rule: Rule, path: string): ReadonlySet<string> | undefined {
  if (rule.kind === 'require') return undefined;
  const texts = rule.conditions.find((one) => one.path.text === path && textsOf(one) !== undefined);
  return texts && new Set(textsOf(texts));
}

/** The path that most rules need a text at. */
function mostNeeded(rules: readonly Rule[]): FactPath | undefined {
  const counts = new Map<string, number>();
  const paths = new Map<string, FactPath>();
  for (const { kind, conditions } of rules) {
    if (kind === 'require') continue;
    for (const { path } of conditions.filter((one) => textsOf(one) !== undefined)) {
      counts.set(path.text, (counts.get(path.text) ?? 0) + 1);
      paths.set(path.text, path);
    }
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most !== undefined && most[1] >= FEWEST ? paths.get(most[0]) : undefined;
}

/**
 * An index over rules by the text that most of them need at one path, such as the name of the caller: a text that a rule
 * does not name makes its condition false, and the rule silent. Where no text stands there, all of them are asked.
 */
export function indexRules<R extends Rule>(rules: readonly R[]): AskedRules<R> {
  const path = rules.length < FEWEST ? undefined : mostNeeded(rules);
  if (path === undefined) return () => rules;
  const needed = rules.map((rule) => neededAt(rule, path.text));
  const named = new Set(needed.flatMap((texts) => [...(texts ?? [])]));
  const applying = (text: string) => rules.filter((_rule, at) => needed[at]?.has(text) ?? true);
  const ofOthers = rules.filter((_rule, at) => needed[at] === undefined);
  const lists = new Map<string, readonly R[]>();

  return (input) => {
    const text = path.read(input);
    if (typeof text !== 'string') return rules;
    if (!named.has(text)) return ofOthers;
    const known = lists.get(text);
    if (known !== undefined) return known;
    const list = applying(text);
    if (lists.size >= MOST_LISTS) lists.clear();
    lists.set(text, list);
    return list;
  };
}
