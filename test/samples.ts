import { allTools } from '../src/app.js';
import type { Sample } from '../src/catalog/index.js';

/** Calls of each of the tools. */
export const samples: Readonly<Record<string, Sample>> = Object.fromEntries(
  [...allTools().values()].map(({ name, sample }) => [name, sample]),
);
