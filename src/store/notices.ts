import type { Notices } from './approval-rows.js';
import type { Connection } from './connection.js';
import { moment } from './window.js';

/** The last word on each name; what was there before is not kept. */
export class NoticeBoard implements Notices {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async put(name: string, value: string, at: Date): Promise<void> {
    const now = moment(at);
    await this.#connection.write(() =>
      this.#connection.run(
        `INSERT INTO notice (name, value, at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at`,
        name,
        value,
        now,
      ),
    );
  }

  async get(name: string): Promise<{ value: string; at: Date } | undefined> {
    const row = await this.#connection.read(() =>
      this.#connection.row<{ value: string; at: bigint }>(
        'SELECT value, at FROM notice WHERE name = ?',
        name,
      ),
    );
    return row && { value: row.value, at: new Date(Number(row.at)) };
  }
}
