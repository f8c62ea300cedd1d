import { type ApproverRows, personOf, type StoredApprover } from '../../identities/index.js';
import { dateOf, moment } from '../rules/moment.js';
import type { Database } from './database.js';

interface ApproverRow {
  name: string;
  password: string;
  granted: string | null;
  added: bigint;
  changed: bigint;
}

const SELECT = 'SELECT name, password, granted, added, changed FROM approver';
const PUT = `INSERT INTO approver (person, name, password, granted, added, changed) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (person) DO UPDATE SET password = excluded.password, changed = excluded.changed,
    granted = coalesce(excluded.granted, approver.granted)`;

const approverOf = ({ name, password, granted, added, changed }: ApproverRow): StoredApprover => ({
  name,
  password,
  grants: granted === null ? undefined : JSON.parse(granted),
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

  async put({ name, password, grants, at }: Parameters<ApproverRows['put']>[0]): Promise<void> {
    const [now, granted] = [moment(at), grants === undefined ? null : JSON.stringify(grants)];
    // Durable, here and below: a password that was changed, or a person who was removed, must not come back.
    const values = [personOf(name), name, password, granted, now, now];
    await this.#database.write([], (tx) => tx.run(PUT, ...values), { durable: true });
  }

  remove(person: string): Promise<boolean> {
    return this.#database.write(
      [],
      async (tx) => (await tx.run('DELETE FROM approver WHERE person = ?', person)) > 0,
      { durable: true },
    );
  }
}
