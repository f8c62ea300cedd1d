import type { Journal } from '../../audit/index.js';
import type { Act, Catalog } from '../../catalog/index.js';

/** Of one record. */
const MOST_ACTS = 10;
/** Of one tool, on all records. */
const MOST_READ = 100;

/** The last writes that callers made with this argument in this WHMCS, the newest first. Who made them is not told. */
export async function actsOn(
  { journal, catalog }: { journal: Pick<Journal, 'calls'>; catalog: Catalog },
  argument: string,
  id: number,
): Promise<readonly Act[]> {
  const tools = [...catalog.values()].filter(({ risk, args }) => risk !== 'read' && args.includes(argument));
  const found = await Promise.all(
    tools.map(({ name }) => journal.calls({ tool: name, kinds: ['intent'], limit: MOST_READ })),
  );
  return found
    .flatMap(({ calls }) => calls.filter(({ args }) => args[argument] === id))
    .toSorted((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, MOST_ACTS)
    .map(({ at, tool, state }) => ({ at: at.toISOString(), tool, state }));
}
