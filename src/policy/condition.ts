import { decimalOf } from './decimal.js';
import { type Facts, MISSING, type Read, readerOf, segmentsOf, UNAVAILABLE, UNKNOWN } from './facts.js';

/** yes, no, `error` where it can't be evaluated, `open` where something it rests on is not looked at yet. */
export type Truth = 'yes' | 'no' | 'error' | 'open';

export const OPERATORS = [
  'eq',
  'neq',
  'in',
  'not_in',
  'lt',
  'lte',
  'gt',
  'gte',
  'regex',
  'contains',
  'exists',
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface ConditionSource {
  path: string;
  op: Operator;
  value?: unknown;
}

export interface Condition extends ConditionSource {
  segments: readonly string[];
  read: Read;
  test(facts: Facts): Truth;
}

/** Longer texts are not searched: a pattern over them could take longer than the call it guards. */
const MAX_SEARCHED = 10_000;

const isScalar = (value: unknown) =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Same type and value; a number and decimal text are equal when they are the same amount. */
function same(actual: unknown, wanted: unknown): boolean {
  if (actual === wanted) return true;
  const mixed = typeof actual !== typeof wanted || (typeof actual === 'string' && typeof wanted === 'string');
  if (!mixed || (typeof actual !== 'number' && typeof wanted !== 'number')) return false;
  const [a, b] = [decimalOf(actual), decimalOf(wanted)];
  return a !== undefined && a === b;
}

type Compare = (actual: unknown) => Truth;
const truth = (holds: boolean): Truth => (holds ? 'yes' : 'no');
const scalar =
  (holds: (actual: unknown) => boolean): Compare =>
  (actual) =>
    isScalar(actual) ? truth(holds(actual)) : 'error';

const ISO_DAY = /^\d{4}-\d{2}-\d{2}/;

function ordered(wanted: unknown, holds: (order: number) => boolean): Compare {
  const limit = decimalOf(wanted);
  return (actual) => {
    const value = decimalOf(actual);
    if (value !== undefined && limit !== undefined)
      return truth(holds(value < limit ? -1 : value > limit ? 1 : 0));
    // ISO dates order as text; anything else that is no number can't be compared.
    if (
      typeof actual === 'string' &&
      typeof wanted === 'string' &&
      ISO_DAY.test(actual) &&
      ISO_DAY.test(wanted)
    ) {
      return truth(holds(actual < wanted ? -1 : actual > wanted ? 1 : 0));
    }
    return 'error';
  };
}

function comparison(op: Operator, wanted: unknown): Compare {
  const list = Array.isArray(wanted) ? wanted : [];
  switch (op) {
    case 'eq':
      return scalar((actual) => same(actual, wanted));
    case 'neq':
      return scalar((actual) => !same(actual, wanted));
    case 'in':
      return scalar((actual) => list.some((one) => same(actual, one)));
    case 'not_in':
      return scalar((actual) => !list.some((one) => same(actual, one)));
    case 'lt':
      return ordered(wanted, (order) => order < 0);
    case 'lte':
      return ordered(wanted, (order) => order <= 0);
    case 'gt':
      return ordered(wanted, (order) => order > 0);
    case 'gte':
      return ordered(wanted, (order) => order >= 0);
    case 'regex': {
      const pattern = new RegExp(String(wanted), 'u');
      return (actual) =>
        typeof actual === 'string' && actual.length <= MAX_SEARCHED ? truth(pattern.test(actual)) : 'error';
    }
    case 'contains':
      return (actual) => {
        if (Array.isArray(actual)) return truth(actual.some((one) => same(one, wanted)));
        return typeof actual === 'string' ? truth(actual.includes(String(wanted))) : 'error';
      };
    case 'exists':
      return () => 'error';
  }
}

/** A condition ready to be asked; its parts were checked before. */
export function compileCondition(source: ConditionSource): Condition {
  const segments = segmentsOf(source.path) ?? [];
  const read = readerOf(segments);
  const compare = comparison(source.op, source.value);
  const wantsPresence = source.value !== false;
  const test = (facts: Facts): Truth => {
    const actual = read(facts);
    if (actual === UNKNOWN) return 'open';
    if (actual === UNAVAILABLE) return 'error';
    if (source.op === 'exists') return truth((actual !== MISSING) === wantsPresence);
    return actual === MISSING ? 'error' : compare(actual);
  };
  return { ...source, segments, read, test };
}

/** All of them. One that is false settles it, whatever the others are; none at all holds. */
export function allHold(conditions: readonly Condition[], facts: Facts): Truth {
  let result: Truth = 'yes';
  for (const condition of conditions) {
    const one = condition.test(facts);
    if (one === 'no') return 'no';
    if (one === 'open' || (one === 'error' && result !== 'open')) result = one;
  }
  return result;
}

/**
 * Why a pattern is refused, or undefined. A repetition inside a repetition, or of alternatives, can take forever on
 * a text that an outsider chose; back-references and look-behinds are refused with them.
 */
export function badPattern(pattern: string): string | undefined {
  if (pattern.length > 500) return 'is longer than 500 characters';
  try {
    new RegExp(pattern, 'u');
  } catch {
    return 'is not a regular expression';
  }
  if (/\\[1-9k]/.test(pattern)) return 'has a back-reference';
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\(\?<?[=!]/.test(plain)) return 'looks ahead or behind';
  // Work from the innermost group out: a group that repeats or branches inside must not be repeated itself.
  let text = plain;
  for (let round = 0; round < 100 && text.includes('('); round += 1) {
    const next = text.replace(
      /\((?:\?(?::|<\w+>))?([^()]*)\)([*+?]|\{\d+,?\d*\})?/g,
      (_all, inside, repeat) => {
        const busy = /[*+|]|\{\d+,\d*\}/.test(inside);
        if (busy && repeat !== undefined && repeat !== '?') return '\u0000';
        return busy ? 'x*' : 'x';
      },
    );
    if (next.includes('\u0000')) return 'repeats a group that itself repeats or branches';
    if (next === text) break;
    text = next;
  }
  return undefined;
}
