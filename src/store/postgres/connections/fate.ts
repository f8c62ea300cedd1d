import type { Pool } from 'pg';

/** What became of a transaction whose connection was lost while it was committed; undefined where nobody can tell. */
export type Fate = 'committed' | 'aborted' | undefined;

const STATUS = 'SELECT pg_xact_status($1::xid8) AS status';

/**
 * Asks the server for it, until it answers or time is up.
 * @param rest resolves to false once no more is to be asked
 */
export async function fateOf(pool: Pool, transaction: string, rest: () => Promise<boolean>): Promise<Fate> {
  do {
    try {
      const { rows } = await pool.query<{ status: string | null }>(STATUS, [transaction]);
      const status = rows[0]?.status;
      if (status === 'committed' || status === 'aborted') return status;
      // Long ago, or of another server.
      if (status !== 'in progress') return undefined;
    } catch {
      // The server is still away.
    }
  } while (await rest());
  return undefined;
}
