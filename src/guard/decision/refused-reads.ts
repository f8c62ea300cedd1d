import type { Ask } from '../../catalog/index.js';
import { WhmcsFault } from '../../whmcs/index.js';

const KEPT_MS = 10 * 60_000;

/**
 * Keeps for a while that the API role may not list contacts, which many roles may not: hosts ban an address that goes on
 * asking for what it is refused.
 */
export function keepingRefusals(ask: Ask, now: () => Date): Ask {
  let kept: { readonly error: WhmcsFault; readonly until: number } | undefined;
  return async (action, params) => {
    if (action !== 'GetContacts') return ask(action, params);
    if (kept !== undefined && now().getTime() < kept.until) throw kept.error;
    try {
      return await ask(action, params);
    } catch (error) {
      if (error instanceof WhmcsFault && error.kind === 'permission') {
        kept = { error, until: now().getTime() + KEPT_MS };
      }
      throw error;
    }
  };
}
