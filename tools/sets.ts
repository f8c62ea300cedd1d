import type { Area } from '../src/catalog/index.js';
import type { ExtraSet } from '../src/terms.js';

/** The areas of each extra set, loaded where the set is switched on. Those without tools are empty. */
export const EXTRAS: Readonly<Record<ExtraSet, () => Promise<readonly Area[]>>> = {
  desk: async () => (await import('./desk.js')).desk,
  actions: async () => (await import('./actions/index.js')).actions,
  answers: async () => (await import('./answers/index.js')).answers,
  plans: async () => (await import('./plans/index.js')).plans,
};
