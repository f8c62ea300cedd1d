import { setImmediate as turn } from 'node:timers/promises';
import {
  CUT_EVENT,
  type Cut,
  cutsHash,
  type JournalRows,
  NO_HASH,
  type StoredEntry,
} from '../../store/index.js';
import { parseBody } from '../journal/stored-body.js';
import { type ChainFault, type ChainPlace, ChainWalk } from './chain-walk.js';

/** A chain without a fault, from its first entry to its last. */
export interface IntactChain {
  readonly ok: true;
  readonly entries: number;
  /** Number of the first entry; 0 if there is none. */
  readonly from: number;
  readonly to: number;
  /** Hash of the last entry. */
  readonly hash: string;
  /** Hashes of the entries that were asked for, as far as the chain or its cuts hold them. */
  readonly hashes: ReadonlyMap<number, string>;
}

export type ChainVerdict = IntactChain | ChainFault;

const BATCH = 1_000;
/** Below every number that a row can have. */
const BEFORE_ALL = -(2 ** 63);

const cutFault = (seq: number, message: string): ChainFault => ({ ok: false, seq, kind: 'cut', message });

/** What an entry notes of all cuts so far. */
interface CutNote {
  seq: number;
  cuts: unknown;
}

function cutNoteIn(entry: StoredEntry): CutNote | undefined {
  if (entry.kind !== 'operator' || !entry.body.includes(CUT_EVENT)) return undefined;
  const body = parseBody(entry.body);
  return body?.event === CUT_EVENT ? { seq: entry.seq, cuts: body.cuts } : undefined;
}

/** Compares the stored cuts with what the chain's last note says of them. */
function checkCuts(cuts: readonly Cut[], noted: CutNote | undefined): ChainFault | undefined {
  const last = cuts.at(-1);
  if (last === undefined) {
    if (noted === undefined) return undefined;
    return cutFault(noted.seq, `Entry ${noted.seq} tells of a cut, and where it was is not kept any more.`);
  }
  if (noted === undefined) {
    return cutFault(
      last.seq,
      `The journal is said to be cut after entry ${last.seq}, and no entry tells of that.`,
    );
  }
  if (noted.cuts === cutsHash(cuts)) return undefined;
  return cutFault(
    last.seq,
    `What is kept of the cuts, the last after entry ${last.seq}, is not what entry ${noted.seq} says of them: it was changed.`,
  );
}

async function walkAll(
  rows: JournalRows,
  cuts: readonly Cut[],
  wanted: readonly number[],
): Promise<ChainVerdict> {
  const start: ChainPlace = cuts.at(-1) ?? { seq: 0, hash: NO_HASH };
  const walk = new ChainWalk(start);
  const hashes = new Map(cuts.map(({ seq, hash }) => [seq, hash]));
  let noted: CutNote | undefined;
  for (let from = BEFORE_ALL; ; from = walk.last.seq) {
    const batch = await rows.after(from, BATCH);
    const fault = walk.check(batch);
    if (fault !== undefined) return fault;
    for (const entry of batch) {
      noted = cutNoteIn(entry) ?? noted;
      if (wanted.includes(entry.seq)) hashes.set(entry.seq, entry.hash);
    }
    if (batch.length < BATCH) break;
    // A server that verifies goes on serving in between.
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
 * Checks the whole journal, from its last cut on, and names the first entry that was changed, removed or moved, or a cut
 * that is not as it was. Only a checkpoint shows that the newest entries were removed or all was written anew; for that
 * the hashes of the entries numbered `wanted` are returned.
 */
export async function verify(rows: JournalRows, wanted: readonly number[] = []): Promise<ChainVerdict> {
  for (;;) {
    const cuts = await rows.cuts();
    const verdict = await walkAll(rows, cuts, wanted);
    // If a server cut meanwhile, the fault is none of the journal.
    if (verdict.ok || cutsHash(await rows.cuts()) === cutsHash(cuts)) return verdict;
  }
}
