import { type ApproverRows, personOf, type StoredApprover } from '../../identities/index.js';
import { dateOf, moment } from '../rules/moment.js';
import type { Database } from './database.js';

interface ApproverRow {
  name: string;
  password: string;
  added: bigint;
  changed: bigint;
}

const SELECT = 'SELECT name, password, added, changed FROM approver';
const PUT = `INSERT INTO approver (person, name, password, added, changed) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (person) DO UPDATE SET password = excluded.password, changed = excluded.changed`;

const approverOf = ({ name, password, added, changed }: ApproverRow): StoredApprover => ({
  name,
  password,
  addedAt: dateOf(added),
  changedAt: dateOf(changed),
});

export class SqlApprovers implements ApproverRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(): Promise<readonly StoredApprover[]> {
    const rows = await this.#database.read((tx) => tx.all<ApproverRow>(`${SELECT} ORDER BY person`));
    return rows.map(approverOf);
  }

  async find(person: string): Promise<StoredApprover | undefined> {
    const row = await this.#database.read((tx) =>
      tx.first<ApproverRow>(`${SELECT} WHERE person = ?`, person),
    );
    return row && approverOf(row);
  }

  async put({ name, password, at }: { name: string; password: string; at: Date }): Promise<void> {
    const now = moment(at);
    // Durable, here and below: a password that was changed, or a person who was removed, must not come back.
    await this.#database.write([], (tx) => tx.run(PUT, personOf(name), name, password, now, now), {
      durable: true,
    });
  }

  remove(person: string): Promise<boolean> {
    return this.#database.write(
      [],
      async (tx) => (await tx.run('DELETE FROM approver WHERE person = ?', person)) > 0,
      { durable: true },
    );
  }
}
