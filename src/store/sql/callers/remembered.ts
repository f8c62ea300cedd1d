import type { Database } from '../database.js';

/** Values of one kind that are remembered. */
const MOST = 1_000;

interface Remembered<Value> {
  /** The number of others' changes when it was read. */
  readonly changes: bigint;
  readonly value: Value;
}

/**
 * What the state held of callers, for as long as nobody has changed it: every call asks, and it hardly ever changes. Where the
 * database does not tell of others' changes, nothing is remembered.
 */
export class RememberedRows<Value> {
  readonly #database: Database;
  readonly #known = new Map<string, Remembered<Value>>();
  /** Counts what this process has written, which `othersChanges` does not tell of. */
  #own = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @param isKept what is remembered of what was read */
  async get(name: string, read: () => Promise<Value>, isKept?: (value: Value) => boolean): Promise<Value> {
    const [changes, own] = [this.#database.othersChanges(), this.#own];
    const known = this.#known.get(name);
    if (known !== undefined && known.changes === changes) return known.value;
    const value = await read();
    if (this.#known.size >= MOST) this.#known.clear();
    if (isKept?.(value) === false) this.#known.delete(name);
    else if (changes !== undefined && own === this.#own) this.#known.set(name, { changes, value });
    return value;
  }

  /** Work that changes what is known. A read that began before its end remembers nothing. */
  async forgetting<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } finally {
      this.#own += 1;
      this.#known.clear();
    }
  }
}
