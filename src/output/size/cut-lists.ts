import { tokensOf } from './tokens.js';

/** Objects with more members than a record has are lists by another name. */
const MANY_MEMBERS = 60;
/** Rounds in which one kind of list is cut; the next one cuts all kinds together. */
const MAX_ROUNDS = 8;
/** Texts are shortened to about this in the end; what is beyond is no reason to cut a list. */
const MAX_TEXT = 8_200;

/** How much of a list is shown after it was cut. */
export interface ListCut {
  shown: number;
  total: number;
}

interface CuttableList {
  /** Tokens of each item with everything inside. */
  sizes: readonly number[];
  cutTo(count: number): void;
}

/** All lists with one path, such as `replies[].attachments`. */
interface ListGroup {
  lists: CuttableList[];
  /** Tokens of their items without the lists inside them. */
  own: number;
}

type GroupsByPath = Map<string, ListGroup>;

/** Tokens of a value. */
interface Weight {
  all: number;
  /** Without the lists further inside. */
  own: number;
}

const isList = (value: object, members: readonly unknown[]): boolean =>
  Array.isArray(value) || members.length > MANY_MEMBERS;

const pathBelow = (path: string, inList: boolean, key: string): string =>
  inList ? `${path}[]` : path === '' ? key : `${path}.${key}`;

/** Weighs a value and gathers the lists in it that can be cut. */
function weigh(value: unknown, path: string, groups: GroupsByPath): Weight {
  if (typeof value !== 'object' || value === null) {
    const shown = typeof value === 'string' ? value.slice(0, MAX_TEXT) : value;
    const tokens = tokensOf(JSON.stringify(shown) ?? '') + 1;
    return { all: tokens, own: tokens };
  }
  const members = Object.entries(value);
  const cuttable = isList(value, members);
  const sizes: number[] = [];
  let own = 1;
  for (const [key, inner] of members) {
    const weight = weigh(inner, pathBelow(path, cuttable, key), groups);
    const name = Array.isArray(value) ? 0 : tokensOf(key) + 1;
    sizes.push(weight.all + name);
    own += weight.own + name;
  }
  const all = sizes.reduce((sum, size) => sum + size, 1);
  if (members.length < 2 || !cuttable) return { all, own };
  const group = groups.get(path) ?? { lists: [], own: 0 };
  group.own += own;
  group.lists.push({ sizes, cutTo: (count) => truncate(value, count) });
  groups.set(path, group);
  return { all, own: 1 };
}

function truncate(list: object, count: number): void {
  if (Array.isArray(list)) list.length = Math.min(list.length, count);
  else for (const key of Object.keys(list).slice(count)) delete (list as Record<string, unknown>)[key];
}

const tokensFreed = ({ lists }: ListGroup, count: number): number =>
  lists.reduce((sum, { sizes }) => sizes.slice(count).reduce((all, size) => all + size, sum), 0);

/** The most items that each list of a group may keep so that enough tokens are freed; at least one. */
function keepableItems(group: ListGroup, needed: number): number {
  let low = 1;
  let high = Math.max(...group.lists.map(({ sizes }) => sizes.length)) - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (tokensFreed(group, middle) >= needed) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Adds the number of items of each list to the counts of its path. */
function countItems(value: unknown, path: string, counts: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  const members = Object.entries(value);
  const count = counts.get(path);
  if (count !== undefined) counts.set(path, count + members.length);
  const inList = isList(value, members);
  for (const [key, inner] of members) countItems(inner, pathBelow(path, inList, key), counts);
}

/**
 * Cuts the lists inside a value, the heaviest first, until it has at most so many tokens or each list has one item.
 * Changes the value.
 *
 * @returns what was cut, by path; the heaviest first
 */
export function cutLists(value: unknown, maxTokens: number): Map<string, ListCut> {
  const totals = new Map<string, number>();
  for (let round = 0; ; round++) {
    const groups: GroupsByPath = new Map();
    const { all } = weigh(value, '', groups);
    if (all <= maxTokens || groups.size === 0) break;
    const isLast = round >= MAX_ROUNDS;
    const heaviest = [...groups].sort(([, a], [, b]) => b.own - a.own);
    for (const [path, group] of isLast ? heaviest : heaviest.slice(0, 1)) {
      const total = group.lists.reduce((sum, { sizes }) => sum + sizes.length, 0);
      if (!totals.has(path)) totals.set(path, total);
      const count = isLast ? 1 : keepableItems(group, all - maxTokens);
      for (const list of group.lists) list.cutTo(count);
    }
  }
  const shown = new Map([...totals.keys()].map((path) => [path, 0]));
  countItems(value, '', shown);
  return new Map([...totals].map(([path, total]) => [path, { shown: shown.get(path) ?? 0, total }]));
}
