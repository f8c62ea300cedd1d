import { decimalText } from '../../decimal.js';
import { lengthMs } from '../../duration.js';
import type { Calendar, ChannelName, Window } from '../../terms.js';
import { type FactPath, openPath } from '../facts/paths.js';
import { type Condition, compileCondition } from './condition.js';
import type { ApprovalSource, EntrySource, HoldSource, LimitSource, RuleSet } from './rule-grammar.js';
import { type AskedRules, indexRules } from './rule-index.js';

export type Scope = 'grant' | 'client' | 'install';

/** Terms of an approval; the program's defaults hold for a term that is left out. */
export interface ApprovalTerms {
  readonly channels?: readonly ChannelName[];
  /** How many different people. */
  readonly approvers?: number;
  /** Seconds. */
  readonly expires?: number;
  /** required: nobody is asked unless they can be shown what would happen. */
  readonly preview?: 'required' | 'optional';
  readonly message?: string;
}

interface Common {
  /** JSON pointer into the file. */
  readonly id: string;
  readonly message?: string;
  readonly conditions: readonly Condition[];
}

export type Rule =
  | (Common & { readonly kind: 'require' | 'deny_if' })
  | (Common & { readonly kind: 'approval'; readonly terms: ApprovalTerms })
  | (Common & { readonly kind: 'hold'; readonly forMs: number });

export interface Limit {
  /** JSON pointer into the file. */
  readonly id: string;
  /** It counts only calls for which all of them hold; where one can't be evaluated, it counts. */
  readonly conditions: readonly Condition[];
  /** The name of its counter for a tool. */
  counterOf(tool: string): string;
  readonly window: Window;
  /** Decimal text. */
  readonly max: string;
  readonly scope: Scope;
  /** It is a budget: past its maximum a person decides. */
  readonly part?: 'unasked';
  readonly message?: string;
  /** Path of the amount it adds up; it counts calls when left out. */
  readonly amount?: FactPath;
}

/** The rules of one place in the file, ready to be asked about any tool. */
export interface Rules {
  readonly rules: readonly Rule[];
  /** Those of the rules that could apply: the others would keep silent. */
  readonly asked: AskedRules<Rule>;
  readonly limits: readonly Limit[];
}

export const NO_RULES: Rules = { rules: [], asked: () => [], limits: [] };

type Source = Omit<RuleSet, 'hide'>;

/** Leaves out what is undefined, so that absent stays absent. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function entries(at: string, kind: 'require' | 'deny_if', source: readonly EntrySource[] = []): Rule[] {
  return source.map(({ conditions, on_deny: message }, index) => ({
    kind,
    id: `${at}/${kind}/${index}`,
    // What is required must hold for every member of a list; what is refused, for one of them.
    conditions: conditions.map((one) => compileCondition(one, kind === 'require' ? 'every' : 'some')),
    ...given({ message }),
  }));
}

function approval(id: string, source: true | ApprovalSource): Rule {
  const { when = [], message, channels, approvers, expires, preview } = source === true ? {} : source;
  const conditions = when.map((one) => compileCondition(one, 'some'));
  const terms = given({ channels, approvers, expires, preview, message });
  return { kind: 'approval', id, conditions, terms, ...given({ message }) };
}

function approvals(at: string, source: Source['require_approval']): Rule[] {
  if (source === undefined) return [];
  if (!Array.isArray(source)) return [approval(`${at}/require_approval`, source)];
  return source.map((one, index) => approval(`${at}/require_approval/${index}`, one));
}

/** A call that sends nobody a message has nothing that could be called back. */
const SENDS_MAIL = { path: 'effects', op: 'contains', value: 'mail' } as const;

function hold(id: string, { for: length, when = [], message }: HoldSource): Rule {
  const conditions = [SENDS_MAIL, ...when].map((one) => compileCondition(one, 'some'));
  return { kind: 'hold', id, conditions, forMs: lengthMs(length) ?? 0, ...given({ message }) };
}

function holds(at: string, source: Source['hold']): Rule[] {
  if (source === undefined) return [];
  if (typeof source === 'string') return [hold(`${at}/hold`, { for: source })];
  if (!Array.isArray(source)) return [hold(`${at}/hold`, source)];
  return source.map((one, index) => hold(`${at}/hold/${index}`, one));
}

/** Minutes and hours are the same everywhere. */
const calendarWindow = (calendar: Calendar, timezone: string): Window =>
  timezone === 'UTC' || calendar === 'minute' || calendar === 'hour' ? { calendar } : { calendar, timezone };

function limit(id: string, source: LimitSource, timezone: string): Limit {
  const {
    counter,
    window: calendar,
    max,
    scope,
    over,
    when = [],
    increment_from: from,
    on_deny: message,
  } = source;
  const amount = from === undefined ? undefined : openPath(from);
  return {
    id,
    conditions: when.map((one) => compileCondition(one, 'some')),
    counterOf: (tool) => counter.replaceAll('{tool}', tool),
    window: calendarWindow(calendar, timezone),
    max: decimalText(max) ?? '0',
    scope,
    ...given({ amount, message, part: over === 'approval' ? ('unasked' as const) : undefined }),
  };
}

/** How the rules of a place are read. */
interface Reading {
  /** Its rate is that of each tool, not of all together. */
  readonly perTool: boolean;
  /** IANA zone of calendar windows. */
  readonly timezone: string;
}

/** Reads the rules at a pointer. */
export function compileRules(at: string, source: Source | undefined, { perTool, timezone }: Reading): Rules {
  if (source === undefined) return NO_RULES;
  const { action, reason, rate_limit: rate } = source;
  const denied: Rule[] =
    action === 'deny'
      ? [{ kind: 'deny_if', id: `${at}/action`, conditions: [], ...given({ message: reason }) }]
      : [];
  const limits = (source.limits ?? []).map((one, index) => limit(`${at}/limits/${index}`, one, timezone));
  if (rate !== undefined) {
    const id = `${at}/rate_limit`;
    limits.push({
      id,
      conditions: [],
      counterOf: (tool) => (perTool ? `${id} ${tool}` : id),
      window: { slidingSeconds: rate.window },
      max: String(rate.max),
      scope: 'grant',
      ...given({ message: rate.on_deny }),
    });
  }
  const rules = [
    ...denied,
    ...entries(at, 'require', source.require),
    ...entries(at, 'deny_if', source.deny_if),
    ...approvals(at, source.require_approval),
    ...holds(at, source.hold),
  ];
  return { rules, asked: indexRules(rules), limits };
}

/** The rules of several places together: each of them speaks. */
export function allOf(places: readonly Rules[]): Rules {
  const [first = NO_RULES, ...others] = places;
  if (others.length === 0) return first;
  const rules = places.flatMap((one) => one.rules);
  return { rules, asked: indexRules(rules), limits: places.flatMap(({ limits }) => limits) };
}
