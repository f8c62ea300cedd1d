import { isDecimal } from '../../decimal.js';
import { nearest } from '../../spelling.js';
import { type FactPath, openPath, partsOf } from '../facts/paths.js';
import type { PolicyVocabulary, ToolFacts } from '../facts/request.js';
import { EACH, type Kind, type Known, ROOT_NAMES } from '../facts/roots.js';
import type { Findings } from '../json/findings.js';
import type { JsonPath } from '../json/positions.js';
import { isDate, isOperator, OPERATORS, type Operator } from '../rules/condition.js';
import { openPattern } from '../rules/pattern.js';
import { type RuleKind, warnOfOpenings } from './openings.js';

type Source = Readonly<Record<string, unknown>>;

const ORDERING: readonly Operator[] = ['lt', 'lte', 'gt', 'gte'];
const EQUALITY: readonly Operator[] = ['eq', 'neq', 'in', 'not_in'];

/** The operators that make sense for values of a kind. */
const SENSIBLE: Readonly<Record<Kind, readonly Operator[]>> = {
  any: OPERATORS,
  amount: [...EQUALITY, ...ORDERING, 'exists'],
  hour: [...EQUALITY, ...ORDERING],
  date: [...EQUALITY, ...ORDERING, 'regex'],
  word: [...EQUALITY, 'regex', 'contains', 'exists'],
  'yes or no': ['eq', 'neq', 'exists'],
  // Of effects, "in" would leave open whether one or all must be; the time is in a schedule or not.
  effects: ['contains', 'not_in'],
  schedules: ['in', 'contains', 'not_in'],
};

const hasForm: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  any: () => true,
  amount: isDecimal,
  hour: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 24,
  date: (value) => isDate(value) && value.length === 10,
  word: (value) => typeof value === 'string',
  'yes or no': (value) => typeof value === 'boolean',
  effects: (value) => typeof value === 'string',
  schedules: (value) => typeof value === 'string',
};

const FORMS: Readonly<Record<Kind, string>> = {
  any: 'a value',
  amount: 'a number or decimal text',
  hour: 'a whole number from 0 to 24',
  date: 'a date such as 2026-12-24',
  word: 'text',
  'yes or no': 'true or false',
  effects: 'text',
  schedules: 'text',
};

/** Why a value can't stand beside an operator, whatever the path. */
function faultOf(op: Operator, value: unknown): string | undefined {
  if (op === 'exists') {
    return value === undefined || typeof value === 'boolean'
      ? undefined
      : 'exists takes true or false, or nothing';
  }
  if (value === undefined) return `${op} needs a "value"`;
  if (op === 'in' || op === 'not_in') {
    if (!Array.isArray(value)) return `${op} takes a list`;
    return value.includes(null) ? "null can't stand in a list; use exists" : undefined;
  }
  if (Array.isArray(value)) return `${op} takes one value; a list goes with in and not_in`;
  if (ORDERING.includes(op)) {
    return isDecimal(value) || isDate(value)
      ? undefined
      : `${op} takes a number in plain digits, or a date such as 2026-12-24`;
  }
  if (op === 'regex') {
    const pattern = typeof value === 'string' ? openPattern(value) : 'is not text';
    return typeof pattern === 'string' ? `the pattern ${pattern}` : undefined;
  }
  if (op === 'contains' && (value === '' || value === null)) return 'contains needs something to look for';
  return undefined;
}

/** Checks conditions and paths: that they lead somewhere, and that operator and value fit what is found there. */
export class ConditionChecker {
  private readonly known: Known;

  constructor(
    private readonly vocabulary: PolicyVocabulary,
    private readonly findings: Findings,
    schedules: readonly string[],
  ) {
    this.known = { tools: vocabulary.tools, schedules };
  }

  /** The conditions of one entry, of which some may be malformed: the grammar has told of those. */
  check(at: JsonPath, conditions: readonly unknown[], tools: readonly ToolFacts[], kind: RuleKind): void {
    const guarded = new Set<unknown>();
    for (const one of conditions) if (isSource(one) && one.op === 'exists') guarded.add(one.path);
    conditions.forEach((one, index) => {
      if (!isSource(one)) return;
      this.condition([...at, index], one, tools, guarded.has(one.path));
      warnOfOpenings(this.findings, [...at, index], one, { tools, kind });
    });
  }

  /** A path whose value a limit adds up. */
  checkAmount(at: JsonPath, text: string, tools: readonly ToolFacts[]): void {
    const path = this.path(at, text, false);
    if (path === undefined) return;
    if (path.names.includes(EACH)) {
      this.findings.fail(at, 'must name one amount, not each of a list; money.amount is their sum');
      return;
    }
    const isAmount = path.rootName === 'args' || path.rootName === 'context' || path.field.kind === 'amount';
    if (isAmount) this.reach(at, path, tools, { presence: false, guarded: false });
    else this.findings.fail(at, 'must be an amount: money.amount, args.… or context.…');
  }

  private condition(
    at: JsonPath,
    { path, op, value }: Source,
    tools: readonly ToolFacts[],
    guarded: boolean,
  ): void {
    const parsed = typeof path === 'string' ? this.path([...at, 'path'], path, op === 'exists') : undefined;
    if (parsed !== undefined) {
      this.reach([...at, 'path'], parsed, tools, { presence: op === 'exists', guarded });
    }
    if (!isOperator(op)) return;
    const kind = parsed?.field.kind ?? 'any';
    if (parsed !== undefined && !SENSIBLE[kind].includes(op)) {
      const fitting = SENSIBLE[kind].join(', ');
      this.findings.fail([...at, 'op'], `${op} does not work on ${parsed.text}; use ${fitting}`);
      return;
    }
    const words = parsed?.field.values?.(this.known) ?? this.vocabulary.words?.[parsed?.text ?? ''];
    this.value(at, op, value, kind, words);
    if (kind === 'any' && EQUALITY.includes(op)) this.spelling(at, value);
  }

  /** An amount in quotes is compared letter by letter, and "5.00" is then not "5". */
  private spelling(at: JsonPath, value: unknown): void {
    const list = Array.isArray(value) ? value : [value];
    const text = list.find((one) => typeof one === 'string' && /^\d+\.\d+$|^0$/.test(one));
    if (text === undefined) return;
    const message = `"${text}" is compared letter by letter; to compare amounts, write ${text} without quotes`;
    this.findings.warn([...at, 'value'], message);
  }

  private value(at: JsonPath, op: Operator, value: unknown, kind: Kind, values?: readonly string[]): void {
    const where = [...at, 'value'];
    const fault = faultOf(op, value);
    if (fault !== undefined) this.findings.fail(where, fault);
    else if (Array.isArray(value)) {
      value.forEach((one, index) => {
        this.fitting([...where, index], one, kind, values);
      });
    } else if (op !== 'exists' && op !== 'regex' && value !== null) this.fitting(where, value, kind, values);
  }

  private fitting(at: JsonPath, value: unknown, kind: Kind, values?: readonly string[]): void {
    if (!hasForm[kind](value)) this.findings.fail(at, `must be ${FORMS[kind]}`);
    else if (values !== undefined && !values.includes(String(value))) {
      const known = values.length === 0 ? 'none' : values.join(', ');
      const there = values.length > 12 ? '' : `; there is ${known}`;
      const suggestion = nearest(String(value), values);
      this.findings.fail(at, `"${String(value).slice(0, 100)}" is unknown here${there}`, {
        suggestion,
      });
    }
  }

  /** The path, if it leads somewhere. */
  private path(at: JsonPath, text: string, presence: boolean): FactPath | undefined {
    const fail = (message: string, suggestion?: string) => {
      this.findings.fail(at, message, { suggestion });
      return undefined;
    };
    const parts = partsOf(text);
    if (parts === undefined)
      return fail(`"${text.slice(0, 100)}" is not written like a path, such as args.amount`);
    const path = openPath(text);
    const [start = '', first, second] = parts;
    if (path === undefined) {
      return fail(
        `no path starts with "${start}"; there is ${ROOT_NAMES.join(', ')}`,
        nearest(start, ROOT_NAMES),
      );
    }
    const { root, rootName, names } = path;
    if (root.itself !== undefined) {
      const operators = SENSIBLE[root.itself.kind].join(' or ');
      return first === undefined
        ? path
        : fail(`${rootName} is a list; write ${rootName} alone, with ${operators}`);
    }
    if (first === undefined) return fail(`"${start}" must name a field, such as ${root.example}`);
    const fixed = root.fields === undefined ? undefined : Object.keys(root.fields);
    const fields = fixed ?? root.fieldsIn?.(this.vocabulary);
    if (fields !== undefined && !fields.includes(first)) {
      return fail(`${start} has no field "${first}"; there is ${fields.join(', ')}`, nearest(first, fields));
    }
    if (fixed !== undefined && second !== undefined) {
      return fail(`${start}.${first} has no fields of its own`);
    }
    if (rootName === 'context' && !this.record(at, names, presence)) return undefined;
    return path;
  }

  private record(at: JsonPath, [record = '', field, deeper]: readonly string[], presence: boolean): boolean {
    const records = Object.keys(this.vocabulary.records);
    const fields = Object.hasOwn(this.vocabulary.records, record)
      ? this.vocabulary.records[record]
      : undefined;
    const fail = (message: string, suggestion?: string) => {
      this.findings.fail(at, message, { suggestion });
      return false;
    };
    if (fields === undefined) {
      return fail(
        `there is no record "${record}"; there is ${records.join(', ') || 'none'}`,
        nearest(record, records),
      );
    }
    if (field === undefined) {
      return (
        presence || fail(`must name a field of ${record}, such as context.${record}.${fields[0] ?? 'id'}`)
      );
    }
    if (!fields.includes(field)) {
      return fail(`${record} has no field "${field}"; there is ${fields.join(', ')}`, nearest(field, fields));
    }
    return deeper === undefined || fail(`${record}.${field} has no fields of its own`);
  }

  /** Warns where tools that a rule applies to can't have its path. */
  private reach(
    at: JsonPath,
    { root: { reach }, names: [first = ''], text }: FactPath,
    tools: readonly ToolFacts[],
    how: { presence: boolean; guarded: boolean },
  ): void {
    if (reach === undefined) return;
    const without = tools.filter((tool) => !reach.has(tool, first));
    if (without.length === 0) return;
    const what = reach.what(first);
    const names = new Set(tools.flatMap((tool) => reach.names?.(tool) ?? []));
    const suggestion = nearest(first, names);
    if (without.length === tools.length) {
      const none = `no tool it speaks of has ${what}`;
      const then = how.presence ? 'so it is always absent' : 'so it always counts against the call';
      this.findings.warn(at, `${none}, ${then}`, { suggestion });
    } else if (!how.presence && !how.guarded) {
      const some = `${without.length} of the ${tools.length} tools it speaks of lack ${what}`;
      const way = `ask {"path": "${text}", "op": "exists"} as well if that is not meant`;
      this.findings.warn(at, `${some}, so it always counts against their calls; ${way}`);
    }
  }
}

export function isSource(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
