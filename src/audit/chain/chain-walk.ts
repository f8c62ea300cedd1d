import { entryHash, type StoredEntry } from '../../store/index.js';

/** A place in the chain: an entry's number and hash. */
export interface Place {
  readonly seq: number;
  readonly hash: string;
}

export interface Fault {
  readonly ok: false;
  /** The first entry that is not as it was, or not there. */
  readonly seq: number;
  readonly what: 'changed' | 'missing' | 'reordered' | 'cut';
  /** A sentence for people. */
  readonly says: string;
}

/** How far around an entry is looked for the place that it was taken from. */
const NEAR = 24;

const follows = (previous: string, entry: StoredEntry, seq: number) =>
  entryHash(previous, { ...entry, seq }) === entry.hash;

/** Whether an entry is one of this chain, moved from another place. */
function isMoved(entry: StoredEntry, at: number, batch: readonly StoredEntry[]): boolean {
  if (batch.some((other) => follows(other.hash, entry, other.seq + 1))) return true;
  // Where two changed places, the one that it followed has another number now, too.
  const near = batch.slice(Math.max(0, at - NEAR), at + NEAR);
  return near.some(({ hash }) => near.some(({ seq }) => follows(hash, entry, seq)));
}

/** Goes along a chain, entry by entry in their order, up to the first that does not follow from the one before. */
export class Walk {
  readonly #start: Place;
  /** The last entry that was right, or where the chain begins. */
  last: Place;

  constructor(start: Place) {
    this.#start = start;
    this.last = start;
  }

  over(batch: readonly StoredEntry[]): Fault | undefined {
    for (const [index, entry] of batch.entries()) {
      if (entry.seq !== this.last.seq + 1) return this.#misplaced(entry, batch);
      if (!follows(this.last.hash, entry, entry.seq)) return this.#wrong(entry, index, batch);
      this.last = entry;
    }
    return undefined;
  }

  #misplaced(entry: StoredEntry, batch: readonly StoredEntry[]): Fault {
    const seq = this.last.seq + 1;
    if (entry.seq <= this.#start.seq) {
      const says = `Entry ${entry.seq} is there, and the journal begins after entry ${this.#start.seq}: it was put there, or where the journal begins was changed.`;
      return { ok: false, seq: entry.seq, what: 'cut', says };
    }
    if (entry.seq < seq || batch.some((other) => other.seq === seq)) {
      const says = `Entry ${entry.seq} stands where entry ${seq} belongs.`;
      return { ok: false, seq, what: 'reordered', says };
    }
    const gap = entry.seq === seq + 1 ? `Entry ${seq} is` : `Entries ${seq} to ${entry.seq - 1} are`;
    const after = seq === 1 ? 'the journal begins with' : `after entry ${seq - 1} comes`;
    return { ok: false, seq, what: 'missing', says: `${gap} missing: ${after} entry ${entry.seq}.` };
  }

  #wrong(entry: StoredEntry, index: number, batch: readonly StoredEntry[]): Fault {
    const { seq } = entry;
    if (isMoved(entry, index, batch)) {
      const says = `What stands as entry ${seq} was written as another one: entries changed places.`;
      return { ok: false, seq, what: 'reordered', says };
    }
    if (seq === this.#start.seq + 1 && seq > 1) {
      const says = `Entry ${seq}, the first, does not follow from where the journal is said to begin: one of the two was changed.`;
      return { ok: false, seq, what: 'cut', says };
    }
    const says = `Entry ${seq} was changed: it does not go with its own hash and that of the entry before.`;
    return { ok: false, seq, what: 'changed', says };
  }
}
