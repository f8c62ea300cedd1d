import { setImmediate as turn } from 'node:timers/promises';
import {
  CUT_EVENT,
  type Cut,
  cutsHash,
  type JournalRows,
  NO_HASH,
  type StoredEntry,
} from '../../store/index.js';
import { bodyIn } from '../journal/stored-body.js';
import { type Fault, type Place, Walk } from './chain-walk.js';

/** A chain without a fault, from its first entry to its last. */
export interface Whole {
  readonly ok: true;
  readonly entries: number;
  /** 0 where there is none. */
  readonly from: number;
  readonly to: number;
  /** Of the last entry. */
  readonly hash: string;
  /** Hashes of the places that were asked for, as far as the chain or its cuts hold them. */
  readonly hashes: ReadonlyMap<number, string>;
}

export type Verdict = Whole | Fault;

const BATCH = 1_000;
/** Below every number that a row can have. */
const BEFORE_ALL = -(2 ** 63);

const fault = (seq: number, says: string): Fault => ({ ok: false, seq, what: 'cut', says });

function noteOfCut(entry: StoredEntry): { seq: number; cuts: unknown } | undefined {
  if (entry.kind !== 'operator' || !entry.body.includes(CUT_EVENT)) return undefined;
  const body = bodyIn(entry.body);
  return body?.event === CUT_EVENT ? { seq: entry.seq, cuts: body.cuts } : undefined;
}

/** The chain says of each cut that there was one, and of all of them what they are. */
function checkCuts(
  cuts: readonly Cut[],
  noted: { seq: number; cuts: unknown } | undefined,
): Fault | undefined {
  const last = cuts.at(-1);
  if (last === undefined) {
    if (noted === undefined) return undefined;
    return fault(noted.seq, `Entry ${noted.seq} tells of a cut, and where it was is not kept any more.`);
  }
  if (noted === undefined) {
    return fault(
      last.seq,
      `The journal is said to be cut after entry ${last.seq}, and no entry tells of that.`,
    );
  }
  if (noted.cuts === cutsHash(cuts)) return undefined;
  return fault(
    last.seq,
    `What is kept of the cuts, the last after entry ${last.seq}, is not what entry ${noted.seq} says of them: it was changed.`,
  );
}

async function walkAll(rows: JournalRows, cuts: readonly Cut[], wanted: readonly number[]): Promise<Verdict> {
  const start: Place = cuts.at(-1) ?? { seq: 0, hash: NO_HASH };
  const walk = new Walk(start);
  const hashes = new Map(cuts.map(({ seq, hash }) => [seq, hash]));
  let noted: { seq: number; cuts: unknown } | undefined;
  for (let from = BEFORE_ALL; ; from = walk.last.seq) {
    const batch = await rows.after(from, BATCH);
    const found = walk.over(batch);
    if (found !== undefined) return found;
    for (const entry of batch) {
      noted = noteOfCut(entry) ?? noted;
      if (wanted.includes(entry.seq)) hashes.set(entry.seq, entry.hash);
    }
    if (batch.length < BATCH) break;
    // A server that is asked for this goes on serving.
    await turn();
  }
  const entries = walk.last.seq - start.seq;
  const from = entries === 0 ? 0 : start.seq + 1;
  return (
    checkCuts(cuts, noted) ?? {
      ok: true,
      entries,
      from,
      to: walk.last.seq,
      hash: walk.last.hash,
      hashes,
    }
  );
}

/**
 * Goes over the whole journal, from its last cut on, and names the first entry that is changed, missing or in the place
 * of another, or a cut that is not as it was. That its newest entries were removed, or all of it was written anew, the
 * chain itself can't tell; a checkpoint does, for which the hashes at `wanted` are given.
 */
export async function verify(rows: JournalRows, wanted: readonly number[] = []): Promise<Verdict> {
  for (;;) {
    const cuts = await rows.cuts();
    const verdict = await walkAll(rows, cuts, wanted);
    // A server that cut meanwhile is no fault of the journal.
    if (verdict.ok || cutsHash(await rows.cuts()) === cutsHash(cuts)) return verdict;
  }
}
