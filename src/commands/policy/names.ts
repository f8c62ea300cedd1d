import { type AddonActions, vocabulary } from '../../app.js';
import type { PolicyVocabulary } from '../../policy/index.js';
import { addonsIn } from '../configured.js';
import { CommandError, type Host } from '../host.js';
import { type SettingsFlags, settingsOf } from '../settings.js';

/** The actions of addon modules that the settings here declare. Throws a CommandError where that can't be told. */
export async function addonsHere(host: Host, flags: SettingsFlags): Promise<AddonActions | undefined> {
  const addons = await addonsIn(host, settingsOf(host, flags).values);
  if (addons !== undefined && 'problems' in addons) throw new CommandError(addons.problems.join('\n'));
  return addons;
}

/** The names that a policy can use with the settings here. Throws a CommandError where they can't be told. */
export const namesHere = async (host: Host, flags: SettingsFlags): Promise<PolicyVocabulary> =>
  vocabulary(await addonsHere(host, flags));
