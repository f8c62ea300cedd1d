import type { ClientBase } from 'pg';
import type { Shared, SharedParts, Tx, Value } from '../../sql/database.js';

const numbered = new Map<string, string>();
/** Statements kept with their placeholders numbered; searches make new ones. */
const MOST_STATEMENTS = 300;

/** The SQL that all engines share has `?` for a value, PostgreSQL `$1`, `$2` and so on. */
function withNumbers(sql: string): string {
  const known = numbered.get(sql);
  if (known !== undefined) return known;
  if (numbered.size >= MOST_STATEMENTS) numbered.clear();
  let count = 0;
  // A question mark within quotes is none of ours.
  const made = sql.replace(/'[^']*'|\?/g, (found) => {
    if (found !== '?') return found;
    count += 1;
    return `$${count}`;
  });
  numbered.set(sql, made);
  return made;
}

/** Numbers are whole, and may be greater than JavaScript writes without an exponent. */
const bindable = (value: Value): string | null =>
  value === null ? null : typeof value === 'string' ? value : BigInt(value).toString();

export class PostgresTx implements Tx {
  readonly #client: ClientBase;
  readonly #parts: SharedParts;
  #ended = false;

  /** `parts`: what the pieces of work of its transaction share. */
  constructor(client: ClientBase, parts: SharedParts) {
    this.#client = client;
    this.#parts = parts;
  }

  /** From here on every statement is refused. */
  end(): void {
    this.#ended = true;
  }

  async all<Row extends object>(sql: string, ...values: Value[]): Promise<Row[]> {
    return (await this.#query(sql, values)).rows as Row[];
  }

  async first<Row extends object>(sql: string, ...values: Value[]): Promise<Row | undefined> {
    return (await this.#query(sql, values)).rows[0] as Row | undefined;
  }

  async run(sql: string, ...values: Value[]): Promise<number> {
    return (await this.#query(sql, values)).rowCount ?? 0;
  }

  async script(sql: string): Promise<void> {
    this.#check();
    await this.#client.query(sql);
  }

  shared<S extends Shared>(owner: object, make: () => S): S {
    this.#check();
    return this.#parts.of(owner, make);
  }

  #query(sql: string, values: readonly Value[]) {
    this.#check();
    return this.#client.query(withNumbers(sql), values.map(bindable));
  }

  #check(): void {
    if (this.#ended) throw new Error('A statement was sent after its work on the state had ended.');
  }
}
