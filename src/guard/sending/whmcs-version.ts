import type { ReadAction } from '../../catalog/index.js';
import { isObject } from '../../json/index.js';
import { type Connection, sideRead } from './connection.js';

/** Who tells the version: the first tells nothing else, and an API role may allow either. */
const TELLERS: readonly ReadAction[] = ['WhmcsDetails', 'GetAdminDetails'];
const KEPT_MS = 60 * 60_000;

/**
 * Asks once in an hour which version of WHMCS this is; undefined where it does not say, which is kept as long: hosts ban an
 * address that goes on asking for what it is refused. Never rejects.
 */
export function createWhmcsVersion({
  connection,
  now,
}: {
  connection: Connection;
  now(): Date;
}): () => Promise<string | undefined> {
  let kept: { readonly version: Promise<string | undefined>; readonly until: number } | undefined;

  async function asked(): Promise<string | undefined> {
    for (const teller of TELLERS) {
      const reply = await sideRead(connection, teller, {}, {}).catch(() => undefined);
      const details = reply?.body.whmcs;
      const version = isObject(details) ? details.version : undefined;
      // Nothing but digits and dots reaches a sentence.
      const number =
        typeof version === 'string' ? /^\d{1,3}(?:\.\d{1,3}){1,2}/.exec(version)?.[0] : undefined;
      if (number !== undefined) return number;
    }
    return undefined;
  }

  return () => {
    const at = now().getTime();
    if (kept === undefined || at >= kept.until) kept = { version: asked(), until: at + KEPT_MS };
    return kept.version;
  };
}
