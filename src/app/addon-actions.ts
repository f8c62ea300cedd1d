import { actionsKnowing, declaredAreas } from '../../tools/actions/index.js';
import { readActions } from '../addon-actions/index.js';
import { compileCatalog } from '../catalog/index.js';
import { policyVocabulary } from '../guard/index.js';
import { extraSchemas } from '../prebuilt/index.js';
import type { AddonActions } from './ports.js';

/** What a file of addon actions declares, or every problem with it, a line each. */
export async function openAddonActions(
  path: string,
): Promise<AddonActions | { readonly problems: readonly string[] }> {
  const read = readActions(path);
  if ('problems' in read) return read;
  const declared = new Map(read.actions.map((action) => [action.name, action]));
  const actions = compileCatalog(declaredAreas(read.actions), {
    declared: (name) => declared.get(name)?.risk,
  });
  return {
    names: [...declared.keys()],
    warnings: read.warnings,
    facts: policyVocabulary(actions).tools,
    actions,
    callers: compileCatalog(actionsKnowing(read.actions), { published: await extraSchemas() }),
    kindOf(name) {
      const risk = declared.get(name)?.risk;
      return risk === undefined || risk === 'read' ? risk : 'write';
    },
    outsidersWrite: new Map(
      read.actions.map(({ name, outsidersWrite }) => [
        name,
        new Set(outsidersWrite.map((field) => field.toLowerCase())),
      ]),
    ),
  };
}
