import { createHmac } from 'node:crypto';
import { canonicalJson } from '../json/index.js';

/** 160 bits: no second call can be found for a digest, and a person can still compare two of them. */
const DIGITS = 40;

/**
 * The digest of a call: 40 hex digits of an HMAC over the tool and its exact arguments. It is keyed, so that whoever reads
 * the state can't guess arguments. Throws a TypeError for values that are not JSON.
 */
export function digestOf(key: Uint8Array, tool: string, values: Readonly<Record<string, unknown>>): string {
  return createHmac('sha256', key)
    .update(canonicalJson([tool, values]))
    .digest('hex')
    .slice(0, DIGITS);
}

/** That of a call while it is held, which is none of requests: the time that releases the one must never approve the other. */
export const heldDigest = (digest: string): string => `held ${digest}`;
