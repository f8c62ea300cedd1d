export type RiskClass = 'read' | 'write' | 'execute' | 'financial' | 'destructive';

/** Not looked at yet: a listing has no arguments, and a record is fetched only when a rule asks. */
export const UNKNOWN: unique symbol = Symbol('unknown');
/** Looked for and not to be had. What rests on it fails. */
export const UNAVAILABLE: unique symbol = Symbol('unavailable');
/** The path leads nowhere. */
export const MISSING: unique symbol = Symbol('missing');

export type Found = unknown | typeof UNKNOWN | typeof UNAVAILABLE | typeof MISSING;
type Open<T> = T | typeof UNKNOWN | typeof UNAVAILABLE;
type Fields = Readonly<Record<string, unknown>>;

export interface ToolFacts {
  class: RiskClass;
  level: string;
  toolset: string;
  args: readonly string[];
  /** The records that a call of it can name: `context.<record>.*`. */
  records: readonly string[];
  /** Whether money is at stake in its calls. */
  money: boolean;
}

/** What the engine must know of the tools to check a file against them. */
export interface Surroundings {
  tools: ReadonlyMap<string, ToolFacts>;
  /** The records of `context` and their fields. */
  records: Readonly<Record<string, readonly string[]>>;
}

export interface Switches {
  readOnly?: boolean | undefined;
  destructive?: 'off' | 'all' | readonly string[] | undefined;
  toolsets?: readonly string[] | undefined;
}

/** One question: may this call be made? */
export interface Request {
  tool: string;
  switches?: Switches;
  args: Open<Fields>;
  context?: Open<Readonly<Record<string, Open<Fields>>>>;
  money?: Open<Fields>;
  effects?: Open<readonly string[]>;
  caller?: Fields;
  session?: Fields;
  /** UNKNOWN in a listing, which must not change with the clock. */
  at: Date | typeof UNKNOWN;
}

/** A request with what the policy itself adds: the tool's facts and the time in its zone. */
export interface Facts {
  request: Request;
  tool: ToolFacts;
  time: () => Fields | typeof UNKNOWN;
}

export type Read = (facts: Facts) => Found;

/** Where a path starts, and what it must name next. */
export const ROOTS = ['args', 'context', 'money', 'effects', 'caller', 'session', 'tool', 'time'] as const;
export const MONEY_FIELDS = ['amount', 'currency'] as const;
export const TOOL_FIELDS = ['class', 'level', 'toolset', 'name'] as const;
export const TIME_FIELDS = ['hour', 'weekday', 'date', 'schedule'] as const;
export const SESSION_FIELDS = ['tainted'] as const;
export const EFFECTS = ['mail', 'money', 'provisioning', 'registrar', 'irreversible', 'secret'] as const;

/** `args.items[0].amount` as `[args, items, 0, amount]`; undefined when it is no path. */
export function segmentsOf(path: string): string[] | undefined {
  if (!/^[A-Za-z_]\w*(\.[\w-]+|\[\d{1,4}\])*$/.test(path)) return undefined;
  return path.replace(/\[(\d+)\]/g, '.$1').split('.');
}

function step(value: unknown, name: string): Found {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return MISSING;
  const next = (value as Record<string, unknown>)[name];
  return next === undefined ? MISSING : next;
}

function walk(start: Found, names: readonly string[]): Found {
  let value = start;
  for (const name of names) {
    if (value === UNKNOWN || value === UNAVAILABLE || value === MISSING) return value;
    value = step(value, name);
  }
  return value === undefined ? MISSING : value;
}

/** A function that reads a path; the path was checked before. */
export function readerOf(segments: readonly string[]): Read {
  const [root, ...names] = segments;
  switch (root) {
    case 'args':
      return ({ request }) => walk(request.args, names);
    case 'context': {
      const [record = '', ...fields] = names;
      return ({ request: { context = UNKNOWN } }) =>
        typeof context === 'symbol' ? context : walk(context[record] ?? UNKNOWN, fields);
    }
    case 'money':
      return ({ request }) => walk(request.money ?? UNKNOWN, names);
    case 'effects':
      return ({ request }) => walk(request.effects ?? UNKNOWN, names);
    case 'caller':
      return ({ request }) => walk(request.caller ?? {}, names);
    case 'session':
      return ({ request }) => walk(request.session ?? {}, names);
    case 'tool':
      return ({ tool, request }) => walk({ ...tool, name: request.tool }, names);
    default:
      return ({ time }) => walk(time(), names);
  }
}
