import type { SharedValues } from '../ports/shared-values.js';
import { dateOf, moment } from '../rules/moment.js';
import type { Database } from './database.js';

const PUT = `INSERT INTO shared_value (name, value, at) VALUES (?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at`;

export class SqlSharedValues implements SharedValues {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(name: string, value: string, at: Date): Promise<void> {
    const now = moment(at);
    await this.#database.write([], (tx) => tx.run(PUT, name, value, now));
  }

  async get(name: string): Promise<{ value: string; at: Date } | undefined> {
    const row = await this.#database.read((tx) =>
      tx.first<{ value: string; at: bigint }>('SELECT value, at FROM shared_value WHERE name = ?', name),
    );
    return row && { value: row.value, at: dateOf(row.at) };
  }
}
