import type { Sample } from '../src/catalog/index.js';
import { everyTool } from './every-tool.js';

/** Calls of each of the tools. */
export const samples: Readonly<Record<string, Sample>> = Object.fromEntries(
  [...everyTool().values()].map(({ name, sample }) => [name, sample]),
);
