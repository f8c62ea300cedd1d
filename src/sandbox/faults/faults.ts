import type { Reply } from '../call.js';
import type { Json } from '../reply.js';

/** Answers given instead of acting. */
const BEFORE = [
  '503',
  '429',
  'hang',
  'html',
  'empty',
  'reset-before',
  'error-before',
  'redirect',
  '401',
  '403-json',
  '403-html',
] as const;

/** Answers given in place of the right one, when the action has had its effect. */
const AFTER = [
  '500-after',
  'html-after',
  'reset-after',
  'error-after',
  'gateway-error',
  'status-error',
] as const;

/** The right reply, spoiled on its way out. */
const WIRE = [
  'truncated',
  'slow-drip',
  'php-warning',
  'xml',
  'oversized',
  'success-500',
  'key-twice',
  'latin1',
  'latin1-declared',
  'utf-16',
] as const;

/** The right reply in another shape. */
const SHAPES = [
  'wrong-type',
  'numeric-keys',
  'single-object',
  'empty-string-lists',
  'missing-result',
  'flattened',
  'no-record',
  'counted-not-sent',
] as const;

export const FAULT_KINDS = ['latency', ...BEFORE, ...AFTER, ...WIRE, ...SHAPES] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** Milliseconds: the delay of `latency`, the pause between pieces of `slow-drip`. */
  ms?: number;
  /** The actions it concerns, in any case; all where absent. */
  actions?: string[];
  /** How often it strikes before it is over; forever where absent. */
  times?: number;
}

export type BeforeKind = (typeof BEFORE)[number];
export type AfterKind = (typeof AFTER)[number];

export const isBefore = (kind: FaultKind): kind is BeforeKind => includes(BEFORE, kind);
export const isAfter = (kind: FaultKind): kind is AfterKind => includes(AFTER, kind);

function includes<T extends string>(kinds: readonly T[], kind: string): kind is T {
  return (kinds as readonly string[]).includes(kind);
}

/**
 * Reads `kind[:ms][@Action,Action][*times]`, such as `latency:500` or `503@GetOrders*2`.
 * @throws RangeError naming the kinds, where the text is no fault.
 */
export function parseFault(text: string): Fault {
  const match = /^([\w-]+)(?::(\d+))?(?:@([A-Za-z,]+))?(?:\*(\d+))?$/.exec(text.trim());
  const kind = match?.[1] ?? '';
  if (!match || !includes(FAULT_KINDS, kind)) {
    throw new RangeError(
      `no such fault: ${text} (kind[:ms][@Action,Action][*times]; kinds: ${FAULT_KINDS.join(', ')})`,
    );
  }
  return {
    kind,
    ...(match[2] === undefined ? {} : { ms: Number(match[2]) }),
    ...(match[3] === undefined ? {} : { actions: match[3].split(',') }),
    ...(match[4] === undefined ? {} : { times: Number(match[4]) }),
  };
}

/** The fault in force, which counts down its strikes. */
export class Trouble {
  #fault: Fault | null = null;
  #left = Number.POSITIVE_INFINITY;

  set(fault: Fault | null): void {
    this.#fault = fault;
    this.#left = fault?.times ?? Number.POSITIVE_INFINITY;
  }

  strike(action: string): Fault | undefined {
    const fault = this.#fault;
    if (!fault || this.#left <= 0) return undefined;
    const concerned = fault.actions?.some((name) => name.toLowerCase() === action.toLowerCase()) ?? true;
    if (!concerned) return undefined;
    this.#left -= 1;
    return fault;
  }
}

/** The reply as the shape faults leave it; other kinds leave it alone. */
export function reshape(kind: FaultKind, reply: Reply): Reply {
  switch (kind) {
    case 'wrong-type':
      return Object.fromEntries(
        Object.entries(reply).map(([key, value]) => [key, key === 'result' ? value : confuse(value)]),
      );
    case 'numeric-keys':
      return mapLists(reply, (list) => Object.fromEntries(list.map((item, index) => [String(index), item])));
    case 'single-object':
      return mapLists(reply, (list) => (list.length === 1 && list[0] !== undefined ? list[0] : list));
    case 'empty-string-lists':
      return mapLists(reply, (list) => (list.length === 0 ? '' : list));
    case 'missing-result': {
      const { result: _, ...rest } = reply;
      return rest;
    }
    case 'no-record':
      return { ...without(reply, /^\w*id$/), warning: 'Invalid or missing data: reload and try again' };
    case 'counted-not-sent':
      return 'totalresults' in reply ? { ...mapLists(reply, () => []), totalresults: 2 } : reply;
    case 'flattened':
      return Object.fromEntries(Object.entries(reply).flatMap(([key, value]) => flatten(key, value)));
    default:
      return reply;
  }
}

const without = (reply: Reply, names: RegExp): Reply =>
  Object.fromEntries(Object.entries(reply).filter(([key]) => !names.test(key)));

function confuse(value: Json): Json {
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'object' && value !== null) return 7;
  return typeof value === 'number' ? { value } : [value];
}

function mapLists(reply: Reply, change: (list: Json[]) => Json): Reply {
  const walk = (value: Json): Json => {
    if (Array.isArray(value)) return change(value.map(walk));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
    }
    return value;
  };
  return Object.fromEntries(Object.entries(reply).map(([key, value]) => [key, walk(value)]));
}

function flatten(key: string, value: Json): [string, Json][] {
  if (typeof value !== 'object' || value === null) return [[key, value]];
  return Object.entries(value).flatMap(([inner, item]) => flatten(`${key}[${inner}]`, item));
}
