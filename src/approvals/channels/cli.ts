import type { Channel } from './channel.js';

/** `whmcs-mcp approvals …` on the command line. */
export const cliChannel: Channel = {
  name: 'cli',
  where: 'on the command line',
  howTo: (id) => `with whmcs-mcp approvals approve ${id}`,
};
