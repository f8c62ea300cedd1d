import { type App, consoleAddress } from '../../app.js';
import type { Listener } from '../../approvals/index.js';
import type { Config } from '../../config/index.js';
import type { Log } from '../../log.js';
import { type Notifier, readNotify, startNotifier } from '../../notify/index.js';

/** What tells people of requests, from before the program is put together to its end. */
export interface Notifying extends Listener {
  readonly secrets: readonly string[];
  begin(running: { readonly app: App; readonly config: Config; readonly log: Log }): void;
  close(): Promise<void>;
}

/** Reads the file that says who is told, or every problem with it. */
export function openNotify(
  path: string,
  variables: Readonly<Record<string, string>>,
): Notifying | { readonly problems: readonly string[] } {
  const settings = readNotify(path, variables);
  if ('problems' in settings) return settings;
  let notifier: Notifier | undefined;
  return {
    secrets: settings.secrets,
    announce: (news) => notifier?.announce(news),
    begin({ app, config, log }) {
      async function consoleUrl(): Promise<string | undefined> {
        if (config.approval.consoleUrl !== undefined) return config.approval.consoleUrl;
        return consoleAddress((await app.store()).sharedValues, new Date());
      }
      notifier = startNotifier(settings, { store: app.store, consoleUrl, log });
    },
    close: async () => notifier?.close(),
  };
}
