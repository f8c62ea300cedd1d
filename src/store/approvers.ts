import { type Approver, type ApproverRows, InvalidApprover } from './approval-rows.js';
import type { Connection } from './connection.js';
import { hashPassword, isPasswordOf, NOBODYS } from './password.js';
import { personOf, sameName } from './person.js';
import { moment } from './window.js';

const NAME = /^[\p{L}\p{M}\p{Nd}._@-]{1,64}$/u;
const SHORTEST = 10;
/** Nobody types more, and whoever pastes more must not keep a processor busy. */
const LONGEST = 1_000;

interface ApproverRow {
  name: string;
  password: string;
  added: bigint;
  changed: bigint;
}

/** People who may approve, and how each proves to be that person. */
export class Approvers implements ApproverRows {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(): Promise<readonly Approver[]> {
    const rows = await this.#connection.read(() => this.#rows());
    return rows.map(approverOf);
  }

  async set(name: string, password: string, at: Date): Promise<void> {
    const now = moment(at);
    const checked = checkName(name);
    const hash = await hashPassword(checkPassword(password));
    // Durable, here and below: a password that was changed, or a person who was removed, must not come back.
    await this.#connection.write(
      () => {
        const known = this.#row(checked);
        if (known === undefined) {
          this.#connection.run(
            'INSERT INTO approver (name, password, added, changed) VALUES (?, ?, ?, ?)',
            checked,
            hash,
            now,
            now,
          );
        } else {
          this.#connection.run(
            'UPDATE approver SET password = ?, changed = ? WHERE name = ?',
            hash,
            now,
            known.name,
          );
        }
      },
      { durable: true },
    );
  }

  remove(name: string): Promise<boolean> {
    return this.#connection.write(
      () => {
        const known = this.#row(name);
        if (known !== undefined) this.#connection.run('DELETE FROM approver WHERE name = ?', known.name);
        return known !== undefined;
      },
      { durable: true },
    );
  }

  async check(name: string, password: string): Promise<Approver | undefined> {
    const row = await this.#connection.read(() => this.#row(name));
    // Work is done for a name that does not exist, too: how long an answer takes must not tell who may approve.
    const fits = await isPasswordOf(row?.password ?? NOBODYS, plainPassword(password));
    return fits && row !== undefined ? approverOf(row) : undefined;
  }

  #rows(): ApproverRow[] {
    return this.#connection.rows<ApproverRow>(
      'SELECT name, password, added, changed FROM approver ORDER BY name',
    );
  }

  // In our own comparison, not SQLite's, which knows the case of English letters only.
  #row(name: string): ApproverRow | undefined {
    return this.#rows().find((row) => sameName(row.name, name));
  }
}

const approverOf = ({ name, added, changed }: ApproverRow): Approver => ({
  name,
  addedAt: new Date(Number(added)),
  changedAt: new Date(Number(changed)),
});

function checkName(name: string): string {
  const plain = name.normalize('NFKC').trim();
  if (NAME.test(plain) && personOf(plain) !== '') return plain;
  throw new InvalidApprover('A name has 1 to 64 letters, digits and . _ @ - and no spaces.');
}

/** As typed on any keyboard: one letter with an accent can be one character or two. */
const plainPassword = (password: string) => password.normalize('NFKC');

function checkPassword(password: string): string {
  const plain = plainPassword(password);
  const { length } = [...plain];
  if (length < SHORTEST) throw new InvalidApprover(`A password has at least ${SHORTEST} characters.`);
  if (length > LONGEST) throw new InvalidApprover(`A password has at most ${LONGEST} characters.`);
  return plain;
}
