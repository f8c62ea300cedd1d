import type { Shared, SharedParts, Tx, Value } from '../sql/database.js';
import type { Statement } from './engine.js';

/** What a piece of work uses of the connection. */
export interface Statements {
  prepared(sql: string): Statement;
  exec(sql: string): void;
}

/** In place. A number would be bound as a float, which a whole-number column refuses. Throws for a fraction. */
function bindable(values: Value[]): Value[] {
  values.forEach((value, index) => {
    if (typeof value === 'number') values[index] = BigInt(value);
  });
  return values;
}

export class SqliteTx implements Tx {
  readonly #statements: Statements;
  readonly #parts: SharedParts;
  #ended = false;

  /** `parts`: what it shares with other work of the same transaction. */
  constructor(statements: Statements, parts: SharedParts) {
    this.#statements = statements;
    this.#parts = parts;
  }

  /** From here on every statement is refused. */
  end(): void {
    this.#ended = true;
  }

  async all<Row extends object>(sql: string, ...values: Value[]): Promise<Row[]> {
    return this.#prepared(sql).all(...bindable(values)) as Row[];
  }

  async first<Row extends object>(sql: string, ...values: Value[]): Promise<Row | undefined> {
    return this.#prepared(sql).get(...bindable(values)) as Row | undefined;
  }

  async run(sql: string, ...values: Value[]): Promise<number> {
    return Number(this.#prepared(sql).run(...bindable(values)).changes);
  }

  async script(sql: string): Promise<void> {
    this.#check();
    this.#statements.exec(sql);
  }

  shared<S extends Shared>(owner: object, make: () => S): S {
    this.#check();
    return this.#parts.of(owner, make);
  }

  #prepared(sql: string): Statement {
    this.#check();
    return this.#statements.prepared(sql);
  }

  #check(): void {
    if (this.#ended) throw new Error('A statement was sent after its work on the state had ended.');
  }
}
