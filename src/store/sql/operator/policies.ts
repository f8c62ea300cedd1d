import type { NewPolicy, PolicyRows, PublishedPolicy } from '../../ports/policies.js';
import { dateOf, moment } from '../../rules/moment.js';
import type { Database } from '../database.js';

interface Row {
  name: string;
  number: bigint;
  revision: string;
  who: string;
  at: bigint;
  note: string;
}

const COLUMNS = 'name, number, revision, who, at, note';
const NEWEST_FIRST = `SELECT ${COLUMNS} FROM policy WHERE name = ? ORDER BY number DESC LIMIT ?`;
const LAST = 'SELECT max(number) AS last FROM policy WHERE name = ?';
const DOCUMENT = 'SELECT document FROM policy WHERE name = ? AND number = ?';
const ADD =
  'INSERT INTO policy (name, number, revision, document, who, at, note) VALUES (?, ?, ?, ?, ?, ?, ?)';

const publishedOf = ({ name, number, revision, who, at, note }: Row): PublishedPolicy => ({
  name,
  number: Number(number),
  revision,
  who,
  at: dateOf(at),
  note,
});

export class SqlPolicies implements PolicyRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async publish(policy: NewPolicy, at: Date, after?: number): Promise<PublishedPolicy | undefined> {
    const now = moment(at);
    const { name, document, revision, who, note } = policy;
    // Durable: rules that were made stricter must not be forgotten when the machine goes down.
    return this.#database.write(
      [`policy ${name}`, 'policies'],
      async (tx) => {
        const row = await tx.first<{ last: bigint | null }>(LAST, name);
        const last = Number(row?.last ?? 0);
        if (after !== undefined && after !== last) return undefined;
        await tx.run(ADD, name, last + 1, revision, document, who, now, note);
        return { name, number: last + 1, revision, who, at: dateOf(now), note };
      },
      { durable: true },
    );
  }

  async newest(name: string): Promise<PublishedPolicy | undefined> {
    const row = await this.#database.read((tx) => tx.first<Row>(NEWEST_FIRST, name, 1), { certain: true });
    return row && publishedOf(row);
  }

  async document(name: string, number: number): Promise<string | undefined> {
    const row = await this.#database.read((tx) => tx.first<{ document: string }>(DOCUMENT, name, number));
    return row?.document;
  }

  async history(name: string, limit: number): Promise<readonly PublishedPolicy[]> {
    const rows = await this.#database.read((tx) => tx.all<Row>(NEWEST_FIRST, name, limit));
    return rows.map(publishedOf);
  }
}
