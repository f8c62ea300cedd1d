import { extraCatalog } from './extra-catalog.js';

/** What `tools/list` says of the arguments of each tool of an extra set. */
export default Object.fromEntries(
  [...(await extraCatalog()).values()].map(({ name, listing }) => [name, listing.inputSchema]),
);
