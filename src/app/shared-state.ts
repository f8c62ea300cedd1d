import { isDatabaseUrl, openStore, type Store } from '../store/index.js';

export interface SharedState {
  get(): Promise<Store>;
  close(): Promise<void>;
}

/**
 * Opens the state when it is first needed; one that could not be opened may be mended while the server runs. `haltFile`
 * halts while it exists, for a state in memory or in a database; a state in a file has one beside it.
 */
export function sharedState(path: string, haltFile?: string): SharedState {
  let opened: Promise<Store> | undefined;
  return {
    get() {
      const isFile = path !== 'memory' && !isDatabaseUrl(path);
      opened ??= openStore(path, isFile || haltFile === undefined ? {} : { haltFile });
      opened.catch(() => {
        opened = undefined;
      });
      return opened;
    },
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}
