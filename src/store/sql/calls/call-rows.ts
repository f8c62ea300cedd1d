import type { Claim } from '../../../terms.js';
import type { CallHoldings, CallRows, LeaseWish, NotAlone } from '../../ports/calls.js';
import type { Refusal, Reservation } from '../../ports/counters.js';
import type { NewEntry } from '../../ports/journal.js';
import type { SqlCounters } from '../counters.js';
import type { Database } from '../database.js';
import { JOURNAL_LOCKS, type SqlJournal } from '../journal.js';
import type { SqlLeases } from '../leases.js';

const NOT_ALONE: NotAlone = { granted: false, alone: false };

export class SqlCalls implements CallRows {
  readonly #database: Database;
  readonly #counters: SqlCounters;
  readonly #journal: SqlJournal;
  readonly #leases: SqlLeases;

  constructor(database: Database, faces: { counters: SqlCounters; journal: SqlJournal; leases: SqlLeases }) {
    this.#database = database;
    this.#counters = faces.counters;
    this.#journal = faces.journal;
    this.#leases = faces.leases;
  }

  begin(intent: NewEntry, claims: readonly Claim[]): Promise<Reservation | Refusal>;
  begin(
    intent: NewEntry,
    claims: readonly Claim[],
    lease: LeaseWish | undefined,
  ): Promise<Reservation | Refusal | NotAlone>;
  async begin(
    intent: NewEntry,
    claims: readonly Claim[],
    lease?: LeaseWish,
  ): Promise<Reservation | Refusal | NotAlone> {
    const answer = await this.#begin(intent, claims, lease);
    if (!('refused' in answer) || !(await this.#counters.givesWayTo(claims, intent.at))) return answer;
    return this.#begin(intent, claims, lease);
  }

  async #begin(
    intent: NewEntry,
    claims: readonly Claim[],
    lease: LeaseWish | undefined,
  ): Promise<Reservation | Refusal | NotAlone> {
    const reserving = this.#counters.reserving(claims, intent.at);
    const append = this.#journal.appending(intent);
    const taking = lease && this.#leases.taking(lease.keys, lease.holder, lease.forMs);
    const { answer, link } = await this.#database.write(
      [...reserving.locks, ...(taking?.locks ?? []), ...JOURNAL_LOCKS],
      async (tx) => {
        const keys = await taking?.look(tx);
        const isAlone = keys?.granted !== false && (keys?.freeForMs ?? Infinity) > (lease?.freeForMs() ?? 0);
        if (!isAlone) return { answer: NOT_ALONE };
        const answer = await reserving.work(tx);
        if (!answer.granted) return { answer };
        await taking?.take(tx);
        return { answer, link: await append(tx) };
      },
      { durable: true },
    );
    if (link !== undefined) this.#journal.noteAppended(link, true);
    return answer;
  }

  async end(entry: NewEntry, { reservation, sent, holder, soon = false }: CallHoldings): Promise<void> {
    const returned = sent ? undefined : reservation;
    const append = this.#journal.appending(entry);
    const write = () =>
      this.#database.write(
        JOURNAL_LOCKS,
        async (tx) => {
          if (returned !== undefined) await this.#counters.releaseIn(tx, returned);
          if (holder !== undefined) await this.#leases.releaseIn(tx, holder);
          return append(tx);
        },
        { soon: soon && returned === undefined && holder === undefined },
      );
    const link = await (returned === undefined ? write() : this.#counters.returning(returned, write));
    this.#journal.noteAppended(link);
    if (reservation !== undefined) await this.#counters.commit(reservation);
  }
}
