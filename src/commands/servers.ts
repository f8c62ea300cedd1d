import { type LiveServer, liveServers } from '../machine/index.js';
import { systemCode, whyNot } from '../system/index.js';
import { CommandError, type Host } from './host.js';

/** The servers of this user that are running, the one that was started last at the end. Throws a CommandError. */
export function serversOf(host: Host): LiveServer[] {
  try {
    return liveServers(host);
  } catch (error) {
    throw new CommandError(
      `the list of your servers can't be trusted. ${systemCode(error) === '' && error instanceof Error ? error.message : whyNot(error)}.`,
    );
  }
}
