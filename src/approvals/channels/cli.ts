import type { DecidingChannel } from './channel.js';

/** `whmcs-mcp approvals …` on the command line. */
export const cliChannel: DecidingChannel = {
  name: 'cli',
  where: 'on the command line',
  howTo: (id) => `with whmcs-mcp approvals approve ${id}`,
};
