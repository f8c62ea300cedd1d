import { areas } from '../../tools/index.js';
import { EXTRAS } from '../../tools/sets.js';
import { type Catalog, compileCatalog, type Tool } from '../catalog/index.js';
import { type Extras, policyVocabulary } from '../guard/index.js';
import { once } from '../once.js';
import type { PolicyVocabulary } from '../policy/index.js';
import { extraFacts, extraSchemas, publishedSchemas } from '../prebuilt/index.js';
import { EXTRA_SETS, type ExtraSet } from '../terms.js';
import type { AddonActions } from './ports.js';

/** The usual tools; compiled when first needed, and once: rows don't change while the program runs. */
export const allTools: () => Catalog = once(() => compileCatalog(areas, { published: publishedSchemas }));

const shipped: () => PolicyVocabulary = once(() => {
  const { tools, records } = policyVocabulary(allTools());
  return { tools: new Map([...tools, ...extraFacts]), records };
});

/**
 * The names that a policy can use, those of all extra sets and of addon actions among them: it may speak of tools that are not
 * switched on.
 */
export function vocabulary(addons?: AddonActions): PolicyVocabulary {
  if (addons === undefined) return shipped();
  const { tools, records } = shipped();
  return { tools: new Map([...tools, ...addons.facts]), records };
}

const compiled = new Map<ExtraSet, Promise<Catalog>>();

/** The tools of an extra set, loaded once. One that could not be loaded is tried again. */
function toolsOf(set: ExtraSet): Promise<Catalog> {
  const known = compiled.get(set);
  if (known !== undefined) return known;
  const loading = (async () => compileCatalog(await EXTRAS[set](), { published: await extraSchemas() }))();
  compiled.set(set, loading);
  loading.catch(() => compiled.delete(set));
  return loading;
}

/** The actions that `whmcs_call_action` calls, compiled once. */
const actionsOf: () => Promise<Catalog> = once(async () => {
  const { actionAreas } = await import('../../tools/actions/index.js');
  return compileCatalog(actionAreas());
});

/** Every tool there is, whatever is switched on: for what tells people of tools. */
export async function everyTool(): Promise<Catalog> {
  const extras = await Promise.all(EXTRA_SETS.map(toolsOf));
  return new Map([...allTools(), ...extras.flatMap((tools) => [...tools])]);
}

/** The same, and the actions that `whmcs_call_action` calls: for what is asked of a call by any name that policies know. */
export async function everyCall(addons?: AddonActions): Promise<Catalog> {
  return new Map([...(await everyTool()), ...(await actionsOf()), ...(addons?.actions ?? [])]);
}

/** The tools of one guard: the usual ones, and those of extra sets from the moment that they are loaded. */
export function openTools(addons?: AddonActions): { catalog: Catalog; extras: Extras } {
  const catalog = new Map(allTools());
  const loaded = new Set<ExtraSet>();
  const actions = new Map<string, Tool>();

  async function loadAll(sets: readonly ExtraSet[]): Promise<void> {
    const found = await Promise.all(sets.map(async (set) => [set, await toolsOf(set)] as const));
    const handedTo = sets.includes('actions') ? await actionsOf() : [];
    // All at once: a set counts as loaded once nothing of it is missing.
    for (const [set, tools] of found) {
      for (const [name, tool] of tools) catalog.set(name, tool);
      loaded.add(set);
    }
    if (!loaded.has('actions')) return;
    for (const [name, tool] of [...handedTo, ...(addons?.actions ?? [])]) actions.set(name, tool);
    for (const [name, tool] of addons?.callers ?? []) catalog.set(name, tool);
  }

  return {
    catalog,
    extras: {
      actions,
      setOf: (tool) => (extraFacts.get(tool) ?? addons?.facts.get(tool))?.set,
      load(sets) {
        const missing = sets.filter((set) => !loaded.has(set));
        return missing.length === 0 ? undefined : loadAll(missing);
      },
    },
  };
}
