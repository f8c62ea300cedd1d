import type { CallView, Journal } from '../../audit/index.js';
import type { Judged } from '../call.js';
import { namedRecords } from '../decision/named-records.js';
import { nameOf, namesOf } from './set-since.js';

/** More of them on one record, of which nobody knows, are no work that goes on by itself. */
const MOST_READ = 100;

const INTENTS = ['intent'] as const;

/** What is known of the intents of one tool. */
interface Looked {
  /** The newest entry that was looked at. */
  readonly upTo: number;
  /** The calls up to there of which nobody knew what became; of all others that is settled for good. */
  readonly unknown: readonly string[];
}

export interface SameWork {
  /**
   * Calls of the same tool to the same record, under other arguments, of which nobody knows what became: where the work
   * can be done again, a renewal for one year is the one without a number of years, and by the name the one by the id.
   */
  unknownOnSameRecord(call: Judged, since: Date): Promise<CallView[]>;
}

/** Looks through the intents of each tool once, and after that only at what is new, and at what was not settled. */
export function createSameWork(journal: Pick<Journal, 'calls'>): SameWork {
  const lookedAt = new Map<string, Looked>();

  async function unknownOf(tool: string, since: Date): Promise<readonly CallView[]> {
    const { upTo, unknown } = lookedAt.get(tool) ?? { upTo: 0, unknown: [] };
    // Before the search: what is written meanwhile is newer.
    const newest = (await journal.calls({ tool, kinds: INTENTS, limit: 1 })).calls[0]?.entries[0]?.seq ?? 0;
    const filter = { tool, since, kinds: INTENTS, outcome: 'outcome_unknown', limit: MOST_READ };
    const fresh = await journal.calls({ ...filter, from: upTo + 1 });
    const older = unknown.length === 0 ? [] : (await journal.calls({ ...filter, calls: unknown })).calls;
    const calls = [...fresh.calls, ...older];
    if (fresh.next === undefined && calls.length <= MOST_READ)
      lookedAt.set(tool, { upTo: newest, unknown: calls.map(({ call }) => call) });
    return calls;
  }

  return {
    async unknownOnSameRecord(call, since) {
      const { tool, digest } = call;
      if (tool.readBack?.keep === undefined) return [];
      const others = (await unknownOf(tool.name, since)).filter((other) => other.digest !== digest);
      if (others.length === 0) return [];
      const mine = await namesOf(call);
      return others.filter(({ args }) => namedRecords(tool, args).some((record) => mine.has(nameOf(record))));
    },
  };
}
