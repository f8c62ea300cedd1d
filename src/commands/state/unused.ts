import { plain } from '../../plain.js';
import { othersUsing } from '../../store/copies/index.js';
import { isDatabaseUrl, shownLocation } from '../../store/index.js';
import { CommandError, type Host } from '../host.js';
import { serversOf } from '../servers.js';

/** Throws a CommandError while servers of this user work on a state, or other processes that its database knows of. */
export async function checkUnused(host: Host, location: string): Promise<void> {
  const shown = plain(shownLocation(location));
  const pids = serversOf(host)
    .filter(({ state }) => state === shownLocation(location))
    .map(({ pid }) => pid);
  if (pids.length > 0)
    throw new CommandError(
      `stop the servers that use ${shown} first: pid ${pids.join(', ')}. What they count and write meanwhile would be missing.`,
    );
  const others = isDatabaseUrl(location) ? await othersUsing(location) : 0;
  if (others > 0)
    throw new CommandError(
      `${others} connection${others === 1 ? '' : 's'} of other whmcs-mcp processes use ${shown}: stop those first.`,
    );
}
