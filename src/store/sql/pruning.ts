import type { Dialect, Tx } from './database.js';

const RESTS_MS = 60_000;

/**
 * Clears away rows that nothing asks for any more, a few with each write, so that no call pays for many. Once none are
 * left it rests until the minute is over. That it rests is no more than a hint: a write that is rolled back may leave it.
 */
export class Pruning {
  readonly #sql: string;
  #restsIn: number | undefined;

  /** `condition` has one `?`, for the time before which rows may go; `order` lists the columns of an index for it. */
  constructor(dialect: Dialect, table: string, key: string, condition: string, order: string) {
    this.#sql = `DELETE FROM ${table} WHERE (${key}) IN
      (SELECT ${key} FROM ${table} WHERE ${condition} ORDER BY ${order} LIMIT ?${dialect.forDelete})`;
  }

  async prune(tx: Tx, now: number, before: number, most: number): Promise<void> {
    const minute = Math.floor(now / RESTS_MS);
    if (this.#restsIn === minute) return;
    const gone = await tx.run(this.#sql, before, most);
    this.#restsIn = gone < most ? minute : undefined;
  }
}
