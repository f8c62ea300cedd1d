import { signOf } from '../../decimal.js';
import { EFFECTS, RISK_CLASSES } from '../../terms.js';
import { type Facts, UNAVAILABLE, UNKNOWN } from './request.js';
import { WEEKDAYS } from './time.js';

/** The path leads nowhere. */
export const MISSING: unique symbol = Symbol('missing');

export type Read = (facts: Facts) => unknown;

export interface Path {
  text: string;
  root: Root;
  /** What follows the root. */
  names: readonly string[];
  read: Read;
}

export const ROOTS = ['args', 'context', 'money', 'effects', 'caller', 'session', 'tool', 'time'] as const;
export type Root = (typeof ROOTS)[number];

/** The fields of roots whose fields are the same everywhere. */
export const FIELDS: Partial<Record<Root, readonly string[]>> = {
  money: ['amount', 'currency'],
  session: ['tainted'],
  tool: ['class', 'level', 'toolset', 'name'],
  time: ['hour', 'weekday', 'date', 'schedule'],
};

/** What kind of value a path has where that is known beforehand: it decides which operators make sense. */
export type Kind = 'any' | 'amount' | 'word' | 'yes or no' | 'hour' | 'date' | 'list';

const KINDS: Readonly<Record<string, { kind: Kind; values?: readonly string[] }>> = {
  'money.amount': { kind: 'amount' },
  'money.currency': { kind: 'word' },
  effects: { kind: 'list', values: EFFECTS },
  'session.tainted': { kind: 'yes or no' },
  'tool.class': { kind: 'word', values: RISK_CLASSES },
  'tool.level': { kind: 'word' },
  'tool.toolset': { kind: 'word' },
  'tool.name': { kind: 'word' },
  'time.hour': { kind: 'hour' },
  'time.weekday': { kind: 'word', values: WEEKDAYS },
  'time.date': { kind: 'date' },
  'time.schedule': { kind: 'list' },
};

/** Its kind, and its values where these are few and known. */
export function kindOf({ root, names }: Path): { kind: Kind; values?: readonly string[] } {
  return KINDS[[root, ...names].join('.')] ?? { kind: 'any' };
}

const isRoot = (name: string): name is Root => (ROOTS as readonly string[]).includes(name);

/** The parts of a path such as `args.items[0].amount`; undefined when it is not written like one. */
export function partsOf(text: string): string[] | undefined {
  if (text.length > 200 || !/^[A-Za-z_]\w*(\.[\w-]+|\[\d{1,4}\])*$/.test(text)) return undefined;
  return text.replace(/\[(\d+)\]/g, '.$1').split('.');
}

/** A path ready to be read; undefined when it starts nowhere. Whether its fields exist is for the checker. */
export function openPath(text: string): Path | undefined {
  const [root = '', ...names] = partsOf(text) ?? [];
  return isRoot(root) ? { text, root, names, read: readerOf(root, names) } : undefined;
}

// What a tool's calls can't have is missing whether or not they were looked at: a listing then says what a call will.

// Own properties only: `args.constructor` must not find what every object inherits. `null` says there is nothing.
function step(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return MISSING;
  return (value as Record<string, unknown>)[name];
}

function walk(start: unknown, names: readonly string[]): unknown {
  let value = start;
  for (const name of names) {
    if (typeof value === 'symbol') return value;
    value = step(value, name);
  }
  return value === undefined || value === null ? MISSING : value;
}

/** A negative amount, or one that is no amount, is as good as none: nothing may be concluded from it. */
function readMoney(facts: Facts, names: readonly string[]): unknown {
  if (!facts.tool.money) return MISSING;
  const { money = UNKNOWN } = facts.request;
  if (money === null) return MISSING;
  const found = walk(money, names);
  if (names[0] !== 'amount' || found === UNKNOWN || found === UNAVAILABLE) return found;
  const sign = signOf(found);
  return sign === undefined || sign < 0 ? UNAVAILABLE : found;
}

function readRecord(facts: Facts, [record = '', ...fields]: readonly string[]): unknown {
  const { context = UNKNOWN } = facts.request;
  if (!facts.tool.records.includes(record)) return MISSING;
  if (typeof context === 'symbol') return context;
  const found = Object.hasOwn(context, record) ? context[record] : undefined;
  return found === undefined ? UNKNOWN : walk(found, fields);
}

function readerOf(root: Root, names: readonly string[]): Read {
  switch (root) {
    case 'args':
      return ({ request, tool }) =>
        tool.args.includes(names[0] ?? '') ? walk(request.args, names) : MISSING;
    case 'context':
      return (facts) => readRecord(facts, names);
    case 'money':
      return (facts) => readMoney(facts, names);
    case 'effects':
      return ({ request }) => walk(request.effects ?? UNKNOWN, names);
    case 'caller':
      return ({ request }) => walk(request.caller ?? {}, names);
    case 'session':
      return ({ request }) => walk(request.session ?? UNKNOWN, names);
    case 'tool':
      return ({ tool, request }) => (names[0] === 'name' ? request.tool : walk(tool, names));
    case 'time':
      return ({ request: { at }, time }) =>
        typeof at !== 'symbol' && Number.isNaN(at.getTime()) ? UNAVAILABLE : walk(time(), names);
  }
}
