import { z } from 'zod';
import { didYouMean } from '../../spelling.js';

/** A caller that sends a million wrong keys gets no answer of that size. */
export const MOST_PROBLEMS = 20;

type Raw = Readonly<Record<string, unknown>>;

const KINDS: Readonly<Record<string, string>> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object with named values',
  record: 'must be a list of rows, each with its value, and each named once',
};

/** How much a value may hold, by what it is. */
function bound(origin: unknown, side: 'most' | 'least', size: unknown): string {
  const many = `${side === 'most' ? 'at most' : 'at least'} ${size}`;
  if (origin === 'string') return `must be ${many} ${size === 1 ? 'character' : 'characters'}`;
  if (origin === 'array' || origin === 'set') return `must have ${many} ${size === 1 ? 'item' : 'items'}`;
  return `must be ${size} or ${side === 'most' ? 'less' : 'more'}`;
}

/** Our words for what a schema has no words of its own for, so that no caller has to read those of a library. */
export function wordsFor(issue: Raw): string {
  const { code, origin, expected, inst } = issue;
  if (code === 'invalid_type' && inst instanceof z.ZodNumber && inst.isInt) return 'must be a whole number';
  if (code === 'invalid_type') return KINDS[String(expected)] ?? 'is of the wrong kind';
  if (code === 'too_big') return bound(origin, 'most', issue.maximum);
  if (code === 'too_small') return bound(origin, 'least', issue.minimum);
  return 'is not a value that can stand here';
}

function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 100)}`))
    .join('')
    .replace(/^\./, '');
}

function unknownKeys(keys: readonly string[], at: string, known: readonly string[]): string[] {
  const where = at === '' ? '' : `${at}: `;
  return keys.slice(0, MOST_PROBLEMS).map((key) => {
    const hint = at === '' ? didYouMean(key, known) : '';
    return `${where}${key.slice(0, 100)}: there is no such argument${hint === '' ? '' : `.${hint}`}`;
  });
}

interface Arguments {
  /** The names that the tool takes. */
  known: readonly string[];
  /** Those that null could be meant to empty, with what empties them. */
  emptied: ReadonlyMap<string, string>;
}

/** What an issue says to the caller: the argument and the way out, without a full stop and without its value. */
export function problemsOf(issue: z.core.$ZodIssue, { known, emptied }: Arguments): string[] {
  const at = placeOf(issue.path);
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, at, known);
  if (issue.input === undefined && at !== '') return [`${at}: is required`];
  if (issue.code === 'invalid_key')
    return [`${at}: ${issue.issues[0]?.message ?? 'is not a name that can stand here'}`];
  const empty = issue.input === null ? emptied.get(at) : undefined;
  if (empty !== undefined)
    return [`${at}: null could mean two things; ${empty}, and what is left out stays as it is`];
  return [`${at === '' ? 'arguments' : at}: ${issue.message}`];
}
