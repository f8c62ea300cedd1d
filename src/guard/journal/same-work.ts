import type { CallView, Journal } from '../../audit/index.js';
import type { Judged } from '../call.js';
import { namedRecords } from '../decision/named-records.js';
import { nameOf, namesOf } from './set-since.js';

/** More of them on one record, of which nobody knows, are no work that goes on by itself. */
const MOST_READ = 100;

/**
 * Calls of the same tool to the same record, under other arguments, of which nobody knows what became: where the work
 * can be done again, a renewal for one year is the one without a number of years, and by the name the one by the id.
 */
export async function unknownOnSameRecord(
  journal: Pick<Journal, 'calls'>,
  call: Judged,
  since: Date,
): Promise<CallView[]> {
  const { tool, digest } = call;
  if (tool.readBack?.keep === undefined) return [];
  const { calls } = await journal.calls({
    tool: tool.name,
    since,
    kinds: ['intent'],
    outcome: 'outcome_unknown',
    limit: MOST_READ,
  });
  const others = calls.filter((other) => other.digest !== digest);
  if (others.length === 0) return [];
  const mine = await namesOf(call);
  return others.filter(({ args }) => namedRecords(tool, args).some((record) => mine.has(nameOf(record))));
}
