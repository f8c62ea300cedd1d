import { type Cut, shrink } from './cut-lists.js';
import { isListed, type Listed } from './list-page.js';
import { MAX_TOKENS, tokensOf } from './tokens.js';

/** What is kept free for saying what was cut, and how to get at it. */
const RESERVE = 500;
/** Before anything else is done to a result, what could not fit even without half of its texts is left out. */
const ROUGHLY = 3;
/** Lists that are named when many were cut. */
const MAX_NAMED = 6;
/** Names that may be repeated without a mark. */
const PLACE = /^[\w.[\]-]{1,120}$/;

/** Where the rest of a record is found that has no pages of its own. */
const REST: Readonly<Record<string, string>> = {
  GetTicket: 'repliessort: "DESC" shows the newest replies first, "ASC" the oldest.',
  GetInvoice: 'whmcs_get_transactions with invoiceid lists the payments.',
};
const ELSEWHERE =
  'Ask for less at a time (limitnum, fields) where the tool can; else the rest is to be seen in WHMCS itself.';

/** A list inside a record that the caller pages through. */
export interface InnerPage {
  /** Name of the list at the top of the record. */
  list: string;
  /** The argument that says where to begin. */
  argument: string;
  from: number;
}

export interface Sizing {
  /** The WHMCS action, which says where else to look. */
  action: string;
  /** Most tokens as JSON. */
  max?: number | undefined;
  page?: InnerPage | undefined;
}

/** A result on its way to its size. */
export interface Sized {
  value: Record<string, unknown>;
  /** The lists that were cut, by place, and what they had. */
  cuts: ReadonlyMap<string, Cut>;
  /** Items of the page itself were left out. */
  fewer: boolean;
}

const sizeOf = (value: unknown) => tokensOf(JSON.stringify(value) ?? '');

/** How many items fit into so many tokens. */
function fitting(items: readonly unknown[], room: number): number {
  let left = room;
  let kept = 0;
  for (const item of items) {
    left -= sizeOf(item) + 1;
    if (left < 0) break;
    kept += 1;
  }
  return kept;
}

const below = (place: string, cuts: ReadonlyMap<string, Cut>) =>
  [...cuts].map(([path, cut]): [string, Cut] => [`${place}.${path}`, cut]);

/** Items first, since the next page has them; of a single item that is too large, and of what stands beside, lists. */
function cutList(list: Listed & Record<string, unknown>, room: number): Sized {
  const { items, ...beside } = list;
  const cuts = new Map<string, Cut>();
  if (sizeOf(beside) > room / 2) for (const cut of shrink(beside, room / 2)) cuts.set(...cut);
  const left = room - sizeOf(beside);
  const kept = Math.max(fitting(items, left), Math.min(1, items.length));
  if (kept === 1 && sizeOf(items[0]) > left) {
    for (const cut of below('items[0]', shrink(items[0], left))) cuts.set(...cut);
  }
  const fewer = kept < items.length;
  const next = fewer ? list.offset + kept : list.next_offset;
  return { value: { ...list, ...beside, items: items.slice(0, kept), next_offset: next }, cuts, fewer };
}

function cutAny(value: Record<string, unknown>, room: number): Sized {
  if (isListed(value)) return cutList(value, room);
  const cuts = shrink(value, room);
  return { value, cuts, fewer: false };
}

/** What was cut in two steps, told as one: shown is what is left, total is what there was. */
function both(first: ReadonlyMap<string, Cut>, second: ReadonlyMap<string, Cut>): Map<string, Cut> {
  const merged = new Map(first);
  for (const [path, { shown, total }] of second)
    merged.set(path, { shown, total: first.get(path)?.total ?? total });
  return merged;
}

/**
 * Leaves out what could not fit anyway, so that what is done to a result afterwards has a bound: a reply may have
 * megabytes. Changes the result it is given.
 */
export function cutRoughly(value: Record<string, unknown>, { max = MAX_TOKENS, page }: Sizing): Sized {
  const list = page === undefined ? undefined : value[page.list];
  if (page === undefined || !Array.isArray(list)) return cutAny(value, ROUGHLY * max);
  value[page.list] = list.slice(page.from);
  const { cuts, ...cut } = cutAny(value, ROUGHLY * max);
  const shown = cuts.get(page.list)?.shown ?? Math.max(0, list.length - page.from);
  return { ...cut, cuts: new Map(cuts).set(page.list, { shown, total: list.length }) };
}

/** What a caller is told of the lists that were cut: how many of how many are shown, and how to get at the rest. */
function told(cuts: ReadonlyMap<string, Cut>, { action, page }: Sizing): Record<string, unknown> {
  const how = REST[action] ?? ELSEWHERE;
  const named = [...cuts].filter(([path]) => PLACE.test(path)).slice(0, MAX_NAMED);
  const others = cuts.size - named.length;
  const paged = page === undefined ? undefined : cuts.get(page.list);
  const said = { ...Object.fromEntries(named), ...(others > 0 ? { other_lists: others } : {}) };
  if (page === undefined || paged === undefined) return { ...said, how };
  const { list, argument, from } = page;
  const next = from + paged.shown < paged.total ? from + paged.shown : null;
  const onlyThis = cuts.size === 1;
  const way = next === null ? (onlyThis ? {} : { how }) : { how: `Go on with ${argument}: ${next}.` };
  return { ...said, [list]: { from, ...paged, next }, ...way };
}

/**
 * A result that is at most so many tokens as JSON. A page of a list keeps as many items as fit, and goes on at its
 * next_offset. A record keeps as much of the lists inside it as fits; `_more` says of each what is shown, of how many,
 * and how to get at the rest. Changes the result it is given.
 *
 * @param before what cutRoughly said of it
 * @returns `fits: false` where its single values are too large for that; then texts have to be cut
 */
export function cutToSize(
  marked: Record<string, unknown>,
  before: Pick<Sized, 'cuts' | 'fewer'>,
  sizing: Sizing,
): { value: Record<string, unknown>; fits: boolean } {
  const { max = MAX_TOKENS } = sizing;
  const wasCut = before.fewer || before.cuts.size > 0;
  if (!wasCut && sizeOf(marked) <= max) return { value: marked, fits: true };
  const { value, cuts, fewer } = cutAny(marked, max - RESERVE);
  const all = both(before.cuts, cuts);
  if (all.size > 0) value._more = told(all, sizing);
  if ((fewer || before.fewer) && isListed(value)) {
    const note = `Cut to ${value.items.length} items to fit; go on at next_offset, or ask for fewer columns with fields.`;
    value.note = typeof value.note === 'string' ? `${value.note} ${note}` : note;
  }
  return { value, fits: sizeOf(value) <= max };
}
