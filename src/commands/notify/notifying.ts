import type { Config } from '../../config/index.js';
import type { Notifying } from './open.js';

/** Loads what tells people, where anybody is to be told; or says what is wrong with the file that names them. */
export async function notifying(
  { approval }: Config,
  variables: Readonly<Record<string, string>>,
): Promise<Notifying | { readonly problems: readonly string[] } | undefined> {
  if (approval.notify === undefined) return undefined;
  return (await import('./open.js')).openNotify(approval.notify, variables);
}
