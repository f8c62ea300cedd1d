import type { Journal } from '../../audit/index.js';

/**
 * The journal as one WHMCS is concerned: of what others made that share the state it finds nothing, so that it settles,
 * repeats and compares none of it. What earlier versions wrote down, which do not say where a call was made, counts as its own.
 */
export function ownJournal(journal: Journal, installation: string): Journal {
  return {
    ...journal,
    calls: (filter) => journal.calls({ ...filter, installation }),
    async call(id) {
      const call = await journal.call(id);
      return call?.installation === undefined || call.installation === installation ? call : undefined;
    },
  };
}
