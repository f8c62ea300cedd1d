import { nearest } from '../../spelling.js';
import { openPath } from '../facts/paths.js';
import type { ToolFacts } from '../facts/request.js';
import type { Findings } from '../json/findings.js';
import type { JsonPath } from '../json/positions.js';
import { isOperator, type Operator } from '../rules/condition.js';

/** Where a condition stands: what it lets through when it does not hold differs. */
export type RuleKind = 'require' | 'deny_if' | 'when';

/** Operators that a spelling which WHMCS takes for the same can slip past, by the kind of rule. */
const SLIPPED: Readonly<Record<RuleKind, readonly Operator[]>> = {
  require: ['neq', 'not_in'],
  deny_if: ['eq', 'in', 'contains', 'regex'],
  when: ['eq', 'in', 'contains', 'regex'],
};

const hasLetters = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(hasLetters) : typeof value === 'string' && /\p{L}/u.test(value);

/** Operators that compare with a whole value. */
const WHOLE: readonly Operator[] = ['eq', 'neq', 'in', 'not_in'];

interface Where {
  readonly tools: readonly ToolFacts[];
  readonly kind: RuleKind;
}

/** The words that all of the tools list for an argument; undefined where one of them lists none. */
function wordsOf(tools: readonly ToolFacts[], argument: string): readonly string[] | undefined {
  const lists = tools.map(({ words }) => words?.[argument]);
  return lists.length === 0 || lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

/** Conditions that look strict and are not: what the agent writes elsewhere in a list, or in other letters, passes. */
export function warnOfOpenings(
  findings: Findings,
  at: JsonPath,
  { path, op, value }: Readonly<Record<string, unknown>>,
  { tools, kind }: Where,
): void {
  const opened = typeof path === 'string' ? openPath(path) : undefined;
  if (opened === undefined || opened.rootName !== 'args' || !isOperator(op)) return;
  const [argument = '', ...inner] = opened.names;
  if (inner.some((name) => /^\d+$/.test(name))) {
    const each = opened.text.replace(/\[\d+\]/g, '[*]');
    findings.warn(
      [...at, 'path'],
      `${opened.text} looks at one place of a list that the agent fills; ${each} looks at all of them`,
    );
  }
  const words = inner.length === 0 && WHOLE.includes(op) ? wordsOf(tools, argument) : undefined;
  const never = [value].flat().find((one) => typeof one === 'string' && words?.includes(one) === false);
  if (words !== undefined && never !== undefined) {
    const meant = nearest(String(never), words);
    findings.warn(
      [...at, 'value'],
      `${opened.text} is never "${never}": a call holds one of ${[...new Set(words)].join(', ')}, as it stands here${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    );
  }
  const chosen = tools.length > 0 && tools.every((tool) => tool.choices?.includes(argument) === true);
  const folds = op === 'regex' && typeof value === 'string' && /\(\?[a-z]*i/.test(value);
  if (SLIPPED[kind].includes(op) && !chosen && !folds && hasLetters(value)) {
    const cure =
      op === 'regex' ? 'begin the pattern with (?i)' : 'use regex with (?i), or require what is allowed';
    findings.warn(
      [...at, 'value'],
      `WHMCS takes capital and small letters in ${opened.text} for the same, and ${op} does not; ${cure}`,
    );
  }
}
