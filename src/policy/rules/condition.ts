import { compareDecimals, isDecimal } from '../../decimal.js';
import { type FactPath, openPath } from '../facts/paths.js';
import type { RuleInput } from '../facts/request.js';
import { Members } from '../facts/roots.js';
import { MISSING, UNAVAILABLE, UNKNOWN } from '../facts/unknown.js';
import { LONGEST_TEXT, openPattern } from './pattern.js';

/** yes, no, `error` where it can't be evaluated, `open` where it rests on what was not looked at yet. */
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

export const isOperator = (op: unknown): op is Operator => (OPERATORS as readonly unknown[]).includes(op);

export interface ConditionSource {
  path: string;
  op: Operator;
  value?: unknown;
}

export interface Condition {
  path: FactPath;
  op: Operator;
  value: unknown;
  test(input: RuleInput): Truth;
}

type Test = (actual: unknown) => Truth;

const truth = (holds: boolean): Truth => (holds ? 'yes' : 'no');
const not = (test: Test): Test => {
  const opposite: Record<Truth, Truth> = { yes: 'no', no: 'yes', error: 'error', open: 'open' };
  return (actual) => opposite[test(actual)];
};

/**
 * Equality of two values of a kind: text by its characters, a number and decimal text by their value. Values of
 * different kinds can't be compared: "on" is neither equal to true nor different from it.
 */
function isSame(actual: unknown, wanted: unknown): Truth {
  if (typeof actual === 'string' && typeof wanted === 'string') return truth(actual === wanted);
  if (typeof actual === 'boolean' && typeof wanted === 'boolean') return truth(actual === wanted);
  const order = compareDecimals(actual, wanted);
  return order === undefined ? 'error' : truth(order === 0);
}

type Same = (actual: unknown, wanted: unknown) => Truth;

/** Equality of amounts whose spelling is ours and not the policy's: "5" is also "5.00". */
const isSameAmount: Same = (actual, wanted) => {
  const order = compareDecimals(actual, wanted);
  return order === undefined ? 'error' : truth(order === 0);
};

/** Equal to one of them; different from all only if it could be compared with one at least. */
function isAmong(actual: unknown, wanted: readonly unknown[], same: Same = isSame): Truth {
  let compared = wanted.length === 0;
  for (const one of wanted) {
    const equal = same(actual, one);
    if (equal === 'yes') return 'yes';
    if (equal === 'no') compared = true;
  }
  return compared ? 'no' : 'error';
}

/** For lists that the caller doesn't write (effects, schedules): whether they share a member. */
function overlaps(actual: readonly unknown[], wanted: readonly unknown[]): Truth {
  return truth(actual.some((one) => isAmong(one, wanted) === 'yes'));
}

function holdsMember(actual: unknown, wanted: unknown): Truth {
  if (typeof actual === 'string')
    return typeof wanted === 'string' ? truth(actual.includes(wanted)) : 'error';
  if (!Array.isArray(actual)) return 'error';
  const each = actual.map((one) => isSame(one, wanted));
  if (each.includes('yes')) return 'yes';
  return each.includes('error') ? 'error' : 'no';
}

const DATE =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?$/;

/** YYYY-MM-DD, with a time of day or without; WHMCS's zero date is none. */
export function isDate(value: unknown): value is string {
  return typeof value === 'string' && DATE.test(value);
}

function inOrder(wanted: unknown, holds: (order: number) => boolean): Test {
  if (isDate(wanted)) {
    const limit = wanted.replace('T', ' ');
    return (actual) => {
      // As exact as the policy puts it: 17:00 on the last day is not after the last day.
      if (!isDate(actual) || actual.length < limit.length) return 'error';
      const value = actual.slice(0, limit.length).replace('T', ' ');
      return truth(holds(value < limit ? -1 : value > limit ? 1 : 0));
    };
  }
  return (actual) => {
    const order = compareDecimals(actual, wanted);
    return order === undefined ? 'error' : truth(holds(order));
  };
}

function matches(wanted: unknown): Test {
  const pattern = openPattern(String(wanted));
  if (typeof pattern === 'string') return () => 'error';
  return (actual) =>
    typeof actual === 'string' && actual.length <= LONGEST_TEXT ? truth(pattern.test(actual)) : 'error';
}

/** The test of a value that is there. */
function testOf(op: Operator, wanted: unknown, { isList, same }: { isList: boolean; same: Same }): Test {
  const list = Array.isArray(wanted) ? wanted : [];
  const among: Test = (actual) =>
    isList && Array.isArray(actual) ? overlaps(actual, list) : isAmong(actual, list, same);
  switch (op) {
    case 'eq':
      return (actual) => same(actual, wanted);
    case 'neq':
      return not((actual) => same(actual, wanted));
    case 'in':
      return among;
    case 'not_in':
      return not(among);
    case 'lt':
      return inOrder(wanted, (order) => order < 0);
    case 'lte':
      return inOrder(wanted, (order) => order <= 0);
    case 'gt':
      return inOrder(wanted, (order) => order > 0);
    case 'gte':
      return inOrder(wanted, (order) => order >= 0);
    case 'regex':
      return matches(wanted);
    case 'contains':
      return (actual) => holdsMember(actual, wanted);
    case 'exists':
      return () => 'yes';
  }
}

/** Whether an operator asks for presence alone, and which answer holds; undefined for one that needs a value. */
function presenceOf({ op, value }: ConditionSource): boolean | undefined {
  if (op === 'exists') return value !== false;
  // `null` says that there is nothing, so equal to null is absent.
  if (op === 'eq' && value === null) return false;
  if (op === 'neq' && value === null) return true;
  return undefined;
}

/** How a path with `[*]` is answered: by one member that fits, or by all of them. */
export type Quantifier = 'some' | 'every';

/** One answer for all members; a member that can't be evaluated is never taken for one that fits. */
function together(truths: readonly Truth[], quantifier: Quantifier): Truth {
  const [settles, otherwise]: [Truth, Truth] = quantifier === 'some' ? ['yes', 'no'] : ['no', 'yes'];
  if (truths.includes(settles)) return settles;
  if (truths.includes('error')) return 'error';
  return truths.includes('open') ? 'open' : otherwise;
}

/**
 * A condition ready to be asked. Its parts were checked before: a path that starts nowhere throws.
 * @param quantifier how many members of a list must fit where the path has `[*]`
 */
export function compileCondition(source: ConditionSource, quantifier: Quantifier): Condition {
  const path = openPath(source.path);
  if (path === undefined) throw new Error(`"${source.path}" is not a path`);
  const { op, value } = source;
  const wanted = presenceOf(source);
  const { kind } = path.field;
  const isList = kind === 'effects' || kind === 'schedules';
  const test = testOf(op, value, { isList, same: kind === 'amount' ? isSameAmount : isSame });
  function answer(actual: unknown): Truth {
    if (actual === UNKNOWN) return 'open';
    if (actual === UNAVAILABLE) return 'error';
    if (wanted !== undefined) return truth((actual !== MISSING) === wanted);
    if (typeof actual === 'number' && !isDecimal(actual)) return 'error';
    return actual === MISSING ? 'error' : test(actual);
  }

  return {
    path,
    op,
    value,
    test(input) {
      const actual = path.read(input);
      return actual instanceof Members ? together(actual.values.map(answer), quantifier) : answer(actual);
    },
  };
}

/** All of them, as far as they are known. */
export interface Together {
  /** One is false: it can't hold, whatever the others are. */
  no: boolean;
  /** One can't be evaluated. */
  error: boolean;
  /** One rests on what was not looked at yet. */
  open: boolean;
}

/** Asks conditions that must all hold; none at all holds. */
export function askAll(conditions: readonly Condition[], input: RuleInput): Together {
  const together = { no: false, error: false, open: false };
  for (const condition of conditions) {
    const truth = condition.test(input);
    if (truth !== 'yes') together[truth] = true;
    if (together.no) break;
  }
  return together;
}
