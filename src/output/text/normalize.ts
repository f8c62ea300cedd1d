import { decodeEntities } from './decode.js';
import { throughJson } from './inner-json.js';
import { visible } from './strip-invisible.js';

/** Nesting beyond this is no record of WHMCS's, and would end the program's stack further on. */
const MAX_DEPTH = 64;
const TOO_DEEP = '[nested too deep to show]';

/** Decoded first: a zero-width character may come as an entity. */
const plain = (text: string) => visible(decodeEntities(text));

function walk(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    // JSON first, whose own quotes must not be confused with decoded ones.
    return throughJson(value, (inner) => walk(inner, depth + 1), TOO_DEEP) ?? plain(value);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item) => walk(item, depth + 1));
  const out = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(value)) {
    let name = plain(key);
    // Two names that only looked different: neither value may hide the other.
    while (out.has(name)) name += '_';
    out.set(name, walk(inner, depth + 1));
  }
  return Object.fromEntries(out);
}

/**
 * A result with every text, and every name, as people see it: entities decoded once, what is invisible taken out, also
 * inside texts that are JSON themselves. What is nested beyond reason is cut off.
 */
export function clean(value: unknown): unknown {
  return walk(value, 0);
}
