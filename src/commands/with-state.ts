import { SETTINGS, wrongSwitches } from '../config/index.js';
import { OPERATOR } from '../identities/index.js';
import { defaultLocation } from '../store/index.js';
import { CommandError, type Host } from './host.js';
import { openState, type State } from './open-state.js';
import { type SettingsFlags, settingsOf, tellWarnings } from './settings.js';
import { sandboxState } from './stand-in.js';

/**
 * A setting as the server would read it that this user would start here; the state has a default place. Throws a
 * CommandError where that server would not start.
 */
export function readSetting(
  host: Host,
  flags: SettingsFlags,
  key: 'state' | 'url' | 'policy' | 'installs',
): string {
  const { values, problems, warnings } = settingsOf(host, flags);
  const wrong = wrongSwitches(values).map(({ variable, message }) => `${variable}: ${message}`);
  const [first] = [...problems, ...wrong];
  if (first !== undefined) throw new CommandError(first);
  tellWarnings(host, warnings);
  const value = values[SETTINGS[key].name];
  if (value !== undefined || key !== 'state') return value ?? '';
  return flags.sandbox ? sandboxState(host) : defaultLocation(host);
}

/** Name of the user who runs the command, from the environment. */
export const userOf = ({ env }: Host) => env.USER || env.USERNAME || OPERATOR;

/** Opens the shared state for one command. Throws a CommandError or a StoreFault where it can't. */
export async function withState(
  host: Host,
  flags: SettingsFlags,
  work: (state: State, path: string) => Promise<number>,
): Promise<number> {
  const path = readSetting(host, flags, 'state');
  if (path === 'memory') {
    throw new CommandError('GUARD_STATE is memory, which no other process shares; name a file.');
  }
  const state = await openState(path);
  try {
    return await work(state, path);
  } finally {
    await state.close();
  }
}
