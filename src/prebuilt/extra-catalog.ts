import { actionAreas } from '../../tools/actions/index.js';
import { areas } from '../../tools/index.js';
import { EXTRAS } from '../../tools/sets.js';
import { type Catalog, compileCatalog } from '../catalog/index.js';

/** Every tool of every extra set, compiled while building. */
export async function extraCatalog(): Promise<Catalog> {
  const extras = await Promise.all(Object.values(EXTRAS).map((areasOf) => areasOf()));
  return compileCatalog(extras.flat());
}

/** The same, with the actions that one of them hands calls over to: a policy can speak of each. */
export async function extraNames(): Promise<Catalog> {
  return new Map([...(await extraCatalog()), ...compileCatalog(actionAreas())]);
}

/** The same, after the usual tools. */
export async function everyTool(): Promise<Catalog> {
  return new Map([...compileCatalog(areas), ...(await extraNames())]);
}
