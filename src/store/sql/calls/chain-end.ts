import type { StoredEntry } from '../../ports/journal.js';
import { chained, type Link } from '../../rules/chain.js';
import type { Shared, Tx } from '../database.js';
import { UnusableState } from '../schema.js';

const COLUMNS = 'seq, at, kind, call, body, hash';
const INSERT = `INSERT INTO journal (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`;
const LAST = 'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1';
const LAST_CUT = 'SELECT seq, hash FROM journal_cut ORDER BY seq DESC LIMIT 1';
const AT = 'SELECT seq, hash FROM journal WHERE seq = ?';

/** The first link that a statement finds. */
export async function link(tx: Tx, sql: string, ...values: number[]): Promise<Link | undefined> {
  const row = await tx.first<{ seq: bigint; hash: string }>(sql, ...values);
  return row && { seq: Number(row.seq), hash: row.hash };
}

/** The end of the journal's chain in one transaction: looked up once, however many entries are added. */
export class ChainEnd implements Shared {
  readonly #known: Link | undefined;
  #last: { readonly link: Link | undefined } | undefined;

  /** `known`: an entry that has to be there. */
  constructor(known: Link | undefined) {
    this.#known = known;
  }

  async add(tx: Tx, entry: Omit<StoredEntry, 'seq' | 'hash'>): Promise<Link> {
    this.#last ??= { link: await this.#find(tx) };
    const { seq, at, kind, call, body, hash } = chained(this.#last.link, entry);
    await tx.run(INSERT, seq, at, kind, call, body, hash);
    const link = { seq, hash };
    this.#last = { link };
    return link;
  }

  async flush(): Promise<void> {}

  /** An entry that is gone and was not cut: an older state was put in the place of the one it was written to. */
  async #find(tx: Tx): Promise<Link | undefined> {
    const known = this.#known;
    const last = await link(tx, LAST);
    if (known === undefined || (last?.seq === known.seq && last.hash === known.hash))
      return last ?? (await link(tx, LAST_CUT));
    const cut = await link(tx, LAST_CUT);
    const found = await link(tx, AT, known.seq);
    if (found?.hash === known.hash || (found === undefined && (cut?.seq ?? 0) >= known.seq))
      return last ?? cut;
    throw new UnusableState('overwritten');
  }
}
