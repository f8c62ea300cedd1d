import type { Config } from '../../config/index.js';
import type { Notifying } from './open.js';

/**
 * Loads what tells people, where anybody is to be told; or says what is wrong with the file that names them. A console tells
 * people in browsers without such a file, too: they switch it on there.
 */
export async function notifying(
  { approval }: Config,
  variables: Readonly<Record<string, string>>,
  { hasConsole }: { hasConsole: boolean },
): Promise<Notifying | { readonly problems: readonly string[] } | undefined> {
  if (approval.notify === undefined && !hasConsole) return undefined;
  return (await import('./open.js')).openNotify(approval.notify, variables);
}
