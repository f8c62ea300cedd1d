import type { Catalog, Tool } from '../catalog/index.js';
import type { Log } from '../log.js';
import { extraSetsIn, type Policy } from '../policy/index.js';
import type { ExtraSet, Switches } from '../terms.js';

/** The tools of extra sets. They come into the catalog when one of them is needed. */
export interface Extras {
  /** The extra set that a tool is of; undefined for a name that none of them has. */
  setOf(tool: string): ExtraSet | undefined;
  /** Loads sets into the catalog; undefined where they are there. */
  load(sets: readonly ExtraSet[]): Promise<void> | undefined;
  /** Actions that no caller calls by name: calls of them are handed over. They are there once their set is loaded. */
  readonly actions: Catalog;
}

interface Ports {
  readonly catalog: Catalog;
  readonly extras: Extras;
}

/** The tool of that name, whether its set is loaded yet or not. Rejects where it can't be loaded. */
export async function findTool({ catalog, extras }: Ports, name: string): Promise<Tool | undefined> {
  const set = extras.setOf(name);
  if (set !== undefined) await extras.load([set]);
  return catalog.get(name) ?? extras.actions.get(name);
}

/**
 * The same for a call; undefined where it can't be loaded, which the log says, and for an action that the call was not handed over
 * to: nobody calls those by name.
 */
export async function findOrTell(
  { log, ...ports }: Ports & { log: Log },
  name: string,
  { handedOver }: { readonly handedOver?: true } = {},
): Promise<Tool | undefined> {
  try {
    const found = await findTool(ports, name);
    return handedOver || !ports.extras.actions.has(name) ? found : undefined;
  } catch (error) {
    log('error', 'tools.unloaded', { tool: name, error });
    return undefined;
  }
}

interface Following extends Ports {
  readonly switches: Switches;
  policy(): Policy;
  renewPolicy(how: 'lately' | 'now'): Promise<void> | undefined;
}

/** Waits until the policy is up to date, and the tools are loaded that are switched on then: a list of tools needs both. */
export function followSets({ extras, switches, policy, renewPolicy }: Following) {
  const switched = extraSetsIn(switches.toolsets);
  const load = () => extras.load([...switched, ...policy().extraSets]);
  return (how: 'lately' | 'now' = 'lately'): Promise<void> | undefined => {
    const renewing = renewPolicy(how);
    return renewing === undefined ? load() : renewing.then(load);
  };
}
