import { plain } from '../plain.js';
import { didYouMean } from '../spelling.js';
import type { ArgumentKind, PromptArgument } from './prompt.js';

/** Characters of the longest text that an argument takes. */
const MOST_TEXT = 500;
const MOST_SHOWN = 40;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What is wrong with a value, as the end of a sentence; undefined for one that is right. */
function problemOf(value: string, kind: ArgumentKind): string | undefined {
  if (kind === 'text') {
    return value.length > MOST_TEXT ? `takes ${MOST_TEXT} characters at most` : undefined;
  }
  if (kind === 'date') {
    const isDay = DATE.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value);
    return isDay ? undefined : 'takes a day such as 2026-01-31';
  }
  if ('choice' in kind)
    return kind.choice.includes(value) ? undefined : `takes one of ${kind.choice.join(', ')}`;
  if ('id' in kind)
    return /^[1-9]\d{0,9}$/.test(value) ? undefined : `takes the id of one ${kind.id}, a number`;
  const { min, max } = kind.number;
  const isWithin = /^\d{1,6}$/.test(value) && Number(value) >= min && Number(value) <= max;
  return isWithin ? undefined : `takes a whole number from ${min} to ${max}`;
}

/**
 * The arguments of a prompt as a client sent them, cleaned: on one line, without what nobody can see. A problem is a sentence
 * for the client.
 */
export function readGiven(
  args: readonly PromptArgument[],
  given: unknown,
): { readonly given: Readonly<Record<string, string>> } | { readonly problem: string } {
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given)))
    return { problem: 'arguments must be an object of texts' };
  const known = args.map(({ name }) => name);
  const read = new Map<string, string>();
  for (const [name, value] of Object.entries(given ?? {})) {
    const argument = args.find((one) => one.name === name);
    if (argument === undefined) {
      const short = plain(name).slice(0, MOST_SHOWN);
      return { problem: `there is no argument "${short}".${didYouMean(short, known)}` };
    }
    if (typeof value !== 'string') return { problem: `${name} must be a text` };
    const cleaned = plain(value);
    if (cleaned === '') continue;
    const problem = problemOf(cleaned, argument.kind);
    if (problem !== undefined) return { problem: `${name} ${problem}` };
    read.set(name, cleaned);
  }
  const missing = args.find(({ name, required }) => required && !read.has(name));
  return missing === undefined
    ? { given: Object.fromEntries(read) }
    : { problem: `${missing.name} is missing: ${missing.about}` };
}
