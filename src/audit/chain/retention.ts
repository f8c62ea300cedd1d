import type { JournalRows } from '../../store/index.js';
import { DAY_MS } from '../../terms.js';

export interface Pruned {
  /** Number of entries removed. */
  readonly entries: number;
  /** The day that was taken for today, because the clock is far ahead of what was written before. */
  readonly asOf?: Date;
  /** Id of a call with an unknown or recent outcome, whose intent keeps the entries after it. */
  readonly heldBy?: string;
}

/** A clock that jumped is put right, or noticed, within this time. */
const SETTLES_MS = 7 * DAY_MS;
/** A longer silence before that makes the clock doubtful. */
const SILENCE_MS = 30 * DAY_MS;

/**
 * The time as the journal bears it out: the clock's, unless all that was written since a long silence is younger than a
 * week. A clock that was set ahead by mistake would otherwise have the whole journal removed.
 */
async function trustedTime(rows: JournalRows, now: Date): Promise<Date> {
  const settled = now.getTime() - SETTLES_MS;
  const before = await rows.newestBefore(new Date(settled));
  return before !== undefined && settled - before.getTime() > SILENCE_MS ? before : now;
}

/** Removes entries older than so many days, up to the first intent whose outcome is unknown or recent. */
export async function prune(rows: JournalRows, days: number, now: Date): Promise<Pruned> {
  const today = await trustedTime(rows, now);
  const before = new Date(today.getTime() - days * DAY_MS);
  const entries = await rows.cut(before, now);
  const asOf = today === now ? {} : { asOf: today };
  const [first] = await rows.after((await rows.cuts()).at(-1)?.seq ?? 0, 1);
  const isHeld = first?.kind === 'intent' && first.at < before.getTime();
  return isHeld ? { entries, ...asOf, heldBy: first.call } : { entries, ...asOf };
}
