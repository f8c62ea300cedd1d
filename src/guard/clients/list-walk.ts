import {
  type Body,
  idOf,
  type ListShape,
  partOf,
  replyOf,
  type Tool,
  type Values,
} from '../../catalog/index.js';
import type { GrantedClients } from './granted-clients.js';

/** One question of a list: the arguments it is asked with, and the clients whose rows it may bring. */
export interface Source {
  readonly values: Values;
  readonly clients: ReadonlySet<number>;
}

/** How the rows of a list that belong to the clients of a caller are come by. */
export interface ListPlan {
  readonly shape: ListShape;
  /** The column that names the client of a row. */
  readonly column: string;
  readonly sources: readonly [Source, ...Source[]];
  /** How the rows of several sources are put into one order; left out, they stay as they come. */
  readonly order?: Comparison;
  /** When it was begun, by `performance.now`, where what others have makes it longer. */
  readonly telling?: number;
}

type Comparison = (one: Body, other: Body) => number;

/** More clients than that are not asked for one by one. */
const MOST_SOURCES = 25;
/** Rows of one request, and requests of one list. */
const ROWS = 500;
const MOST_REQUESTS = 40;

/** It takes too many reads to tell which rows are granted. */
export class TooLong extends Error {}

const asText = (value: unknown) => (value === undefined || value === null ? '' : String(value));

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** Numbers go before texts. */
function compared(one: string, other: string): number {
  const isNumber = NUMBER.test(one);
  if (isNumber !== NUMBER.test(other)) return isNumber ? -1 : 1;
  if (isNumber && Number(one) !== Number(other)) return Number(one) - Number(other);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The order that a call asks for, by a column of the rows; those that are equal in it by their ids. */
function orderOf(values: Values, columns: Readonly<Record<string, string>>): Comparison | undefined {
  const { orderby } = values;
  if (typeof orderby !== 'string') return undefined;
  const column = columns[orderby] ?? orderby;
  const sign = [values.order, values.sorting].some((way) => asText(way).toLowerCase() === 'desc') ? -1 : 1;
  const by = (name: string, one: Body, other: Body) => compared(asText(one[name]), asText(other[name]));
  return (one, other) => sign * (by(column, one, other) || by('id', one, other));
}

const atStart = (values: Values): Values => ({ ...values, limitstart: 0, limitnum: ROWS });

/**
 * A list is asked for client by client, so that what others have costs nothing and tells nothing; in one go where the call
 * names the client or another record. Undefined for what is no list.
 */
export async function planOf(
  { whose, list, names }: Tool,
  values: Values,
  clients: GrantedClients,
): Promise<ListPlan | undefined> {
  if (whose.shows !== 'rows' || list === undefined) return undefined;
  const by = names.client?.[0];
  const named = by === undefined ? undefined : values[by];
  const plan = (sources: ListPlan['sources']): ListPlan => ({ shape: list, column: whose.client, sources });
  const begun = performance.now();
  // It is granted, or the call would not have come here.
  if (typeof named === 'number') return plan([{ values: atStart(values), clients: new Set([named]) }]);
  const all = await clients.all();
  if (all === undefined) throw new TooLong();
  const namesMore = Object.values(names)
    .flat()
    .some((name) => values[name] !== undefined);
  const [first, ...more] = [...all].sort((one, other) => one - other);
  const byEach = by !== undefined && !namesMore && first !== undefined && more.length < MOST_SOURCES;
  if (!byEach) {
    const one = plan([{ values: atStart(values), clients: all }]);
    return namesMore && !clients.byGroup ? one : { ...one, telling: begun };
  }
  const source = (id: number): Source => ({
    values: atStart({ ...values, [by]: id }),
    clients: new Set([id]),
  });
  const order = orderOf(values, whose.orders ?? {});
  return {
    ...plan([source(first), ...more.map(source)]),
    ...(order !== undefined && { order }),
    ...(clients.byGroup && { telling: begun }),
  };
}

/**
 * Goes through a list from its first row on and keeps the rows that are granted, as WHMCS would send them had it no others.
 * Rejects with TooLong, and with Misshapen where a reply is no list.
 * @param first the reply to the first source, from its first row
 * @param ask asks for more of it
 */
export async function grantedRows(
  { shape, column, sources, order }: ListPlan,
  page: { readonly offset: number; readonly limit: number },
  first: Body,
  ask: (values: Values) => Promise<Body>,
): Promise<Body> {
  const kept: Body[] = [];
  // What is cut into pages here, or put into order, is needed whole.
  const isWhole = shape.paging === 'here';
  const pageEnd = page.offset + page.limit;
  const [from, to] = isWhole || order !== undefined ? [0, Number.POSITIVE_INFINITY] : [page.offset, pageEnd];
  let granted = 0;
  let requests = 0;
  let reply: Body | undefined = first;
  for (const { values, clients } of sources) {
    for (let start = 0, isOver = false; !isOver; ) {
      if (requests === MOST_REQUESTS) throw new TooLong();
      requests += 1;
      const { rows, total } = partOf(reply ?? (await ask({ ...values, limitstart: start })), shape, start);
      reply = undefined;
      for (const row of rows) {
        const client = idOf(row[column]);
        if (client === undefined || !clients.has(client)) continue;
        if (granted >= from && granted < to) kept.push(row);
        granted += 1;
      }
      start += rows.length;
      isOver = isWhole || rows.length === 0 || (total !== undefined && start >= total);
    }
  }
  if (order === undefined) return replyOf(shape, kept, granted);
  kept.sort(order);
  return replyOf(shape, isWhole ? kept : kept.slice(page.offset, pageEnd), granted);
}

/** A list of the catalogue without the columns that count what clients have. */
export function withoutColumns(body: Body, shape: ListShape, without: readonly string[]): Body {
  const { rows } = partOf(body, shape, 0);
  const dropped = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !without.includes(name))),
  );
  return replyOf(shape, dropped, dropped.length);
}
