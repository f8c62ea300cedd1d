import type { EntryFilter } from '../../store/index.js';
import { type Flags, numberOf, sinceOf } from '../table/flags.js';

const LISTED = { least: 1, most: 10_000 };
const DEFAULT_LISTED = 50;

export type CallFilter = 'tool' | 'caller' | 'outcome' | 'text' | 'days' | 'limit';

/** How many are wanted. Throws a CommandError. */
export const limitOf = (flags: Flags<'limit'>) => numberOf(flags, 'limit', LISTED) ?? DEFAULT_LISTED;

/** What is asked for of the journal. Throws a CommandError. */
export function filterOf(flags: Flags<CallFilter>): EntryFilter {
  const { tool, caller, outcome, text } = flags;
  const given = { tool, caller, outcome, text, since: sinceOf(flags, new Date()) };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(set), limit: limitOf(flags) };
}
