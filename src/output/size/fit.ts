import { cutLists, type ListCut } from './cut-lists.js';
import { isListPage, type ListPage } from './list-page.js';
import { MAX_TOKENS, tokensOf } from './tokens.js';

/** Tokens kept free for `_more`. */
const RESERVE = 500;
/** The rough cut leaves so many times the final size, since half of the texts may be shortened later. */
export const ROUGH_FACTOR = 3;
/** Lists named in `_more` when many were cut. */
const MAX_NAMED = 6;
/** Paths that may be repeated without a mark. */
const SAFE_PATH = /^[\w.[\]-]{1,120}$/;

/** Advice by action on how to see the rest of a record that has no pages of its own. */
const ADVICE: Readonly<Record<string, string>> = {
  GetTicket: 'repliessort: "DESC" shows the newest replies first, "ASC" the oldest.',
  GetInvoice: 'whmcs_get_transactions with invoiceid lists the payments.',
};
const GENERAL_ADVICE =
  'Ask for less at a time (limitnum, fields) where the tool can; else the rest is to be seen in WHMCS itself.';

/** A list inside a record that callers can page through. */
export interface InnerPage {
  /** Key of the list, at the top of the record. */
  list: string;
  /** The tool's argument that says where to begin. */
  argument: string;
  /** First item wanted, from 0; undefined if the caller did not ask, which says nothing of pages unless a list was cut. */
  from: number | undefined;
}

export interface SizeLimit {
  /** The WHMCS action, for the advice. */
  action: string;
  /** Most tokens as JSON; 25,000 if undefined. */
  max?: number | undefined;
  page?: InnerPage | undefined;
}

/** What was cut from a result so far. */
export interface Cuts {
  /** Lists, by path. */
  lists: ReadonlyMap<string, ListCut>;
  /** Items of the list page itself were left out. */
  fewerItems: boolean;
}

interface CutResult extends Cuts {
  value: Record<string, unknown>;
}

const jsonTokens = (value: unknown) => tokensOf(JSON.stringify(value) ?? '');

/** Number of items that fit into so many tokens. */
function countFitting(items: readonly unknown[], tokens: number): number {
  let left = tokens;
  let count = 0;
  for (const item of items) {
    left -= jsonTokens(item) + 1;
    if (left < 0) break;
    count += 1;
  }
  return count;
}

/** Cuts whole items, since the next page has them; lists only in a single too large item and beside the items. */
function cutListPage(page: ListPage & Record<string, unknown>, tokens: number): CutResult {
  const { items, ...beside } = page;
  const lists = new Map<string, ListCut>();
  if (jsonTokens(beside) > tokens / 2) for (const cut of cutLists(beside, tokens / 2)) lists.set(...cut);
  const left = tokens - jsonTokens(beside);
  const count = Math.max(countFitting(items, left), Math.min(1, items.length));
  if (count === 1 && jsonTokens(items[0]) > left) {
    for (const [path, cut] of cutLists(items[0], left)) lists.set(`items[0].${path}`, cut);
  }
  const fewerItems = count < items.length;
  const next = fewerItems ? page.offset + count : page.next_offset;
  return {
    value: { ...page, ...beside, items: items.slice(0, count), next_offset: next },
    lists,
    fewerItems,
  };
}

function cutToTokens(value: Record<string, unknown>, tokens: number): CutResult {
  if (isListPage(value)) return cutListPage(value, tokens);
  return { value, lists: cutLists(value, tokens), fewerItems: false };
}

/** The cuts of two steps as those of one. */
function mergeCuts(first: Cuts['lists'], second: Cuts['lists']): Map<string, ListCut> {
  const merged = new Map(first);
  for (const [path, { shown, total }] of second) {
    merged.set(path, { shown, total: first.get(path)?.total ?? total });
  }
  return merged;
}

/** Adds the list that callers page through, cut or not. */
function withPagedList(lists: Cuts['lists'], { list }: InnerPage, value: Record<string, unknown>) {
  const items = value[list];
  if (lists.has(list) || !Array.isArray(items)) return lists;
  return new Map(lists).set(list, { shown: items.length, total: items.length });
}

/**
 * Leaves out what could not fit in any case, which bounds the work of all later stages: a reply may have megabytes.
 * Changes the result it is given.
 */
export function cutRoughly(value: Record<string, unknown>, { max = MAX_TOKENS, page }: SizeLimit): CutResult {
  const list = page === undefined ? undefined : value[page.list];
  if (page?.from === undefined || !Array.isArray(list)) return cutToTokens(value, ROUGH_FACTOR * max);
  value[page.list] = list.slice(page.from);
  const cut = cutToTokens(value, ROUGH_FACTOR * max);
  const shown = cut.lists.get(page.list)?.shown ?? Math.max(0, list.length - page.from);
  return { ...cut, lists: new Map(cut.lists).set(page.list, { shown, total: list.length }) };
}

/** `_more`: how many items of each cut list are shown, and how to get the rest. */
function describeCuts(lists: Cuts['lists'], { action, page }: SizeLimit): Record<string, unknown> {
  const how = ADVICE[action] ?? GENERAL_ADVICE;
  const named = [...lists].filter(([path]) => SAFE_PATH.test(path)).slice(0, MAX_NAMED);
  const others = lists.size - named.length;
  const more = { ...Object.fromEntries(named), ...(others > 0 ? { other_lists: others } : {}) };
  const paged = page === undefined ? undefined : lists.get(page.list);
  if (page === undefined || paged === undefined) return { ...more, how };
  const { list, argument, from = 0 } = page;
  const next = from + paged.shown < paged.total ? from + paged.shown : null;
  const isAlone = lists.size === 1;
  const advice = next === null ? (isAlone ? {} : { how }) : { how: `Go on with ${argument}: ${next}.` };
  return { ...more, [list]: { from, ...paged, next }, ...advice };
}

/**
 * Cuts a marked result so that it has at most so many tokens as JSON. A list page keeps as many items as fit and goes on
 * at its `next_offset`. A record keeps as much of the lists inside it as fits, and `_more` says of each how much is
 * shown, of how much, and how to get the rest. Changes the result it is given.
 *
 * @param before what cutRoughly cut
 * @returns `fits: false` if its single values are too large; then texts have to be shortened
 */
export function cutToSize(
  marked: Record<string, unknown>,
  before: Cuts,
  limit: SizeLimit,
): { value: Record<string, unknown>; fits: boolean } {
  const { max = MAX_TOKENS, page } = limit;
  const wasCut = before.fewerItems || before.lists.size > 0;
  if (!wasCut && jsonTokens(marked) <= max) return { value: marked, fits: true };
  const beforeOfPage = page === undefined ? before.lists : withPagedList(before.lists, page, marked);
  const { value, lists, fewerItems } = cutToTokens(marked, max - RESERVE);
  if (before.lists.size + lists.size > 0) value._more = describeCuts(mergeCuts(beforeOfPage, lists), limit);
  if ((fewerItems || before.fewerItems) && isListPage(value)) {
    const note = `Cut to ${value.items.length} items to fit; go on at next_offset, or ask for fewer columns with fields.`;
    value.note = typeof value.note === 'string' ? `${value.note} ${note}` : note;
  }
  return { value, fits: jsonTokens(value) <= max };
}
