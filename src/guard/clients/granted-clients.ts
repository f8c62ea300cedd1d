import { type Ask, type Body, idOf, listAt } from '../../catalog/index.js';
import type { ClientScope } from '../../policy/index.js';
import { RECORDS } from '../../records/index.js';
import { WhmcsFault } from '../../whmcs/index.js';

/** The clients that a caller is granted, as WHMCS has them now. Reads through the reader of one call. */
export interface GrantedClients {
  /**
   * Whether a client is granted; undefined stands for one that there is none of, which costs the same reads. Rejects where
   * WHMCS can't tell.
   */
  has(client: number | undefined): Promise<boolean>;
  /** All of them, by their ids; undefined where they are too many to be told one by one. */
  all(): Promise<ReadonlySet<number> | undefined>;
  /** Whether `all` reads every client there is. */
  readonly byGroup: boolean;
}

/** Rows of one read, and reads of one list. */
const ROWS = 1_000;
const MOST_READS = 30;

/** An id that no client has. */
const NOBODY = 2_147_483_647;

/** WHMCS itself said no, whatever its words: there is no such record for this caller. */
export const isRefusedByWhmcs = (error: unknown): boolean =>
  error instanceof WhmcsFault && error.code === 'whmcs_error';

export function createGrantedClients(scopes: readonly ClientScope[], ask: Ask): GrantedClients {
  const byGroup = scopes.some(({ groups }) => groups.size > 0);

  /** `group` is asked for where the id alone does not tell. */
  const fits = (id: number | undefined, group: number | undefined) =>
    scopes.every(
      ({ clients, groups }) =>
        id !== undefined && (clients.has(id) || (group !== undefined && groups.has(group))),
    );

  async function groupOf(id: number): Promise<number | undefined> {
    const { action, params, pick } = RECORDS.client;
    try {
      const row = pick(await ask(action, params('clientid', id)), 'clientid', id);
      return typeof row === 'object' ? idOf(row.groupid) : undefined;
    } catch (error) {
      if (isRefusedByWhmcs(error)) return undefined;
      throw error;
    }
  }

  /** Every client with its group; undefined where they are too many. */
  async function everybody(): Promise<readonly Body[] | undefined> {
    const rows: Body[] = [];
    for (let reads = 0; reads < MOST_READS; reads += 1) {
      const reply = await ask('GetClients', { limitstart: rows.length, limitnum: ROWS });
      const found = listAt(reply, 'clients.client');
      rows.push(...found);
      if (found.length === 0 || rows.length >= Number(reply.totalresults)) return rows;
    }
    return undefined;
  }

  async function members(): Promise<ReadonlySet<number> | undefined> {
    const listed = new Set(scopes.flatMap(({ clients }) => [...clients]));
    if (!byGroup) return new Set([...listed].filter((id) => fits(id, undefined)));
    const rows = await everybody();
    if (rows === undefined) return undefined;
    const ids = rows.map((row) => (fits(idOf(row.id), idOf(row.groupid)) ? idOf(row.id) : undefined));
    return new Set(ids.filter((id) => id !== undefined));
  }

  let all: ReturnType<typeof members> | undefined;

  return {
    byGroup,
    async has(client) {
      const isListed = fits(client, undefined);
      if (isListed || !byGroup) return isListed;
      return fits(client, await groupOf(client ?? NOBODY));
    },
    all() {
      all ??= members();
      return all;
    },
  };
}
