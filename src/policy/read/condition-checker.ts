import { isDecimal } from '../../decimal.js';
import { nearest } from '../../spelling.js';
import {
  type Path as FactPath,
  FIELDS,
  type Kind,
  kindOf,
  openPath,
  partsOf,
  ROOTS,
} from '../facts/paths.js';
import type { Surroundings, ToolFacts } from '../facts/request.js';
import type { Findings } from '../json/findings.js';
import type { Path } from '../json/positions.js';
import { isDate, OPERATORS, type Operator } from '../rules/condition.js';
import { openPattern } from '../rules/pattern.js';

type Source = Readonly<Record<string, unknown>>;

const isOperator = (op: unknown): op is Operator => (OPERATORS as readonly unknown[]).includes(op);
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
  list: ['contains', 'not_in'],
};

const EXAMPLES: Readonly<Record<string, string>> = {
  args: 'args.amount',
  context: 'context.order.status',
  money: 'money.amount',
  caller: 'caller.name',
  session: 'session.tainted',
  tool: 'tool.class',
  time: 'time.hour',
};

const hasForm: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  any: () => true,
  amount: isDecimal,
  hour: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 24,
  date: (value) => isDate(value) && value.length === 10,
  word: (value) => typeof value === 'string',
  'yes or no': (value) => typeof value === 'boolean',
  list: (value) => typeof value === 'string',
};

const FORMS: Readonly<Record<Kind, string>> = {
  any: 'a value',
  amount: 'a number or decimal text',
  hour: 'a whole number from 0 to 24',
  date: 'a date such as 2026-12-24',
  word: 'text',
  'yes or no': 'true or false',
  list: 'text',
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
  constructor(
    private readonly around: Surroundings,
    private readonly findings: Findings,
    private readonly schedules: readonly string[],
  ) {}

  /** The conditions of one entry, of which some may be malformed: the grammar has told of those. */
  check(at: Path, conditions: readonly unknown[], tools: readonly ToolFacts[]): void {
    const guarded = new Set<unknown>();
    for (const one of conditions) if (isSource(one) && one.op === 'exists') guarded.add(one.path);
    conditions.forEach((one, index) => {
      if (isSource(one)) this.condition([...at, index], one, tools, guarded.has(one.path));
    });
  }

  /** A path whose value a limit adds up. */
  checkAmount(at: Path, text: string, tools: readonly ToolFacts[]): void {
    const path = this.path(at, text, false);
    if (path === undefined) return;
    const isAmount = path.root === 'args' || path.root === 'context' || path.text === 'money.amount';
    if (isAmount) this.reach(at, path, tools, { presence: false, guarded: false });
    else this.findings.fail(at, 'must be an amount: money.amount, args.… or context.…');
  }

  private condition(
    at: Path,
    { path, op, value }: Source,
    tools: readonly ToolFacts[],
    guarded: boolean,
  ): void {
    const found = typeof path === 'string' ? this.path([...at, 'path'], path, op === 'exists') : undefined;
    if (found !== undefined) {
      this.reach([...at, 'path'], found, tools, { presence: op === 'exists', guarded });
    }
    if (!isOperator(op)) return;
    const { kind, values } =
      found === undefined ? { kind: 'any' as const, values: undefined } : this.kindOf(found);
    if (found !== undefined && !this.isSensible(kind, op, found)) {
      const fitting = this.sensible(kind, found).join(', ');
      this.findings.fail([...at, 'op'], `${op} does not work on ${found.text}; use ${fitting}`);
      return;
    }
    this.value(at, op, value, kind, values);
    if (kind === 'any' && EQUALITY.includes(op)) this.spelling(at, value);
  }

  /** An amount in quotes is compared letter by letter, and "5.00" is then not "5". */
  private spelling(at: Path, value: unknown): void {
    const list = Array.isArray(value) ? value : [value];
    const text = list.find((one) => typeof one === 'string' && /^\d+\.\d+$|^0$/.test(one));
    if (text === undefined) return;
    const message = `"${text}" is compared letter by letter; to compare amounts, write ${text} without quotes`;
    this.findings.warn([...at, 'value'], message);
  }

  private kindOf(path: FactPath): { kind: Kind; values: readonly string[] | undefined } {
    const { kind, values } = kindOf(path);
    return { kind, values: values ?? this.valuesOf(path) };
  }

  /** The values of a path that this file or these tools make known. */
  private valuesOf({ text }: FactPath): readonly string[] | undefined {
    const { tools } = this.around;
    switch (text) {
      case 'time.schedule':
        return this.schedules;
      case 'tool.name':
        return [...tools.keys()];
      case 'tool.level':
        return [...new Set([...tools.values()].map(({ level }) => level))];
      case 'tool.toolset':
        return [...new Set([...tools.values()].map(({ toolset }) => toolset))];
      default:
        return undefined;
    }
  }

  // Only the time is in a schedule or not; of effects, "in" would leave open whether one or all must be.
  private sensible(kind: Kind, path: FactPath): readonly Operator[] {
    return path.text === 'time.schedule' ? ['in', ...SENSIBLE[kind]] : SENSIBLE[kind];
  }

  private isSensible(kind: Kind, op: Operator, path: FactPath): boolean {
    return this.sensible(kind, path).includes(op);
  }

  private value(at: Path, op: Operator, value: unknown, kind: Kind, values?: readonly string[]): void {
    const where = [...at, 'value'];
    const fault = faultOf(op, value);
    if (fault !== undefined) this.findings.fail(where, fault);
    else if (Array.isArray(value)) {
      value.forEach((one, index) => {
        this.fitting([...where, index], one, kind, values);
      });
    } else if (op !== 'exists' && op !== 'regex' && value !== null) this.fitting(where, value, kind, values);
  }

  private fitting(at: Path, value: unknown, kind: Kind, values?: readonly string[]): void {
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
  private path(at: Path, text: string, presence: boolean): FactPath | undefined {
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
      return fail(`no path starts with "${start}"; there is ${ROOTS.join(', ')}`, nearest(start, ROOTS));
    }
    if (path.root === 'effects') {
      return first === undefined
        ? path
        : fail('effects is a list; write effects alone, with contains or not_in');
    }
    if (first === undefined) return fail(`"${start}" must name a field, such as ${EXAMPLES[start]}`);
    const fields = path.root === 'caller' ? this.around.caller : FIELDS[path.root];
    if (fields !== undefined && !fields.includes(first)) {
      return fail(`${start} has no field "${first}"; there is ${fields.join(', ')}`, nearest(first, fields));
    }
    if (fields !== undefined && second !== undefined && path.root !== 'caller') {
      return fail(`${start}.${first} has no fields of its own`);
    }
    if (path.root === 'context' && !this.record(at, path.names, presence)) return undefined;
    return path;
  }

  private record(at: Path, [record = '', field, deeper]: readonly string[], presence: boolean): boolean {
    const records = Object.keys(this.around.records);
    const fields = Object.hasOwn(this.around.records, record) ? this.around.records[record] : undefined;
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

  /** Whether the tools that a rule speaks of can have what its path names. */
  private reach(
    at: Path,
    { root, names: [first = ''], text }: FactPath,
    tools: readonly ToolFacts[],
    how: { presence: boolean; guarded: boolean },
  ): void {
    const has = (tool: ToolFacts): boolean => {
      if (root === 'args') return tool.args.includes(first);
      if (root === 'context') return tool.records.includes(first);
      return root !== 'money' || tool.money;
    };
    const without = tools.filter((tool) => !has(tool));
    if (without.length === 0) return;
    const what =
      root === 'args'
        ? `the argument "${first}"`
        : root === 'context'
          ? `the record "${first}"`
          : 'money at stake';
    const suggestion =
      root === 'args' ? nearest(first, new Set(tools.flatMap((tool) => tool.args))) : undefined;
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
