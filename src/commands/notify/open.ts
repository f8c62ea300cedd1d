import { type App, consoleAddress } from '../../app.js';
import type { Listener } from '../../approvals/index.js';
import type { Config } from '../../config/index.js';
import type { Log } from '../../log.js';
import {
  type Browsers,
  type Notifier,
  pushServices,
  readNotify,
  startNotifier,
  unaskedSettings,
} from '../../notify/index.js';
import { browsersOf } from './browsers.js';

/** What tells people of requests, from before the program is put together to its end. */
export interface Notifying extends Listener {
  readonly secrets: readonly string[];
  /** Browsers that people switch on, once it began; undefined where the file tells nobody there. */
  readonly browsers: Browsers | undefined;
  begin(running: { readonly app: App; readonly config: Config; readonly log: Log }): void;
  close(): Promise<void>;
}

/** Reads the file that says who is told, where there is one, or every problem with it. */
export function openNotify(
  path: string | undefined,
  variables: Readonly<Record<string, string>>,
): Notifying | { readonly problems: readonly string[] } {
  const settings = path === undefined ? unaskedSettings() : readNotify(path, variables);
  if ('problems' in settings) return settings;
  const services = pushServices(settings.channels.values());
  let notifier: Notifier | undefined;
  let browsers: Browsers | undefined;
  return {
    secrets: settings.secrets,
    get browsers() {
      return browsers;
    },
    announce: (news) => notifier?.announce(news),
    begin({ app, config, log }) {
      async function consoleUrl(): Promise<string | undefined> {
        if (config.approval.consoleUrl !== undefined) return config.approval.consoleUrl;
        return consoleAddress((await app.store()).sharedValues, new Date());
      }
      if (services !== undefined)
        browsers = browsersOf(app, config, { services, isUnasked: path === undefined });
      notifier = startNotifier(settings, {
        store: app.store,
        consoleUrl,
        log,
        ...(browsers && { browsers }),
      });
    },
    close: async () => notifier?.close(),
  };
}
