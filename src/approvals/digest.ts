import { createHmac } from 'node:crypto';

/** Half of SHA-256 and more: nobody finds a second call for one, and a person can still compare two of them. */
const DIGITS = 40;

/** JSON with one spelling for each value: keys sorted at every depth, undefined left out. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) {
    const text = JSON.stringify(value);
    // What JSON has no word for would make two different calls look alike.
    if (text === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
      throw new TypeError(`A ${typeof value} can't be part of a call's digest.`);
    }
    return text;
  }
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
  return `{${entries.join(',')}}`;
}

/**
 * Tells one call from every other: 40 hex digits over the tool and its exact arguments. Keyed, because arguments are
 * easily guessed: whoever reads the state must not be able to try them out. Throws a TypeError for what is not JSON.
 */
export function digestOf(key: Uint8Array, tool: string, values: Readonly<Record<string, unknown>>): string {
  return createHmac('sha256', key)
    .update(canonical([tool, values]))
    .digest('hex')
    .slice(0, DIGITS);
}
