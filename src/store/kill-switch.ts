import { lstatSync } from 'node:fs';
import type { Connection } from './connection.js';
import type { Halt } from './store.js';
import { moment } from './window.js';

interface SwitchRow {
  halted: bigint;
  who: string;
  at: bigint;
  reason: string;
}

/** Stops calls for everyone who shares the state: by a row in it, or by a file that anyone can touch. */
export class KillSwitch {
  readonly #connection: Connection;
  readonly #file: string | undefined;

  constructor(connection: Connection, file: string | undefined) {
    this.#connection = connection;
    this.#file = file;
  }

  halted(): Promise<Halt | undefined> {
    return this.#connection.read(() => this.#inState() ?? this.#byFile());
  }

  /** Durable: a stop must not be forgotten because the machine went down. */
  halt(by: string, reason: string, at: Date): Promise<void> {
    return this.#set(1, by, reason, at);
  }

  async resume(by: string, at: Date): Promise<Halt | undefined> {
    await this.#set(0, by, '', at);
    return this.#connection.read(() => this.#byFile());
  }

  async #set(halted: 0 | 1, by: string, reason: string, at: Date): Promise<void> {
    const now = moment(at);
    await this.#connection.write(
      () =>
        this.#connection.run(
          'INSERT INTO kill_switch (halted, who, at, reason) VALUES (?, ?, ?, ?)',
          halted,
          by,
          now,
          reason,
        ),
      { durable: true },
    );
  }

  #inState(): Halt | undefined {
    const row = this.#connection.row<SwitchRow>(
      'SELECT halted, who, at, reason FROM kill_switch ORDER BY id DESC LIMIT 1',
    );
    if (row === undefined || row.halted === 0n) return undefined;
    return { by: row.who, at: new Date(Number(row.at)), reason: row.reason };
  }

  #byFile(): Halt | undefined {
    if (this.#file === undefined) return undefined;
    // The link itself counts, dangling or not: whoever put it there meant it.
    const found = lstatSync(this.#file, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    return { by: 'file', at: found.mtime, reason: `The file ${this.#file} exists.`, file: this.#file };
  }
}
