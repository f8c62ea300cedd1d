import type { JournalRows } from '../../store/index.js';
import { DAY_MS } from '../../terms.js';

export interface Pruned {
  /** Number of entries removed. */
  readonly entries: number;
  /** Id of a call with an unknown or recent outcome, whose intent keeps the entries after it. */
  readonly heldBy?: string;
}

/** Removes entries older than so many days, up to the first intent whose outcome is unknown or recent. */
export async function prune(rows: JournalRows, days: number, now: Date): Promise<Pruned> {
  const before = new Date(now.getTime() - days * DAY_MS);
  const entries = await rows.cut(before, now);
  const [first] = await rows.after((await rows.cuts()).at(-1)?.seq ?? 0, 1);
  const isHeld = first?.kind === 'intent' && first.at < before.getTime();
  return isHeld ? { entries, heldBy: first.call } : { entries };
}
