import type { Entry, JournalRows } from '../../store/index.js';
import { UNKNOWN } from '../journal/call-view.js';

const DAY_MS = 86_400_000;
const PAGE = 500;

export interface Pruned {
  /** How many entries are gone. */
  readonly entries: number;
  /** The call that keeps older entries from going: nobody knows what came of it, or it is not that long ago. */
  readonly heldBy?: string;
}

/** Removes what is older than so many days, as far as nothing stands in the way that is not settled. */
export async function prune(rows: JournalRows, days: number, now: Date): Promise<Pruned> {
  const before = new Date(now.getTime() - days * DAY_MS);
  const entries = await rows.cut(before, now);
  const [first] = await rows.after((await rows.cuts()).at(-1)?.seq ?? 0, 1);
  const isHeld = first?.kind === 'intent' && first.at < before.getTime();
  return isHeld ? { entries, heldBy: first.call } : { entries };
}

/** Writes that left, or may have, of which nobody knows what came, newest first; those younger may be under way. */
export async function orphans(rows: JournalRows, olderThan: Date): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await rows.find({
      kinds: ['intent'],
      outcome: UNKNOWN,
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    found.push(...page.filter(({ at }) => at < olderThan));
    before = page.at(-1)?.seq;
    if (page.length < PAGE) return found;
  }
}
