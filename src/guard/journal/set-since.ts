import type { CallView, Journal } from '../../audit/index.js';
import type { Catalog, Tool, Values } from '../../catalog/index.js';
import { EXTRA_SETS, REPEAT_OF } from '../../terms.js';
import type { Judged } from '../call.js';
import { namedRecords } from '../decision/named-records.js';
import type { Extras } from '../extras.js';

/** More writes to one state within a dedupe window are no work that anybody sets back by hand. */
const MOST_READ = 100;

export const nameOf = ({ kind, value }: { kind: string; value: unknown }) =>
  `${kind} ${String(value).toLowerCase()}`;

/** The arguments of a call that say what it sets, and not of which record. */
function settingArgs({ names }: Tool, values: Values): string[] {
  const naming = new Set(Object.values(names).flat());
  return Object.keys(values).filter(
    (name) => values[name] !== undefined && name !== REPEAT_OF && !naming.has(name),
  );
}

/** The records that a call names, by whatever a call can name them. */
export async function namesOf({ tool, values, reads }: Judged): Promise<Set<string>> {
  const names = await Promise.all(
    namedRecords(tool, values).map(async ({ kind, value }) => {
      const found = await reads.subject.record(kind).catch(() => undefined);
      const known = [found?.id, found?.name].filter((one) => one !== undefined);
      return [value, ...known].map((one) => nameOf({ kind, value: one }));
    }),
  );
  return new Set(names.flat());
}

/**
 * Whether another call has set the same state of the same record after an earlier one: then to make that one again sets
 * the state back, and repeats nothing.
 */
export async function wasSetSince(
  { journal, catalog, extras }: { journal: Pick<Journal, 'calls'>; catalog: Catalog; extras: Extras },
  call: Judged,
  earlier: CallView,
): Promise<boolean> {
  const { tool, values, digest } = call;
  const state = tool.sets?.(values);
  if (state === undefined) return false;
  const mine = await namesOf(call);
  const own = settingArgs(tool, values);

  const sets = (other: CallView, by: Tool): boolean => {
    if (other.digest === digest || (other.state !== 'done' && other.state !== 'unknown')) return false;
    if (by.sets?.(other.args) !== state) return false;
    if (!namedRecords(by, other.args).some((record) => mine.has(nameOf(record)))) return false;
    const shared = settingArgs(by, other.args).some((name) => own.includes(name));
    return by.name !== tool.name || own.length === 0 || shared;
  };

  await extras.load(EXTRA_SETS);
  for (const by of catalog.values()) {
    if (by.sets === undefined) continue;
    const { calls } = await journal.calls({
      tool: by.name,
      since: earlier.at,
      kinds: ['intent'],
      limit: MOST_READ,
    });
    if (calls.some((other) => other.call !== earlier.call && sets(other, by))) return true;
  }
  return false;
}
