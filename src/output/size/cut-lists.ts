import { tokensOf } from './tokens.js';

/** Objects with more members than a record has are lists by another name. */
const MANY_MEMBERS = 60;
/** After so many kinds of lists were cut one by one, the rest are cut together. */
const MAX_ROUNDS = 8;
/** As long as texts are at most in the end; what is beyond is no reason to cut a list. */
const MAX_LEAF = 8_200;

/** What is said of lists that were cut. */
export interface Cut {
  shown: number;
  total: number;
}

interface List {
  /** What each item takes with everything inside. */
  sizes: readonly number[];
  cutTo(count: number): void;
}

/** The lists at one place of a record: `replies`, or `replies[].attachments` of all replies. */
interface Group {
  lists: List[];
  /** What their own items take, without the lists inside them. */
  own: number;
}

type Groups = Map<string, Group>;

interface Weighed {
  /** Everything, in tokens. */
  size: number;
  /** The part that is in no list further inside. */
  own: number;
}

const isMany = (value: object, members: readonly unknown[]): boolean =>
  Array.isArray(value) || members.length > MANY_MEMBERS;

const placeOf = (path: string, many: boolean, key: string): string =>
  many ? `${path}[]` : path === '' ? key : `${path}.${key}`;

/** Weighs a value, and gathers what in it can be cut. */
function weigh(value: unknown, path: string, groups: Groups): Weighed {
  if (typeof value !== 'object' || value === null) {
    const shown = typeof value === 'string' ? value.slice(0, MAX_LEAF) : value;
    const size = tokensOf(JSON.stringify(shown) ?? '') + 1;
    return { size, own: size };
  }
  const members = Object.entries(value);
  const many = isMany(value, members);
  const sizes: number[] = [];
  let own = 1;
  for (const [key, inner] of members) {
    const weighed = weigh(inner, placeOf(path, many, key), groups);
    const name = Array.isArray(value) ? 0 : tokensOf(key) + 1;
    sizes.push(weighed.size + name);
    own += weighed.own + name;
  }
  const size = sizes.reduce((sum, one) => sum + one, 1);
  if (members.length < 2 || !many) return { size, own };
  const group = groups.get(path) ?? { lists: [], own: 0 };
  group.own += own;
  group.lists.push({ sizes, cutTo: (count) => truncate(value, count) });
  groups.set(path, group);
  return { size, own: 1 };
}

function truncate(value: object, count: number): void {
  if (Array.isArray(value)) value.length = Math.min(value.length, count);
  else for (const key of Object.keys(value).slice(count)) delete (value as Record<string, unknown>)[key];
}

const freedBy = ({ lists }: Group, count: number): number =>
  lists.reduce((sum, { sizes }) => sizes.slice(count).reduce((all, one) => all + one, sum), 0);

/** The most items that each of the lists may keep so that enough is freed; at least one. */
function keepable(group: Group, needed: number): number {
  let low = 1;
  let high = Math.max(...group.lists.map(({ sizes }) => sizes.length)) - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (freedBy(group, middle) >= needed) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How many items the lists at each of these places have. */
function countItems(value: unknown, path: string, counts: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  const members = Object.entries(value);
  const many = isMany(value, members);
  const counted = counts.get(path);
  if (counted !== undefined) counts.set(path, counted + members.length);
  for (const [key, inner] of members) countItems(inner, placeOf(path, many, key), counts);
}

/**
 * Cuts the lists inside a value, the heaviest first, until it fits; one item of each stays. Changes the value.
 *
 * @returns what was cut, by place; the heaviest first
 */
export function shrink(value: unknown, max: number): Map<string, Cut> {
  const totals = new Map<string, number>();
  for (let round = 0; ; round++) {
    const groups: Groups = new Map();
    const { size } = weigh(value, '', groups);
    if (size <= max || groups.size === 0) break;
    const heaviest = [...groups].sort(([, a], [, b]) => b.own - a.own);
    for (const [path, group] of heaviest.slice(0, round < MAX_ROUNDS ? 1 : undefined)) {
      const total = group.lists.reduce((sum, { sizes }) => sum + sizes.length, 0);
      if (!totals.has(path)) totals.set(path, total);
      const count = round < MAX_ROUNDS ? keepable(group, size - max) : 1;
      for (const list of group.lists) list.cutTo(count);
    }
  }
  const shown = new Map([...totals.keys()].map((path) => [path, 0]));
  countItems(value, '', shown);
  return new Map([...totals].map(([path, total]) => [path, { shown: shown.get(path) ?? 0, total }]));
}
