import { hash as digest } from 'node:crypto';
import type { Cut, Entry, EntryKind, NewEntry, StoredEntry } from '../ports/journal.js';

/** What the first entry of all holds in the place of a hash of the one before. */
export const NO_HASH = '';

/** One link of the chain: the number of an entry and its hash. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
}

const CALL_ID = /^[\x21-\x7e]{0,64}$/;
const LAST_MS = 8.64e15;

/**
 * SHA-256, in hex, over the hash of the entry before and every stored column of this one, as they are stored. The array
 * says itself where it ends, so that no two entries are ever written alike.
 */
export function entryHash(
  previous: string,
  { seq, at, kind, call, body }: Omit<StoredEntry, 'hash'>,
): string {
  return digest('sha256', JSON.stringify([previous, seq, at, kind, call]) + body);
}

/** The entry that goes after the last one, or after nothing. */
export function chained(last: Link | undefined, entry: Omit<StoredEntry, 'seq' | 'hash'>): StoredEntry {
  const { at, kind, call, body } = entry;
  const next = { seq: (last?.seq ?? 0) + 1, at, kind, call, body, hash: '' };
  return { ...next, hash: entryHash(last?.hash ?? NO_HASH, next) };
}

/** One hash over all cuts: the chain holds it, so that what the cuts say is as provable as an entry. */
export function cutsHash(cuts: readonly Cut[]): string {
  const rows = cuts.map(({ seq, hash, at, entries }) => [seq, hash, at.getTime(), entries]);
  return digest('sha256', JSON.stringify(rows));
}

/** Whether a call can be named so. */
export const isCallId = (text: string): boolean => CALL_ID.test(text);

/** Throws a RangeError for what no call can be named. */
export function checkCallId(call: string): void {
  if (!isCallId(call)) throw new RangeError('The id of a call is at most 64 characters of plain ASCII.');
}

const escaped = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * JSON in ASCII only. A byte changed in the state is then always another character when it is read: of other texts, two
 * damaged ones can be read alike.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped);
}

function readable(body: string): NewEntry['body'] | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** An entry as readers get it: a body that can't be read any more is `{unreadable: text}`. */
export function entryOf({ seq, at, kind, call, body, hash }: StoredEntry): Entry {
  return {
    seq,
    // A date that can be printed, also where somebody changed the stored number.
    at: new Date(Math.abs(at) > LAST_MS ? 0 : at),
    kind: kind as EntryKind,
    call,
    body: readable(body) ?? { unreadable: body },
    hash,
  };
}
