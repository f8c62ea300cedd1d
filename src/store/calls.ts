import type { Connection } from './connection.js';
import type { JudgedCall } from './store.js';
import { moment } from './window.js';

interface CallRow {
  at: bigint;
  tool: string;
  caller: string;
  said: string;
}

const KEPT_MS = 30 * 86_400_000;
/** Old rows that one call clears away: more than it adds, so that they never pile up. */
const CLEARED = 4;

/** Calls as they were judged, for asking another policy about them. */
export class Calls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  record({ at, tool, caller, said }: JudgedCall): Promise<void> {
    const now = moment(at);
    return this.#connection.write(() => {
      this.#connection.run(
        'INSERT INTO call (at, tool, caller, said) VALUES (?, ?, ?, ?)',
        now,
        tool,
        caller,
        JSON.stringify(said),
      );
      this.#connection.run(
        'DELETE FROM call WHERE id IN (SELECT id FROM call WHERE at < ? ORDER BY at LIMIT ?)',
        now - KEPT_MS,
        CLEARED,
      );
    });
  }

  since(since: Date): Promise<readonly JudgedCall[]> {
    return this.#connection.read(() =>
      this.#connection
        .rows<CallRow>('SELECT at, tool, caller, said FROM call WHERE at >= ? ORDER BY at, id', moment(since))
        .map(({ at, tool, caller, said }) => ({
          at: new Date(Number(at)),
          tool,
          caller,
          said: JSON.parse(said),
        })),
    );
  }
}
