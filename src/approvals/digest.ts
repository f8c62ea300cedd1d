import { createHmac } from 'node:crypto';
import { canonicalJson } from '../canonical.js';

/** Half of SHA-256 and more: nobody finds a second call for one, and a person can still compare two of them. */
const DIGITS = 40;

/**
 * Tells one call from every other: 40 hex digits over the tool and its exact arguments. Keyed, because arguments are
 * easily guessed: whoever reads the state must not be able to try them out. Throws a TypeError for what is not JSON.
 */
export function digestOf(key: Uint8Array, tool: string, values: Readonly<Record<string, unknown>>): string {
  return createHmac('sha256', key)
    .update(canonicalJson([tool, values]))
    .digest('hex')
    .slice(0, DIGITS);
}
