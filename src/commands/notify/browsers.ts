import { type App, keyFor } from '../../app.js';
import type { Config } from '../../config/index.js';
import { samePerson } from '../../identities/index.js';
import { type BrowserPorts, type Browsers, createBrowsers } from '../../notify/index.js';
import { localApprovers } from '../console/people.js';
import { providerTerms } from '../console/provider-terms.js';

/** A push service may want to reach whoever sends; it is told where people reach the console, where that has a name. */
const contactOf = (consoleUrl: string | undefined): string =>
  consoleUrl?.startsWith('https://') ? consoleUrl : 'mailto:nobody@example.com';

/** Browsers of people who may still sign in to the console of this state. */
export function browsersOf(
  { store }: Pick<App, 'store'>,
  config: Config,
  { services, isUnasked }: { services: readonly string[]; isUnasked: boolean },
): Browsers {
  const welcome: BrowserPorts['welcome'] = async ({ who, by, grants }) => {
    if (by.way === 'provider') {
      const { signIn } = config.console;
      return signIn !== undefined && by.terms === providerTerms(signIn) ? { grants } : undefined;
    }
    const named = await localApprovers(await store(), config).list();
    if (by.way === 'link') return named.length === 0 ? { grants } : undefined;
    const own = named.find((one) => samePerson(one.name, who) && one.changedAt.getTime() === by.setAt);
    return own && { grants: own.grants };
  };
  return createBrowsers(
    {
      store,
      secret: keyFor(config, 'whmcs-mcp browsers'),
      contact: contactOf(config.approval.consoleUrl),
      services,
      welcome,
      now: () => new Date(),
    },
    { isUnasked },
  );
}
