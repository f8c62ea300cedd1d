import { z } from 'zod';
import { isObject } from '../../json/index.js';
import type { Arg } from '../args.js';
import { IN_CAPITALS } from './values.js';

/** Gemini CLI offers it with every tool, for itself, and sends it on. */
const CLIENTS_OWN = 'wait_for_previous';

/** Names of arguments, with something about each. */
type Names = ReadonlyMap<string, string>;

const WHOLE = /^(?:0|-?[1-9]\d{0,14})$/;

const lowerAscii = (text: string) =>
  text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));

/** The schema of a value that is there; `mayBeLeftOut` where a call need not have one. */
function bare(schema: z.ZodType): { of: z.ZodType; mayBeLeftOut: boolean } {
  if (!(schema instanceof z.ZodOptional || schema instanceof z.ZodDefault))
    return { of: schema, mayBeLeftOut: false };
  return { of: bare(schema.unwrap() as z.ZodType).of, mayBeLeftOut: true };
}

/** The one of `words` that differs from a text in letter case alone; the text itself where there is none, or more. */
function inOurCase(text: string, words: readonly unknown[]): string {
  if (words.includes(text)) return text;
  const wanted = lowerAscii(text);
  const same = words.filter((word) => typeof word === 'string' && lowerAscii(word) === wanted);
  return same.length === 1 ? String(same[0]) : text;
}

function fromText(text: string, schema: z.ZodType): unknown {
  if (schema instanceof z.ZodEnum) return inOurCase(text, schema.options);
  if (schema instanceof z.ZodString && schema.meta()?.[IN_CAPITALS] === true)
    return /^[A-Za-z]+$/.test(text) ? text.toUpperCase() : text;
  if (schema instanceof z.ZodNumber && schema.isInt) return WHOLE.test(text) ? Number(text) : text;
  if (schema instanceof z.ZodBoolean) return text === 'true' || (text === 'false' ? false : text);
  return text;
}

function field(value: unknown, schema: z.ZodType | undefined, keepsNull: boolean): unknown {
  if (schema === undefined) return value;
  const { of, mayBeLeftOut } = bare(schema);
  if (value === null) return mayBeLeftOut && !keepsNull ? undefined : null;
  if (typeof value === 'string') return fromText(value, of);
  if (of instanceof z.ZodObject && isObject(value)) return fields(value, of, NONE);
  if (of instanceof z.ZodRecord && Array.isArray(value)) return named(value, of.meta()?.rowsBy);
  if (of instanceof z.ZodArray && Array.isArray(value)) {
    const { element } = of;
    return value.map((item) => field(item, element as z.ZodType, true));
  }
  return value;
}

/** The text that a client made a number of; what is not whole, or too long to be exact, stays what it is. */
function ofDigits(value: unknown, schema: z.ZodType | undefined): unknown {
  if (!Number.isSafeInteger(value) || schema === undefined) return value;
  return bare(schema).of instanceof z.ZodString ? String(value) : value;
}

const NONE: Names = new Map();

/** Rows of a name and a value as the object that they stand for; the rows themselves where they don't make one. */
function named(rows: readonly unknown[], by: unknown): unknown {
  if (typeof by !== 'string') return rows;
  const entries = rows.map((row): [string, unknown] | undefined => {
    if (!isObject(row) || Object.keys(row).length !== 2 || !('value' in row)) return undefined;
    const name = row[by];
    return typeof name === 'string' || typeof name === 'number' ? [String(name), row.value] : undefined;
  });
  const whole = entries.filter((entry) => entry !== undefined);
  const names = new Set(whole.map(([name]) => name));
  return whole.length === rows.length && names.size === rows.length ? Object.fromEntries(whole) : rows;
}

function fields(
  value: Record<string, unknown>,
  { shape }: z.ZodObject,
  keepNull: Names,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, one]): [string, unknown] => {
        const schema = Object.hasOwn(shape, name) ? (shape[name] as z.ZodType) : undefined;
        return [name, field(ofDigits(one, schema), schema, keepNull.has(name))];
      })
      .filter(([, one]) => one !== undefined),
  );
}

/**
 * The arguments of a call in the one spelling that rules, digests, approvals and the journal see, from those that clients
 * use for the same: words in another letter case, a whole number or a flag as text, a whole number for a text, null for an argument that is left
 * out, and the argument that a client adds for itself. Only what can be meant in one way is respelled; all the rest
 * stays as it is, for the schema to judge. `emptied` names arguments that null could also be meant to empty.
 */
export function inOneSpelling(args: unknown, schema: z.ZodObject, emptied: Names): unknown {
  if (!isObject(args)) return args;
  const known = Object.keys(schema.shape);
  const { [CLIENTS_OWN]: _clients, ...own } = args;
  const given = known.includes(CLIENTS_OWN) ? args : own;
  // A strict mode must name every argument, and has no other way than null to leave one out.
  const leavesNoneOut = known.every((name) => Object.hasOwn(given, name));
  return fields(given, schema, leavesNoneOut ? NONE : emptied);
}

const EMPTY: readonly [unknown, string][] = [
  ['', '"" clears it'],
  [[], '[] clears it'],
  [0, '0 clears it'],
];

/** The arguments that can be set to nothing, each with what does it: null for one of them could be meant as that. */
export function emptiedOf(args: Readonly<Record<string, Arg>>): Map<string, string> {
  const ways = Object.entries(args).map(([name, { schema, emptiedBy }]): [string, string | undefined] => [
    name,
    emptiedBy ?? EMPTY.find(([nothing]) => schema().safeParse(nothing).success)?.[1],
  ]);
  return new Map(ways.filter((way): way is [string, string] => way[1] !== undefined));
}
