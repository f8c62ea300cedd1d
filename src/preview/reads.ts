import { type Body, listAt, type SideRead } from '../catalog/index.js';
import { idOf } from './phrases.js';

export type Params = ReturnType<SideRead['params']>;

/**
 * Reads WHMCS; resolves to the body of a reply that says success. A rejection whose `kind` is `not_found` says that
 * WHMCS has no such record; any other one, that it can't be told.
 */
export type Ask = (action: string, params: Params) => Promise<Body>;

/** What a reply means where WHMCS says that there is no such record. */
export const ABSENT = Symbol('absent');

/** A record or a fact that a preview looks up, as `missing` names it. */
export interface Wanted<T> {
  /**
   * `order`, as the snapshot names it: a record that may not be there, which is a finding. Without it, what is not found
   * could not be read.
   */
  readonly kind?: string;
  /** `order 1042`. */
  readonly name: string;
  readonly action: string;
  readonly params: Params;
  /** Undefined where the reply does not hold it: to take another record for it would be to invent one. */
  pick(reply: Body): T | typeof ABSENT | undefined;
}

interface Absent {
  readonly kind: string;
  readonly name: string;
}

export interface Reads {
  /** Never rejects. What could not be read, and what there is none of, is kept. Each question is asked once. */
  look<T>(wanted: Wanted<T>): Promise<T | undefined>;
  /** Says that something could not be told from what was read. */
  lack(name: string): void;
  readonly count: number;
  /** Names of what could not be read. */
  readonly unread: readonly string[];
  /** What WHMCS says it has none of. */
  readonly absent: readonly Absent[];
}

const isNotFound = (error: unknown) =>
  typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'not_found';

export function createReads(ask: Ask): Reads {
  const asked = new Map<string, Promise<Body>>();
  const unread = new Set<string>();
  const absent = new Map<string, Absent>();

  async function once(action: string, params: Params): Promise<Body> {
    const key = JSON.stringify([action, params]);
    const known = asked.get(key) ?? ask(action, params);
    asked.set(key, known);
    return known;
  }

  async function found<T>({ action, params, pick }: Wanted<T>): Promise<T | typeof ABSENT | undefined> {
    try {
      return pick(await once(action, params));
    } catch (error) {
      return isNotFound(error) ? ABSENT : undefined;
    }
  }

  return {
    async look(wanted) {
      const { kind, name } = wanted;
      const what = await found(wanted);
      if (what !== undefined && what !== ABSENT) return what;
      if (what === ABSENT && kind !== undefined) absent.set(name, { kind, name });
      else unread.add(name);
      return undefined;
    },
    lack: (name) => void unread.add(name),
    get count() {
      return asked.size;
    },
    get unread() {
      return [...unread];
    },
    get absent() {
      return [...absent.values()];
    },
  };
}

/** The rows of a list; undefined where the reply holds none and does not count none either: no answer is no empty list. */
export function rowsOf(reply: Body, list: string): Body[] | undefined {
  const rows = listAt(reply, list);
  return rows.length > 0 || idOf(reply.totalresults) === 0 ? rows : undefined;
}

/**
 * The one row of a list that has the value. A filter that WHMCS does not know is ignored there, and other records come
 * back: so the row is checked, and only an empty list says that there is none.
 */
export function rowOf(
  reply: Body,
  list: string,
  column: string,
  value: unknown,
): Body | typeof ABSENT | undefined {
  const rows = rowsOf(reply, list);
  const wanted = String(value).toLowerCase();
  const fits = rows?.filter((row) => String(row[column]).toLowerCase() === wanted) ?? [];
  if (fits.length === 1) return fits[0];
  return rows?.length === 0 ? ABSENT : undefined;
}

/** The same for a record that the reply itself is. */
export function itself(reply: Body, column: string, value: unknown): Body | undefined {
  return String(reply[column]).toLowerCase() === String(value).toLowerCase() ? reply : undefined;
}
