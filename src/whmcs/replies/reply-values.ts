import { mapItems, mapMembers } from '../../json/index.js';

/**
 * A list, however it was spelled. Empty: missing, null, `""`, `[]`, `{}`, `[[]]`. PHP turns a list with gaps into an object
 * with numeric keys, and some installations give a single row without its list. With `inner`, the list is looked for
 * under that name first: `{client: [...]}`.
 */
export function listOf(value: unknown, inner?: string): unknown[] {
  if (value === undefined || value === null || value === '' || value === false) return [];
  if (Array.isArray(value)) return value.filter((row: unknown) => !(Array.isArray(row) && row.length === 0));
  if (typeof value !== 'object') return [value];
  if (inner !== undefined && Object.hasOwn(value, inner)) {
    return listOf(new Map<string, unknown>(Object.entries(value)).get(inner));
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return [];
  return keys.every((key) => /^\d+$/.test(key)) ? listOf(Object.values(value)) : [value];
}

type Tree = Map<string, unknown>;

/**
 * Brings keys such as `"domains[domain][0][id]"` back into the nesting they stand for (docs: getclientsdomains.md); other
 * keys stay as they are. Numeric levels 0..n-1 become lists. Keys called `__proto__` are dropped.
 */
export function unflatten(body: Record<string, unknown>): Record<string, unknown> {
  if (!Object.keys(body).some((key) => key.includes('['))) return body;
  const root: Tree = new Map();
  for (const [key, value] of Object.entries(body)) {
    const path = segments(key);
    if (!path.includes('__proto__')) plant(root, path, value);
  }
  return Object.fromEntries([...root].map(([key, value]) => [key, grown(value)]));
}

/** `a[b][0]` as `[a, b, 0]`; a key that is not wholly of that form is one segment. */
function segments(key: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]+\]){1,16})$/.exec(key);
  if (match === null) return [key];
  return [match[1] ?? '', ...(match[2] ?? '').slice(1, -1).split('][')];
}

function plant(root: Tree, path: readonly string[], value: unknown): void {
  const last = path.at(-1) ?? '';
  let node = root;
  for (const segment of path.slice(0, -1)) {
    const child = node.get(segment);
    const next = child instanceof Map ? child : treeOf(child);
    node.set(segment, next);
    node = next;
  }
  // "a": "" beside "a[b]" is an empty spelling of the same list, whichever comes first.
  if (!(node.get(last) instanceof Map && isEmpty(value))) node.set(last, value);
}

function treeOf(value: unknown): Tree {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function grown(value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  const entries = [...value].map(([key, child]) => [String(key), grown(child)] as const);
  const isList = entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

/**
 * A date that is empty: zeros, as MySQL spells it and as installations format it, or the year before the first, which PHP
 * makes of those (`-0001-11-30`).
 */
const EMPTY_DATE =
  /^(?:0000[-/.]00[-/.]00|00[-/.]00[-/.]0000|-0{0,3}1[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d[-/.]-0{0,3}1)(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Length of the shortest spelling of an empty date, `-1-11-30`. */
const SHORTEST_DATE = 8;

function isEmptyDate(text: string): boolean {
  const first = text.charCodeAt(0);
  // Most texts are no dates: the first sign, a figure or a minus, tells.
  return text.length >= SHORTEST_DATE && first <= 0x39 && first >= 0x2d && EMPTY_DATE.test(text);
}

/** The same value with every empty date as null, at any depth; the value itself where none is in it. */
export function zeroDates(value: unknown): unknown {
  if (typeof value === 'string') return isEmptyDate(value) ? null : value;
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? mapItems(value, zeroDates) : mapMembers(value, zeroDates);
}
