import { signOf } from '../../decimal.js';
import { EFFECTS, RISK_CLASSES } from '../../terms.js';
import type { FactName, PolicyVocabulary, RuleInput, ToolFacts } from './request.js';
import { type Time, WEEKDAYS } from './time.js';
import { MISSING, UNAVAILABLE, UNKNOWN } from './unknown.js';

/** The kind of value a path has; it decides which operators a condition may use. */
export type Kind = 'any' | 'amount' | 'word' | 'yes or no' | 'hour' | 'date' | 'effects' | 'schedules';

/** Names that a file and the tools define. */
export interface Known {
  readonly tools: PolicyVocabulary['tools'];
  readonly schedules: readonly string[];
}

export interface Field {
  readonly kind: Kind;
  /** Its values, where they are few and known. */
  readonly values?: (known: Known) => readonly string[];
}

/** Which tools can have a path. For a tool that can't, the path is MISSING whatever was looked up. */
interface Reach {
  has(tool: ToolFacts, first: string): boolean;
  /** The thing such a tool lacks, in words for a warning. */
  what(first: string): string;
  /** Names to suggest for a misspelt one. */
  names?(tool: ToolFacts): readonly string[];
}

/** The first part of a path, and how paths below it are checked and read. */
export interface Root {
  /** The fact of the request that it reads; a root without one is always known. */
  readonly fact?: FactName;
  /** Form of its paths for the schema, where its fields depend on the tool or the record. */
  readonly written?: string;
  /** An example path; undefined for a root that is a value itself. */
  readonly example?: string;
  /** Kind of the root's own value, for a root without fields. */
  readonly itself?: Field;
  /** Its fields, where they are the same for every tool. */
  readonly fields?: Readonly<Record<string, Field>>;
  /** Its fields, where the vocabulary defines them; undefined where any name is accepted. */
  fieldsIn?(vocabulary: PolicyVocabulary): readonly string[] | undefined;
  readonly reach?: Reach;
  /** An approval rule that can't read it denies instead: approving an unknown amount would be a blank cheque. */
  readonly mustBeTold?: true;
  /** Makes the reader of what is at `names` below the root: the value; UNKNOWN, UNAVAILABLE or MISSING where there is none. */
  reader(names: readonly string[]): (input: RuleInput) => unknown;
}

/** The part of a path that means each member of a list. */
export const EACH = '*';

// Own properties only: `args.constructor` must not find what every object inherits. `null` says there is nothing.
function step(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return MISSING;
  return (value as Record<string, unknown>)[name];
}

/** What a path with `[*]` finds: the value in each member of a list, MISSING in a member without it. */
export class Members {
  constructor(readonly values: readonly unknown[]) {}
}

function membersOf(list: unknown, names: readonly string[]): unknown {
  if (typeof list === 'symbol') return list;
  if (!Array.isArray(list)) return MISSING;
  const found = list.map((item) => walk(item, names));
  return new Members(found.flatMap((one) => (one instanceof Members ? one.values : [one])));
}

function walk(start: unknown, names: readonly string[]): unknown {
  const each = names.indexOf(EACH);
  if (each !== -1) return membersOf(walk(start, names.slice(0, each)), names.slice(each + 1));
  let value = start;
  for (const name of names) {
    if (typeof value === 'symbol') return value;
    value = step(value, name);
  }
  return value === undefined || value === null ? MISSING : value;
}

/** The value of a money path. A negative amount, or text that is no amount, is UNAVAILABLE: no rule may conclude anything from it. */
function readMoney({ request: { money } }: RuleInput, names: readonly string[]): unknown {
  if (money === null) return MISSING;
  const value = walk(money, names);
  if (names[0] !== 'amount' || value === UNKNOWN || value === UNAVAILABLE) return value;
  const sign = signOf(value);
  return sign === undefined || sign < 0 ? UNAVAILABLE : value;
}

function readRecord(
  { request: { context } }: RuleInput,
  [record = '', ...fields]: readonly string[],
): unknown {
  if (typeof context === 'symbol') return context;
  const value = Object.hasOwn(context, record) ? context[record] : undefined;
  return value === undefined ? UNKNOWN : walk(value, fields);
}

const each = (known: Known, name: (tool: ToolFacts) => string) => [
  ...new Set([...known.tools.values()].map(name)),
];

/**
 * Everything a rule can ask about, one row per root. A new path of a root is a field in its row; a new root is a row
 * here and, unless it is always known, a fact in `request.ts`.
 */
export const ROOTS = {
  args: {
    fact: 'args',
    written: 'args.<argument>',
    example: 'args.amount',
    reach: {
      has: (tool, first) => tool.args.includes(first),
      what: (first) => `the argument "${first}"`,
      names: (tool) => tool.args,
    },
    reader: (names) => (input) => walk(input.request.args, names),
  },
  context: {
    fact: 'context',
    written: 'context.<record>.<field>',
    example: 'context.order.status',
    reach: {
      has: (tool, first) => tool.records.includes(first),
      what: (first) => `the record "${first}"`,
    },
    reader: (names) => (input) => readRecord(input, names),
  },
  money: {
    fact: 'money',
    example: 'money.amount',
    fields: { amount: { kind: 'amount' }, currency: { kind: 'word' } },
    reach: { has: (tool) => tool.money, what: () => 'money at stake' },
    mustBeTold: true,
    reader: (names) => (input) => readMoney(input, names),
  },
  mail: {
    fact: 'mail',
    example: 'mail.recipients',
    fields: {
      recipients: { kind: 'amount' },
      outsiders: { kind: 'amount' },
      as_first_read: { kind: 'yes or no' },
    },
    reach: { has: (tool) => tool.mails === true, what: () => 'recipients' },
    reader:
      (names) =>
      ({ request: { mail } }) =>
        mail === null ? MISSING : walk(mail, names),
  },
  effects: {
    fact: 'effects',
    itself: { kind: 'effects', values: () => EFFECTS },
    reader: (names) => (input) => walk(input.request.effects, names),
  },
  caller: {
    fact: 'caller',
    written: 'caller.<field>',
    example: 'caller.name',
    fieldsIn: ({ caller }) => caller,
    reader: (names) => (input) => walk(input.request.caller, names),
  },
  session: {
    fact: 'session',
    example: 'session.tainted',
    fields: { tainted: { kind: 'yes or no' } },
    reader: (names) => (input) => walk(input.request.session, names),
  },
  tool: {
    example: 'tool.class',
    fields: {
      class: { kind: 'word', values: () => RISK_CLASSES },
      level: { kind: 'word', values: (known) => each(known, ({ level }) => level) },
      toolset: { kind: 'word', values: (known) => each(known, ({ toolset }) => toolset) },
      name: { kind: 'word', values: ({ tools }) => [...tools.keys()] },
    },
    reader: (names) =>
      names[0] === 'name' ? (input) => input.request.tool : (input) => walk(input.tool, names),
  },
  time: {
    fact: 'at',
    example: 'time.hour',
    fields: {
      hour: { kind: 'hour' },
      weekday: { kind: 'word', values: () => WEEKDAYS },
      date: { kind: 'date' },
      schedule: { kind: 'schedules', values: ({ schedules }) => schedules },
    } satisfies Readonly<Record<keyof Time, Field>>,
    reader:
      (names) =>
      ({ request: { at }, time }) =>
        typeof at !== 'symbol' && Number.isNaN(at.getTime()) ? UNAVAILABLE : walk(time(), names),
  },
} as const satisfies Record<string, Root>;

export type RootName = keyof typeof ROOTS;
export const ROOT_NAMES = Object.keys(ROOTS) as readonly RootName[];

/** Every path there is, for the description of the file's schema. */
export function pathsInWords(): string {
  const roots = Object.entries<Root>(ROOTS).map(([name, { written, fields }]) => {
    if (written !== undefined) return written;
    return fields === undefined ? name : `${name}.${Object.keys(fields).join('|')}`;
  });
  return `${roots.join(', ')}.`;
}

type ValueOf<F extends Field> = F['kind'] extends 'yes or no'
  ? boolean
  : F['kind'] extends 'hour'
    ? number
    : string;
type SessionFields = (typeof ROOTS)['session']['fields'];

/** The fields of a session that rules can ask about. */
export type SessionFacts = { readonly [F in keyof SessionFields]: ValueOf<SessionFields[F]> };

/** A session that nothing has reached yet. */
export const NEW_SESSION: SessionFacts = { tainted: false };
