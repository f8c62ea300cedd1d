import type { ConsoleSession, ConsoleSessions, SessionEnds } from '../../ports/console-sessions.js';
import { dateOf, moment } from '../../rules/moment.js';
import type { Database } from '../database.js';

interface Row {
  digest: string;
  person: string;
  started: bigint;
  seen: bigint;
  message: string | null;
}

const FIND = 'SELECT digest, person, started, seen, message FROM console_session WHERE digest = ?';
const OVER = 'DELETE FROM console_session WHERE started < ? OR seen < ?';
const TOO_MANY = `DELETE FROM console_session WHERE digest NOT IN (
  SELECT digest FROM console_session ORDER BY started DESC, digest LIMIT ?)`;
const ADD = 'INSERT INTO console_session (digest, person, started, seen) VALUES (?, ?, ?, ?)';
const SEEN = 'UPDATE console_session SET seen = ? WHERE digest = ? AND seen < ?';

/** Loaded by processes that serve a console alone. */
export class SqlConsoleSessions implements ConsoleSessions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async start(
    { digest, person }: Pick<ConsoleSession, 'digest' | 'person'>,
    at: Date,
    { startedBefore, seenBefore, most }: SessionEnds,
  ): Promise<void> {
    const [now, started, seen] = [moment(at), moment(startedBefore), moment(seenBefore)];
    const text = JSON.stringify(person);
    await this.#write(async (tx) => {
      await tx.run(OVER, started, seen);
      await tx.run(TOO_MANY, most - 1);
      await tx.run(ADD, digest, text, now, now);
    });
  }

  async find(digest: string): Promise<ConsoleSession | undefined> {
    const row = await this.#database.read((tx) => tx.first<Row>(FIND, digest));
    if (row === undefined) return undefined;
    return {
      digest,
      person: JSON.parse(row.person),
      startedAt: dateOf(row.started),
      seenAt: dateOf(row.seen),
      message: row.message === null ? undefined : JSON.parse(row.message),
    };
  }

  async seen(digest: string, at: Date): Promise<void> {
    const now = moment(at);
    await this.#write((tx) => tx.run(SEEN, now, digest, now));
  }

  async setMessage(digest: string, message: unknown): Promise<void> {
    const text = message === undefined ? null : JSON.stringify(message);
    await this.#write((tx) =>
      tx.run('UPDATE console_session SET message = ? WHERE digest = ?', text, digest),
    );
  }

  async end(digest: string): Promise<void> {
    await this.#write((tx) => tx.run('DELETE FROM console_session WHERE digest = ?', digest), {
      durable: true,
    });
  }

  async #write(work: Parameters<Database['write']>[1], options?: Parameters<Database['write']>[2]) {
    await this.#database.write(['console sessions'], work, options);
  }
}
