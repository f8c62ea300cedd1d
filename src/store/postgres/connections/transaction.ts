import type { ClientBase } from 'pg';
import type { Shared, SharedParts, Tx, Value } from '../../sql/database.js';
import type { Statements } from './statements.js';

/** Numbers are whole, and may be greater than JavaScript writes without an exponent. */
const bindable = (value: Value): string | null =>
  value === null ? null : typeof value === 'string' ? value : BigInt(value).toString();

export class PostgresTx implements Tx {
  readonly #client: ClientBase;
  readonly #statements: Statements;
  readonly #parts: SharedParts;
  #ended = false;

  /** `parts`: what the pieces of work of its transaction share. */
  constructor(client: ClientBase, statements: Statements, parts: SharedParts) {
    this.#client = client;
    this.#statements = statements;
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
    const { text, name } = this.#statements.of(sql);
    const bound = values.map(bindable);
    return this.#client.query(name === undefined ? { text, values: bound } : { text, name, values: bound });
  }

  #check(): void {
    if (this.#ended) throw new Error('A statement was sent after its work on the state had ended.');
  }
}
