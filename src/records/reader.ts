import {
  ABSENT,
  type Ask,
  type Body,
  idOf,
  listAt,
  type Params,
  type ReadAction,
  type Reads,
  type Wanted,
} from '../catalog/index.js';

const isNotFound = (error: unknown) =>
  typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'not_found';

export function createReads(ask: Ask): Reads {
  const asked = new Map<string, Promise<Body>>();
  const unread = new Set<string>();
  const absent = new Map<string, Reads['absent'][number]>();

  async function once(action: ReadAction, params: Params): Promise<Body> {
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
