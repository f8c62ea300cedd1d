import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Halt, KillSwitch } from '../ports/kill-switch.js';
import { dateOf, moment } from '../rules/moment.js';
import type { Database } from './database.js';

interface SwitchRow {
  halted: bigint;
  who: string;
  at: bigint;
  reason: string;
}

const LAST = 'SELECT halted, who, at, reason FROM kill_switch ORDER BY id DESC LIMIT 1';
const ADD = 'INSERT INTO kill_switch (halted, who, at, reason) VALUES (?, ?, ?, ?)';

/** A file as people name it in a hurry: halt, HALT, Halt. */
function spellings(file: string): string[] {
  const [folder, name] = [dirname(file), basename(file)];
  const capital = name.slice(0, 1).toUpperCase() + name.slice(1);
  return [...new Set([name, name.toUpperCase(), capital])].map((one) => join(folder, one));
}

/** Halts by a row in the state, or by a file that anyone can touch. */
export class SqlKillSwitch implements KillSwitch {
  readonly #database: Database;
  readonly #files: readonly string[];

  constructor(database: Database, file: string | undefined) {
    this.#database = database;
    this.#files = file === undefined ? [] : spellings(file);
  }

  async halted(): Promise<Halt | undefined> {
    // In a state that is not in place any more nobody would find the halt.
    const row = await this.#database.read((tx) => tx.first<SwitchRow>(LAST), { certain: true });
    if (row === undefined || row.halted === 0n) return this.#byFile();
    return { by: row.who, at: dateOf(row.at), reason: row.reason };
  }

  halt(by: string, reason: string, at: Date): Promise<void> {
    return this.#add(1, by, reason, at);
  }

  async resume(by: string, at: Date): Promise<Halt | undefined> {
    await this.#add(0, by, '', at);
    return this.#byFile();
  }

  async #add(halted: 0 | 1, by: string, reason: string, at: Date): Promise<void> {
    const now = moment(at);
    // One at a time: rows have to be numbered in the order in which they take effect. Durable, because a stop must
    // not be forgotten when the machine goes down.
    await this.#database.write(['kill switch'], (tx) => tx.run(ADD, halted, by, now, reason), {
      durable: true,
    });
  }

  #byFile(): Halt | undefined {
    for (const file of this.#files) {
      // The link itself counts, dangling or not: whoever put it there meant it.
      const found = lstatSync(file, { throwIfNoEntry: false });
      if (found !== undefined)
        return { by: 'file', at: found.mtime, reason: `The file ${file} exists.`, file };
    }
    return undefined;
  }
}
