import { isDatabaseUrl, openStore, type Store, StoreFault } from '../store/index.js';

export interface SharedState {
  get(): Promise<Store>;
  close(): Promise<void>;
}

/** How long whoever needs a lost database waits to be told that it is back. */
const GLANCE_MS = 100;

/** What comes of opening, or the fault of the time before where that takes longer than a glance. */
async function atAGlance(opened: Promise<Store>, fault: StoreFault): Promise<Store> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(fault), GLANCE_MS);
  });
  return Promise.race([opened, late]).finally(() => clearTimeout(timer));
}

/**
 * Opens the state when it is first needed; one that could not be opened may be mended while the server runs. A database that
 * was waited for in vain is looked for by one attempt at a time, and whoever needs it meanwhile is told so at once. `haltFile`
 * halts while it exists, for a state in memory or in a database; a state in a file has one beside it.
 */
export function sharedState(path: string, haltFile?: string): SharedState {
  let opened: Promise<Store> | undefined;
  let outage: StoreFault | undefined;

  function open(): Promise<Store> {
    const isFile = path !== 'memory' && !isDatabaseUrl(path);
    const opening = openStore(path, isFile || haltFile === undefined ? {} : { haltFile });
    opening.then(
      () => {
        outage = undefined;
      },
      (error: unknown) => {
        opened = undefined;
        outage = error instanceof StoreFault && error.isOutage ? error : undefined;
      },
    );
    return opening;
  }

  return {
    get() {
      opened ??= open();
      return outage === undefined ? opened : atAGlance(opened, outage);
    },
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}
