import { personOf, type StoredToken, type TokenRows } from '../../../identities/index.js';
import { dateOf, moment } from '../../rules/moment.js';
import type { Database } from '../database.js';
import { RememberedRows } from './remembered.js';

interface Row {
  name: string;
  digest: string;
  granted: string | null;
  made: bigint;
  maker: string;
  expires: bigint | null;
  used: bigint | null;
}

const SELECT = 'SELECT name, digest, granted, made, maker, expires, used FROM token';
const ADD = `INSERT INTO token (person, name, digest, granted, made, maker, expires) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (person) DO NOTHING`;
const USED = 'UPDATE token SET used = ? WHERE digest = ? AND (used IS NULL OR used < ?)';

/** Stays when the last token is gone. */
const MADE = 'tokens.made';
const NOTE_MADE = `INSERT INTO shared_value (name, value, at) VALUES ('${MADE}', '', ?) ON CONFLICT (name) DO NOTHING`;
const WERE_MADE = `SELECT name FROM token UNION ALL SELECT name FROM shared_value WHERE name = '${MADE}' LIMIT 1`;

const tokenOf = ({ name, digest, granted, made, maker, expires, used }: Row): StoredToken => ({
  name,
  digest,
  grant: granted ?? undefined,
  madeAt: dateOf(made),
  madeBy: maker,
  expiresAt: expires === null ? undefined : dateOf(expires),
  usedAt: used === null ? undefined : dateOf(used),
});

export class SqlTokens implements TokenRows {
  readonly #database: Database;
  readonly #remembered: RememberedRows<StoredToken | undefined>;

  constructor(database: Database) {
    this.#database = database;
    this.#remembered = new RememberedRows(database);
  }

  async list(): Promise<readonly StoredToken[]> {
    const rows = await this.#database.read((tx) => tx.all<Row>(`${SELECT} ORDER BY person`));
    return rows.map(tokenOf);
  }

  find(digest: string): Promise<StoredToken | undefined> {
    const read = async () => {
      const row = await this.#database.read((tx) => tx.first<Row>(`${SELECT} WHERE digest = ?`, digest));
      return row && tokenOf(row);
    };
    // Only what is there is remembered: strangers could fill a memory with what is not.
    return this.#remembered.get(digest, read, (token) => token !== undefined);
  }

  add({ name, digest, grant, madeAt, madeBy, expiresAt }: Omit<StoredToken, 'usedAt'>): Promise<boolean> {
    const [made, expires] = [moment(madeAt), expiresAt === undefined ? null : moment(expiresAt)];
    const values = [personOf(name), name, digest, grant ?? null, made, madeBy, expires];
    return this.#remembered.forgetting(() =>
      this.#database.write(['tokens'], async (tx) => (await tx.run(ADD, ...values)) > 0, { durable: true }),
    );
  }

  remove(person: string): Promise<boolean> {
    // Durable: what was revoked must not come back when the machine goes down.
    return this.#remembered.forgetting(() =>
      this.#database.write(
        ['tokens'],
        async (tx) => {
          const removed = (await tx.run('DELETE FROM token WHERE person = ?', person)) > 0;
          if (removed) await tx.run(NOTE_MADE, moment(new Date()));
          return removed;
        },
        { durable: true },
      ),
    );
  }

  async wereMade(): Promise<boolean> {
    return (await this.#database.read((tx) => tx.first(WERE_MADE))) !== undefined;
  }

  async used(digest: string, at: Date): Promise<void> {
    const now = moment(at);
    await this.#database.write([], (tx) => tx.run(USED, now, digest, now), { soon: true });
  }
}
