import { decoded } from '../../entities.js';
import { changeInnerJson } from './inner-json.js';
import { stripInvisible } from './strip-invisible.js';

/** Records of WHMCS are never nested as deep; more would overflow the stack in later stages. */
const MAX_DEPTH = 64;
const TOO_DEEP = '[nested too deep to show]';

/** Entities are decoded first, since a zero-width character may be written as one. */
const normalizeText = (text: string) => stripInvisible(decoded(text));

function normalizeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    // JSON is parsed first: a decoded `&quot;` would break it.
    return (
      changeInnerJson(value, (inner) => normalizeValue(inner, depth + 1), TOO_DEEP) ?? normalizeText(value)
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item) => normalizeValue(item, depth + 1));
  const normalized = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(value)) {
    let name = normalizeText(key);
    // Two names that only looked different: neither value may hide the other.
    while (normalized.has(name)) name += '_';
    normalized.set(name, normalizeValue(inner, depth + 1));
  }
  return Object.fromEntries(normalized);
}

/**
 * A result with every text and every name as people see it: entities decoded once, invisible characters removed, also
 * inside texts that are JSON. Values nested deeper than 64 levels are replaced by a note.
 */
export function normalize(value: unknown): unknown {
  return normalizeValue(value, 0);
}
