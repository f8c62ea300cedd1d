import { areas } from '../../tools/index.js';
import { compileCatalog } from '../catalog/index.js';

/** What `tools/list` says of the arguments of each tool. */
export default Object.fromEntries(
  [...compileCatalog(areas).values()].map(({ name, listing }) => [name, listing.inputSchema]),
);
