import { decoded } from '../../entities.js';
import { mapItems, mapMembers, renameMembers } from '../../json/index.js';
import { changeInnerJson } from './inner-json.js';
import { hidesWithinWords, stripInvisible } from './strip-invisible.js';

/** Records of WHMCS are never nested as deep; more would overflow the stack in later stages. */
const MAX_DEPTH = 64;
const TOO_DEEP = '[nested too deep to show]';

/** Texts, as normalized, in which something unseen stood within words. */
export type Disguised = Set<string>;

/** Entities are decoded first, since a zero-width character may be written as one. */
function normalizeText(text: string, disguised: Disguised): string {
  const open = decoded(text);
  const seen = stripInvisible(open);
  if (seen.length < open.length && hidesWithinWords(open)) disguised.add(seen);
  return seen;
}

function normalizeValue(value: unknown, depth: number, disguised: Disguised): unknown {
  if (typeof value === 'string') {
    // JSON is parsed first: a decoded `&quot;` would break it.
    return (
      changeInnerJson(value, (inner) => normalizeValue(inner, depth + 1, disguised), TOO_DEEP) ??
      normalizeText(value, disguised)
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return TOO_DEEP;
  const normalizeInner = (inner: unknown) => normalizeValue(inner, depth + 1, disguised);
  if (Array.isArray(value)) return mapItems(value, normalizeInner);
  return renameMembers(mapMembers(value, normalizeInner), (name) => normalizeText(name, disguised));
}

/**
 * A result with every text and every name as people see it: entities decoded once, invisible characters removed, also
 * inside texts that are JSON. Values nested deeper than 64 levels are replaced by a note. Copies only what it changes.
 *
 * @param disguised is given the texts in which something unseen stood within words
 * @param depth levels of the result above the value
 */
export function normalize(value: unknown, disguised: Disguised = new Set(), depth = 0): unknown {
  return normalizeValue(value, depth, disguised);
}
