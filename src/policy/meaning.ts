import { nearest } from '../spelling.js';
import { badPattern, type ConditionSource } from './condition.js';
import { decimalOf } from './decimal.js';
import { CLASSES, type LimitSource, type PolicyDocument, type RuleSet } from './document.js';
import {
  EFFECTS,
  MONEY_FIELDS,
  ROOTS,
  SESSION_FIELDS,
  type Surroundings,
  segmentsOf,
  TIME_FIELDS,
  TOOL_FIELDS,
  type ToolFacts,
} from './facts.js';
import type { Path, Placed, Problem } from './positions.js';
import { WEEKDAYS } from './time.js';

/** What a grammar can't see: names that must exist, values that must fit their operator, rules that never speak. */
export interface Findings {
  problems: Problem[];
  warnings: Problem[];
}

class Checker implements Findings {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];

  constructor(
    private readonly document: PolicyDocument,
    private readonly around: Surroundings,
    private readonly placed: Placed,
  ) {}

  fail(path: Path, message: string, suggestion?: string): void {
    this.problems.push(this.placed.problem(path, message, suggestion));
  }

  warn(path: Path, message: string, suggestion?: string): void {
    this.warnings.push(this.placed.problem(path, message, suggestion));
  }

  known(path: Path, name: string, kind: string, list: Iterable<string>): boolean {
    const all = [...list];
    if (all.includes(name)) return true;
    this.fail(path, `there is no ${kind} "${name}".`, nearest(name, all));
    return false;
  }

  /** The names in a list, each of which must exist. */
  names(path: Path, list: readonly string[] | undefined, kind: string, known: Iterable<string>): void {
    const all = [...known];
    list?.forEach((name, index) => {
      this.known([...path, index], name, kind, all);
    });
  }

  whole(): void {
    const { document, around } = this;
    const tools = [...around.tools.keys()];
    const toolsets = new Set([...around.tools.values()].map((tool) => tool.toolset));
    if (Array.isArray(document.hide)) {
      document.hide.forEach((name, index) => {
        if (name !== '*') this.known(['hide', index], name, 'tool', tools);
      });
    }
    this.names(['toolsets'], document.toolsets, 'toolset', toolsets);
    if (document.timezone !== undefined && !isZone(document.timezone)) {
      this.fail(['timezone'], 'is not an IANA time zone such as Europe/Berlin');
    }
    for (const [name, grant] of Object.entries(document.grants ?? {})) {
      this.names(['grants', name, 'toolsets'], grant.toolsets, 'toolset', toolsets);
      this.names(['grants', name, 'tools'], grant.tools, 'tool', tools);
    }
    this.rules(['all_tools'], document.all_tools ?? {}, [...around.tools.values()]);
    for (const risk of CLASSES) {
      const rules = document.classes?.[risk];
      if (rules === undefined) continue;
      this.rules(
        ['classes', risk],
        rules,
        [...around.tools.values()].filter((tool) => tool.class === risk),
      );
      if (rules.hide === true && Object.keys(rules).some((key) => !['hide', 'description'].includes(key))) {
        this.warn(
          ['classes', risk],
          'hides the class: its other rules speak only for tools that a switch shows',
        );
      }
    }
    for (const [name, rules] of Object.entries(document.tools ?? {})) {
      if (!this.known(['tools', name], name, 'tool', tools)) continue;
      const facts = around.tools.get(name);
      this.rules(['tools', name], rules, facts === undefined ? [] : [facts]);
      if (document.hide === '*' || document.hide?.includes(name) || document.hide?.includes('*')) {
        this.warn(['tools', name], 'can never speak: the tool is hidden');
      }
    }
  }

  rules(path: Path, rules: RuleSet, tools: readonly ToolFacts[]): void {
    for (const kind of ['require', 'deny_if'] as const) {
      rules[kind]?.forEach((entry, index) => {
        this.conditions([...path, kind, index, 'conditions'], entry.conditions, tools);
        if (kind === 'require' && entry.conditions.length === 0) {
          this.warn([...path, kind, index], 'requires nothing: it has no conditions');
        }
      });
    }
    rules.limits?.forEach((limit, index) => {
      this.limit([...path, 'limits', index], limit, tools);
    });
    if (typeof rules.require_approval === 'object') {
      this.conditions([...path, 'require_approval', 'when'], rules.require_approval.when ?? [], tools);
    }
    if (rules.reason !== undefined && rules.action === undefined) {
      this.warn([...path, 'reason'], 'is never told: it goes with action');
    }
    if (rules.action === 'deny' && (rules.limits !== undefined || rules.require_approval !== undefined)) {
      this.warn(path, 'denies always, so its limits and approvals can never speak');
    }
  }

  limit(path: Path, limit: LimitSource, tools: readonly ToolFacts[]): void {
    if (limit.increment_from === undefined) return;
    const at = [...path, 'increment_from'];
    const segments = this.path(at, limit.increment_from, tools);
    if (segments !== undefined && !['args', 'money', 'context'].includes(segments[0] ?? '')) {
      this.fail(at, 'must be an amount: args.…, money.amount or context.…');
    }
  }

  conditions(path: Path, conditions: readonly ConditionSource[], tools: readonly ToolFacts[]): void {
    conditions.forEach((condition, index) => {
      const at = [...path, index];
      const segments = this.path([...at, 'path'], condition.path, tools);
      this.value(at, condition);
      if (segments !== undefined) this.fits(at, condition, segments);
    });
  }

  /** The segments of a path that leads somewhere. */
  path(at: Path, path: string, tools: readonly ToolFacts[]): string[] | undefined {
    const segments = segmentsOf(path);
    if (segments === undefined) {
      this.fail(
        at,
        `"${path.slice(0, 100)}" is not a path; write args.name, context.order.status, money.amount …`,
      );
      return undefined;
    }
    const [root = '', first, second] = segments;
    if (!this.known(at, root, 'path that starts with', ROOTS)) return undefined;
    if (root !== 'effects' && first === undefined) {
      this.fail(at, `must name what of ${root} it means, such as ${root}.${this.hint(root)}`);
      return undefined;
    }
    const fields = { money: MONEY_FIELDS, session: SESSION_FIELDS, tool: TOOL_FIELDS, time: TIME_FIELDS }[
      root
    ];
    if (fields !== undefined && first !== undefined && !this.known(at, first, `field of ${root}`, fields))
      return undefined;
    if (root === 'args' && first !== undefined) this.argument(at, first, tools);
    if (root === 'context' && first !== undefined)
      return this.record(at, first, second, tools) ? segments : undefined;
    return segments;
  }

  hint(root: string): string {
    return { args: 'amount', context: 'order.status', money: 'amount', caller: 'name' }[root] ?? 'class';
  }

  argument(at: Path, name: string, tools: readonly ToolFacts[]): void {
    if (tools.length === 0 || tools.some((tool) => tool.args.includes(name))) return;
    const args = tools.flatMap((tool) => tool.args);
    this.warn(
      at,
      `no tool it speaks of has an argument "${name}", so it always counts against the call.`,
      nearest(name, args),
    );
  }

  record(at: Path, record: string, field: string | undefined, tools: readonly ToolFacts[]): boolean {
    if (!this.known(at, record, 'record', Object.keys(this.around.records))) return false;
    if (field === undefined) {
      this.fail(at, `must name a field of ${record}`);
      return false;
    }
    if (!this.known(at, field, `field of ${record}`, this.around.records[record] ?? [])) return false;
    if (tools.length > 0 && !tools.some((tool) => tool.records.includes(record))) {
      this.warn(
        at,
        `no tool it speaks of names a record of that kind (${record}), so it always counts against the call.`,
      );
    }
    return true;
  }

  value(at: Path, { op, value }: ConditionSource): void {
    const where = [...at, 'value'];
    if (op === 'exists') {
      if (value !== undefined && typeof value !== 'boolean') this.fail(where, 'exists takes true or false');
    } else if (value === undefined) {
      this.fail(at, `${op} needs a value`);
    } else if (op === 'in' || op === 'not_in') {
      if (!Array.isArray(value)) this.fail(where, `${op} takes a list`);
    } else if (Array.isArray(value)) {
      this.fail(where, `${op} takes one value; a list goes with in and not_in`);
    } else if (['lt', 'lte', 'gt', 'gte'].includes(op)) {
      const comparable = decimalOf(value) !== undefined || /^\d{4}-\d{2}-\d{2}/.test(String(value));
      if (!comparable) this.fail(where, `${op} takes a number in plain digits, or a date YYYY-MM-DD`);
    } else if (op === 'regex') {
      const why = typeof value === 'string' ? badPattern(value) : 'is not text';
      if (why !== undefined) this.fail(where, `the pattern ${why}`);
    }
  }

  /** Values of paths whose values are known beforehand. */
  fits(at: Path, { op, value }: ConditionSource, [root, first]: readonly string[]): void {
    if (value === undefined || op === 'exists' || op === 'regex') return;
    const known = {
      effects: EFFECTS,
      'tool.class': CLASSES,
      'time.weekday': WEEKDAYS,
      'time.schedule': Object.keys(this.document.schedules ?? {}),
    }[root === 'effects' ? root : `${root}.${first}`] as readonly string[] | undefined;
    if (known === undefined) return;
    const list = Array.isArray(value) ? value : [value];
    for (const one of list)
      this.known(
        [...at, 'value'],
        String(one),
        `value of ${root === 'effects' ? root : `${root}.${first}`}`,
        known,
      );
    const isList = root === 'effects' || first === 'schedule';
    if (isList && op !== 'contains')
      this.fail([...at, 'op'], `is a list: only contains can look into it, not ${op}`);
  }
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export function checkMeaning(document: PolicyDocument, around: Surroundings, placed: Placed): Findings {
  const checker = new Checker(document, around, placed);
  checker.whole();
  return checker;
}
