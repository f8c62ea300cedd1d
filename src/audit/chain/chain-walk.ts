import { entryHash, type StoredEntry } from '../../store/index.js';

/** A place in the chain: an entry's number and hash. */
export interface ChainPlace {
  readonly seq: number;
  readonly hash: string;
}

/** The first entry at which a chain is broken. */
export interface ChainFault {
  readonly ok: false;
  readonly seq: number;
  readonly kind: 'changed' | 'missing' | 'reordered' | 'cut';
  /** A sentence for people. */
  readonly message: string;
}

/** Entries on either side that are searched for the one a moved entry followed. */
const NEAR = 24;

const follows = (previous: string, entry: StoredEntry, seq: number) =>
  entryHash(previous, { ...entry, seq }) === entry.hash;

/** Whether an entry belongs to this chain and was moved from another place. */
function isMoved(entry: StoredEntry, at: number, batch: readonly StoredEntry[]): boolean {
  if (batch.some((other) => follows(other.hash, entry, other.seq + 1))) return true;
  // If two entries swapped places, the one it followed has another number now, too.
  const near = batch.slice(Math.max(0, at - NEAR), at + NEAR);
  return near.some(({ hash }) => near.some(({ seq }) => follows(hash, entry, seq)));
}

/** Checks a chain batch by batch, up to the first entry that does not follow from the one before. */
export class ChainWalk {
  readonly #start: ChainPlace;
  /** The last entry that was right, or the place where the chain begins. */
  last: ChainPlace;

  constructor(start: ChainPlace) {
    this.#start = start;
    this.last = start;
  }

  /** The first fault in the entries that come next, which must be in the order of their numbers. */
  check(batch: readonly StoredEntry[]): ChainFault | undefined {
    for (const [index, entry] of batch.entries()) {
      if (entry.seq !== this.last.seq + 1) return this.#misplaced(entry, batch);
      if (!follows(this.last.hash, entry, entry.seq)) return this.#wrong(entry, index, batch);
      this.last = entry;
    }
    return undefined;
  }

  #misplaced(entry: StoredEntry, batch: readonly StoredEntry[]): ChainFault {
    const seq = this.last.seq + 1;
    if (entry.seq <= this.#start.seq) {
      const message = `Entry ${entry.seq} is there, and the journal begins after entry ${this.#start.seq}: it was put there, or where the journal begins was changed.`;
      return { ok: false, seq: entry.seq, kind: 'cut', message };
    }
    if (entry.seq < seq || batch.some((other) => other.seq === seq)) {
      const message = `Entry ${entry.seq} stands where entry ${seq} belongs.`;
      return { ok: false, seq, kind: 'reordered', message };
    }
    const gap = entry.seq === seq + 1 ? `Entry ${seq} is` : `Entries ${seq} to ${entry.seq - 1} are`;
    const after = seq === 1 ? 'the journal begins with' : `after entry ${seq - 1} comes`;
    return { ok: false, seq, kind: 'missing', message: `${gap} missing: ${after} entry ${entry.seq}.` };
  }

  #wrong(entry: StoredEntry, index: number, batch: readonly StoredEntry[]): ChainFault {
    const { seq } = entry;
    if (isMoved(entry, index, batch)) {
      const message = `What stands as entry ${seq} was written as another one: entries changed places.`;
      return { ok: false, seq, kind: 'reordered', message };
    }
    if (seq === this.#start.seq + 1 && seq > 1) {
      const message = `Entry ${seq}, the first, does not follow from where the journal is said to begin: one of the two was changed.`;
      return { ok: false, seq, kind: 'cut', message };
    }
    const message = `Entry ${seq} was changed: it does not go with its own hash and that of the entry before.`;
    return { ok: false, seq, kind: 'changed', message };
  }
}
