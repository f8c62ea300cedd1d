import { everyTool as loadEveryTool } from '../src/app.js';
import type { Catalog } from '../src/catalog/index.js';
import { EXTRA_SETS } from '../src/terms.js';

const all = await loadEveryTool();

/** All tools of all sets, whatever is switched on: what each tool has to pass goes through these. */
export const everyTool = (): Catalog => all;

/** Those of them that are an action of WHMCS's each. */
export const callingTools = (): Catalog =>
  new Map([...all].filter(([, { composed }]) => composed === undefined));

/** Switches on those, `desk` being the one extra set of such tools. */
export const CALLING_SETS = { GUARD_TOOLSETS: 'desk' };

/** Switches on all of them. */
export const EVERY_SET = { GUARD_TOOLSETS: EXTRA_SETS.join(',') };
