import { isListed, type Listed } from './listed.js';
import { type Cut, shrink } from './shrink.js';
import { MAX_TOKENS, tokensOf } from './tokens.js';

/** What is kept free for saying what was cut, and how to get at it. */
const RESERVE = 400;
/** Lists that are named when many were cut. */
const MAX_NAMED = 12;

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

const sizeOf = (value: unknown) => tokensOf(JSON.stringify(value) ?? '');

/** Lists, heaviest first as they were cut; the paths of what was cut away again inside are gone. */
function told(cuts: ReadonlyMap<string, Cut>, how: string): Record<string, unknown> {
  const named = [...cuts].slice(0, MAX_NAMED).map(([path, cut]): [string, Cut] => [path.slice(0, 120), cut]);
  const others = cuts.size - named.length;
  return { ...Object.fromEntries(named), ...(others > 0 ? { other_lists: others } : {}), how };
}

function withNote(list: Listed, said: string): string {
  return typeof list.note === 'string' ? `${list.note} ${said}` : said;
}

function fitList<T extends Listed>(list: T, max: number, how: string): unknown {
  const { items, ...beside } = list;
  const cuts = new Map<string, Cut>();
  const room = max - RESERVE;
  if (sizeOf(beside) > room / 2) for (const cut of shrink(beside, room / 2)) cuts.set(...cut);
  let left = room - sizeOf(beside);
  let kept = 0;
  for (const item of items) {
    left -= sizeOf(item) + 1;
    if (left < 0) break;
    kept += 1;
  }
  if (kept === 0 && items.length > 0) {
    kept = 1;
    for (const [path, cut] of shrink(items[0], room - sizeOf(beside))) cuts.set(`items[0].${path}`, cut);
  }
  const more = cuts.size === 0 ? {} : { _more: told(cuts, how) };
  if (kept === items.length) return { ...list, ...beside, items, ...more };
  const note = `Cut to ${kept} items to fit; go on at next_offset, or ask for fewer columns with fields.`;
  return {
    ...list,
    ...beside,
    items: items.slice(0, kept),
    next_offset: list.offset + kept,
    note: withNote(list, note),
    ...more,
  };
}

/** The part of an inner list that the caller asked for. */
function paged(record: Record<string, unknown>, page: InnerPage | undefined): Cut | undefined {
  const list = page === undefined ? undefined : record[page.list];
  if (page === undefined || page.from === 0 || !Array.isArray(list)) return undefined;
  record[page.list] = list.slice(page.from);
  return { shown: Math.max(0, list.length - page.from), total: list.length };
}

function fitRecord(record: Record<string, unknown>, max: number, how: string, page?: InnerPage): unknown {
  const asked = paged(record, page);
  if (asked === undefined && sizeOf(record) <= max) return record;
  const cuts = shrink(record, max - RESERVE);
  if (page !== undefined) {
    const shown = cuts.get(page.list)?.shown ?? asked?.shown ?? 0;
    const total = asked?.total ?? cuts.get(page.list)?.total;
    if (total !== undefined) {
      const next = page.from + shown < total ? page.from + shown : null;
      const { list, argument, from } = page;
      const way = next === null ? how : `Go on with ${argument}: ${next}.`;
      const rest = new Map([...cuts].filter(([path]) => path !== list));
      return { ...record, _more: { [list]: { from, shown, total, next }, ...told(rest, way) } };
    }
  }
  return cuts.size === 0 ? record : { ...record, _more: told(cuts, how) };
}

/**
 * A result that is at most so many tokens as JSON. A page of a list keeps as many items as fit, and goes on at its
 * next_offset. A record keeps as much of the lists inside it as fits; `_more` says of each what is shown, of how many,
 * and how to get at the rest. Changes the result it is given.
 *
 * @returns undefined where its single values are too large for that; then texts have to be cut.
 */
export function cutToSize(
  result: Record<string, unknown>,
  action: string,
  { max = MAX_TOKENS, page }: { max?: number; page?: InnerPage | undefined } = {},
): unknown {
  const how = REST[action] ?? ELSEWHERE;
  if (isListed(result) && sizeOf(result) <= max) return result;
  const fitted = isListed(result) ? fitList(result, max, how) : fitRecord(result, max, how, page);
  return sizeOf(fitted) <= max ? fitted : undefined;
}
