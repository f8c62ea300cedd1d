import { createHash } from 'node:crypto';
import type { Cut, StoredEntry } from './journal-rows.js';

/** What the first entry of all holds in the place of a hash of the one before. */
export const NO_HASH = '';

/**
 * SHA-256, in hex, over the hash of the entry before and every stored column of this one, as they are stored. The array
 * says itself where it ends, so that no two entries are ever written alike.
 */
export function entryHash(
  previous: string,
  { seq, at, kind, call, body }: Omit<StoredEntry, 'hash'>,
): string {
  return createHash('sha256')
    .update(JSON.stringify([previous, seq, at, kind, call]))
    .update(body)
    .digest('hex');
}

/** One hash over all cuts: the chain holds it, so that what the cuts say is as provable as an entry. */
export function cutsHash(cuts: readonly Cut[]): string {
  const rows = cuts.map(({ seq, hash, at, entries }) => [seq, hash, at.getTime(), entries]);
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
