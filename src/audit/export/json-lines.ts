import { type JournalRows, NO_HASH, type StoredEntry } from '../../store/index.js';
import type { ChainPlace } from '../chain/chain-walk.js';

const BATCH = 1_000;

/** The first line of an export; one line for each entry follows. */
export interface ExportStart {
  /** The version of the format. */
  readonly journal: 1;
  /** Number of the entry before the first one, which is not in the file. */
  readonly after: number;
  /** Its hash. */
  readonly hash: string;
}

/** The last line of an export; without it the file was cut off. */
export interface ExportEnd {
  /** Number of the last entry. */
  readonly end: number;
  readonly hash: string;
}

/** The entry before the first one that is not older than `since`. */
export async function placeBefore(rows: JournalRows, since: Date | undefined): Promise<ChainPlace> {
  let place: ChainPlace = (await rows.cuts()).at(-1) ?? { seq: 0, hash: NO_HASH };
  if (since === undefined) return place;
  for (;;) {
    const batch = await rows.after(place.seq, BATCH);
    const first = batch.findIndex(({ at }) => at >= since.getTime());
    const before = first < 0 ? batch.at(-1) : batch[first - 1];
    place = before ?? place;
    if (first >= 0 || batch.length < BATCH) return place;
  }
}

/** All entries after a place, in batches. */
export async function* batchesAfter(
  rows: JournalRows,
  place: ChainPlace,
): AsyncGenerator<readonly StoredEntry[]> {
  let { seq } = place;
  for (;;) {
    const batch = await rows.after(seq, BATCH);
    if (batch.length > 0) yield batch;
    if (batch.length < BATCH) return;
    seq = batch.at(-1)?.seq ?? seq;
  }
}

const lineOf = (value: object) => `${JSON.stringify(value)}\n`;

/**
 * The journal as lines of JSON, from the first entry that is not older than `since`: entries exactly as they are stored,
 * so that the file can be verified on its own.
 */
export async function* exportLines(rows: JournalRows, since?: Date): AsyncGenerator<string> {
  const place = await placeBefore(rows, since);
  const start: ExportStart = { journal: 1, after: place.seq, hash: place.hash };
  yield lineOf(start);
  let last = place;
  for await (const batch of batchesAfter(rows, place)) {
    yield batch
      .map(({ seq, at, kind, call, body, hash }) => lineOf({ seq, at, kind, call, body, hash }))
      .join('');
    last = batch.at(-1) ?? last;
  }
  const end: ExportEnd = { end: last.seq, hash: last.hash };
  yield lineOf(end);
}
