import {
  type Body,
  type Finding,
  idOf,
  listAt,
  type ReadAction,
  type ReadBack,
  type Values,
} from '../catalog/index.js';

/** Where the records that calls name are listed, and how one of them is asked for. */
const RECORDS = {
  order: { action: 'GetOrders', list: 'orders.order', status: 'status', asks: [['orderid', 'id', 'id']] },
  service: {
    action: 'GetClientsProducts',
    list: 'products.product',
    status: 'status',
    asks: [['serviceid', 'serviceid', 'id']],
  },
  domain: {
    action: 'GetClientsDomains',
    list: 'domains.domain',
    status: 'status',
    asks: [
      ['domainid', 'domainid', 'id'],
      ['domain', 'domain', 'domainname'],
    ],
  },
  quote: { action: 'GetQuotes', list: 'quotes.quote', status: 'stage', asks: [['quoteid', 'quoteid', 'id']] },
} as const;

export type Listed = keyof typeof RECORDS;

type Ask = readonly [argument: string, parameter: string, column: string];

const askOf = (kind: Listed, args: Values): Ask =>
  RECORDS[kind].asks.find(([argument]) => args[argument] !== undefined) ?? RECORDS[kind].asks[0];

/** The read that shows the one record a call names. */
export function readOf(kind: Listed): Pick<ReadBack, 'action' | 'params'> {
  return {
    action: RECORDS[kind].action,
    params(args) {
      const [argument, parameter] = askOf(kind, args);
      const value = args[argument];
      return { [parameter]: typeof value === 'number' ? value : String(value) };
    },
  };
}

/** The record itself: a filter that WHMCS does not know is ignored there, and other records come back. */
export function rowOf(kind: Listed, reply: Body, args: Values): Body | undefined {
  const [argument, , column] = askOf(kind, args);
  const wanted = String(args[argument]).toLowerCase();
  const fits = listAt(reply, RECORDS[kind].list).filter(
    (row) => String(row[column]).toLowerCase() === wanted,
  );
  return fits.length === 1 ? fits[0] : undefined;
}

/** A status in a sentence of ours; staff may name their own, so only what looks like a name of one passes. */
export const statusText = (value: unknown): string =>
  /^[A-Za-z][A-Za-z -]{0,30}$/.test(String(value)) ? String(value) : 'in a status of its own';

const nameOf = (kind: Listed, row: Body) => `${kind} ${idOf(row.id) ?? ''}`.trim();

interface Statuses {
  /** Statuses that the call leads to. */
  done: readonly string[];
  /** Statuses in which WHMCS leaves the record until the call is done. */
  not: readonly string[];
  /** Calls that do more, and first, than set the status: then a status in `not` proves nothing. */
  unsure?(args: Values): boolean;
  /** What a call in `done` must show besides. */
  and?(row: Body, args: Values): boolean;
}

/** A call that can be told by the status of the record it names. */
export function statusOf(kind: Listed, { done, not, unsure, and }: Statuses): ReadBack {
  return {
    ...readOf(kind),
    tells(reply, args) {
      const row = rowOf(kind, reply, args);
      if (row === undefined) return untold(`WHMCS shows no such ${kind}`);
      const status = String(row[RECORDS[kind].status]);
      const says = `${nameOf(kind, row)} is ${statusText(status)}`;
      if (done.includes(status) && and?.(row, args) !== false) return { done: true, says };
      if (not.includes(status) && unsure?.(args) !== true) return { done: false, says };
      return untold(`${says}, which does not tell`);
    },
  };
}

/** A deletion of a record that a list shows. */
export function goneFromList(kind: Listed): ReadBack {
  return {
    ...readOf(kind),
    tells(reply, args) {
      const row = rowOf(kind, reply, args);
      if (row !== undefined) return { done: false, says: `${nameOf(kind, row)} is still there` };
      const id = idOf(args[askOf(kind, args)[0]]) ?? '';
      // Other records in the reply mean that the filter was ignored, and that the record may be among what was left off.
      return Number(reply.totalresults) === 0 && listAt(reply, RECORDS[kind].list).length === 0
        ? { done: true, says: `${kind} ${id} is gone` }
        : untold(`WHMCS did not look for ${kind} ${id} alone`);
    },
  };
}

/** A deletion of a record whose own read says "not found" afterwards. */
export function gone(what: string, argument: string, column: string, action: ReadAction): ReadBack {
  return {
    action,
    params: (args) => ({ [argument]: Number(args[argument]) }),
    tells(reply, args) {
      const id = Number(args[argument]);
      return idOf(reply[column]) === id
        ? { done: false, says: `${what} ${id} is still there` }
        : untold(`WHMCS showed another ${what} than ${id}`);
    },
    missing: (args) => ({ done: true, says: `${what} ${Number(args[argument])} is gone` }),
  };
}

/** Whether a list is in the answer at all, an empty one included, however WHMCS spelled it. */
export function hasList(reply: Body, path: string): boolean {
  const value = reply[path.split('.')[0] ?? ''];
  return value === '' || (typeof value === 'object' && value !== null) || listAt(reply, path).length > 0;
}

export function untold(says: string): Finding {
  return { done: undefined, says };
}
