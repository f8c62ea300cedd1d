import type { Channel } from './channel.js';

/** The web page of `whmcs-mcp console`. It follows the shared state, so nothing has to be announced to it. */
export const consoleChannel: Channel = {
  name: 'console',
  where: 'in the console',
  howTo: (id, url) => (url === undefined ? undefined : `at ${url}/approvals/${id}`),
  askAtClient({ id, text, person, consoleUrl, signal }) {
    if (consoleUrl === undefined) return undefined;
    const url = `${consoleUrl}/approvals/${id}`;
    // To open the page is no decision.
    return person.offerPage?.({ url, text, id, signal }).then(() => 'nothing');
  },
};
