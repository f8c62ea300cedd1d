import { randomUUID } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';

/** One transaction, by which it is found again. */
export interface CommitMark {
  readonly connection: string;
  readonly number: number;
  /** The number that the server gave it. After a crash the server may give it again. */
  readonly transaction: string;
}

/** A server tells so of a number that it has not given yet, as after a crash that took the transaction with it. */
const NOT_GIVEN = '22023';

const STATUS = 'SELECT pg_xact_status($1::xid8) AS status';
const MARK = 'SELECT number FROM commit_mark WHERE connection = $1';
const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** What marks of connections that were lost long ago are removed by. */
export const FORGET_MARKS = `DELETE FROM commit_mark WHERE at < ${NOW} - 86400000`;

/** Marks each transaction with the last of its statements, so that it can be told whether it was committed. */
export class CommitMarks {
  readonly #names = new WeakMap<ClientBase, string>();
  #last = 0;

  /** A transaction of a connection. */
  of(client: ClientBase, transaction: string): CommitMark {
    const connection = this.#names.get(client) ?? randomUUID();
    this.#names.set(client, connection);
    this.#last += 1;
    return { connection, number: this.#last, transaction };
  }

  /** The statement that leaves the mark. */
  statement({ connection, number }: CommitMark): string {
    return `INSERT INTO commit_mark (connection, number, at) VALUES ('${connection}', ${number}, ${NOW})
      ON CONFLICT (connection) DO UPDATE SET number = excluded.number, at = excluded.at`;
  }

  /**
   * Whether a transaction was committed whose connection is lost; undefined where the server does not tell in time.
   * @param rest resolves to false once no more is to be asked
   */
  async isCommitted(
    pool: Pool,
    { connection, number, transaction }: CommitMark,
    rest: () => Promise<boolean>,
  ): Promise<boolean | undefined> {
    do {
      try {
        const status = await statusOf(pool, transaction);
        // The server may not have noticed yet that nobody is there any more.
        if (status === 'in progress') continue;
        const { rows } = await pool.query<{ number: bigint }>(MARK, [connection]);
        return rows[0]?.number === BigInt(number);
      } catch {
        // The server is still away.
      }
    } while (await rest());
    return undefined;
  }
}

async function statusOf(pool: Pool, transaction: string): Promise<string | null | undefined> {
  try {
    return (await pool.query<{ status: string | null }>(STATUS, [transaction])).rows[0]?.status;
  } catch (error) {
    if ((error as { code?: unknown }).code !== NOT_GIVEN) throw error;
    return undefined;
  }
}
