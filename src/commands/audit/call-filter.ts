import { plain } from '../../plain.js';
import { didYouMean } from '../../spelling.js';
import type { EntryFilter } from '../../store/index.js';
import { FAILURE_CODES } from '../../terms.js';
import { EXIT } from '../exit-codes.js';
import { CommandError } from '../host.js';
import { type Flags, numberOf, sinceOf } from '../table/flags.js';

const LISTED = { least: 1, most: 10_000 };
const DEFAULT_LISTED = 50;

export type CallFilter = 'tool' | 'caller' | 'outcome' | 'text' | 'days' | 'limit';

/** How many are wanted. Throws a CommandError. */
export const limitOf = (flags: Flags<'limit'>) => numberOf(flags, 'limit', LISTED) ?? DEFAULT_LISTED;

const OUTCOMES: readonly string[] = ['done', 'not_done', ...FAILURE_CODES];

/** One that no call can have finds nothing, which reads as if nothing of the kind had happened. */
function checkOutcome(outcome: string | undefined): void {
  if (outcome === undefined || OUTCOMES.includes(outcome)) return;
  throw new CommandError(
    `--outcome: no call comes out "${plain(outcome)}".${didYouMean(outcome, OUTCOMES)} There are: ${OUTCOMES.join(', ')}.`,
    EXIT.usage,
  );
}

/** What is asked for of the journal. Throws a CommandError. */
export function filterOf(flags: Flags<CallFilter>): EntryFilter {
  const { tool, caller, outcome, text } = flags;
  checkOutcome(outcome);
  const given = { tool, caller, outcome, text, since: sinceOf(flags, new Date()) };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(set), limit: limitOf(flags) };
}
