import { resolve } from 'node:path';
import { SETTINGS } from '../../config/index.js';
import { CommandError, type Host } from '../host.js';
import { type SettingsFlags, settingsOf } from '../settings.js';

/** The WHMCS that GUARD_INSTALLS names, each with its address; undefined where it is not set. Throws a CommandError. */
export async function installsHere(
  host: Host,
  flags: SettingsFlags,
): Promise<readonly { readonly name: string; readonly url: string }[] | undefined> {
  const { values } = settingsOf(host, flags);
  const path = values[SETTINGS.installs.name];
  if (!path) return undefined;
  // Loaded only where it is used: most servers work on one WHMCS.
  const { readInstalls } = await import('../../installs/index.js');
  const read = readInstalls(resolve(host.cwd, path), values);
  if ('problems' in read) throw new CommandError(read.problems.join('\n'));
  return read.installs;
}
