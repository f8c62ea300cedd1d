import { isDeepStrictEqual } from 'node:util';
import { parse, stringify, TomlError } from 'smol-toml';
import { checkPlace, type EntryEdit, entryIn, expected, isObject, keysIn, Unchangeable } from './document.js';

/** A statement of the document, with the lines that it takes. */
interface Statement {
  readonly text: string;
  /** The table that it opens. */
  readonly opens: readonly string[] | undefined;
  /** The first part of its key, where it sets a value. */
  readonly sets: string | undefined;
}

/** The one key of each level: `[a.b]` makes `{a: {b: {}}}`. */
function pathOf(value: unknown): string[] {
  const [key] = isObject(value) ? Object.keys(value) : [];
  return key === undefined || !isObject(value) ? [] : [key, ...pathOf(value[key])];
}

function statement(text: string, value: Readonly<Record<string, unknown>>): Statement {
  const opens = /^\s*\[/.test(text) ? pathOf(value) : undefined;
  return { text, opens, sets: opens === undefined ? Object.keys(value)[0] : undefined };
}

/** The most lines that one value is taken to have: more would be tried line by line, which takes the square of them. */
const MOST_LINES = 400;

/** Cuts a document into its statements: the fewest lines that can be read by themselves. */
function statementsOf(text: string): Statement[] {
  const lines = text.split(/(?<=\n)/);
  const all: Statement[] = [];
  for (let i = 0; i < lines.length; ) {
    const length = Array.from({ length: Math.min(MOST_LINES, lines.length - i) }, (_, n) => n + 1).find((n) =>
      reads(lines.slice(i, i + n).join('')),
    );
    if (length === undefined) throw new Unchangeable('is written in a way that can not be changed safely');
    const part = lines.slice(i, i + length).join('');
    all.push(statement(part, parse(part)));
    i += length;
  }
  return all;
}

function reads(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof TomlError) return false;
    throw error;
  }
}

function documentOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError) throw new Unchangeable(`is no valid TOML (line ${error.line})`);
    throw error;
  }
}

const startsWith = (path: readonly string[], first: readonly string[]) =>
  first.every((key, i) => path[i] === key);

/** The text of a TOML document with an entry put in or taken out, and all the rest as it was. Throws an Unchangeable. */
export function editToml(text: string, edit: EntryEdit): string {
  const document = documentOf(text);
  checkPlace(document, edit);
  const { name, entry } = edit;
  const old = entryIn(document, edit);
  if (entry === undefined && old === undefined) return text;
  if (old !== undefined && !isObject(old)) throw new Unchangeable(`holds no table at ${name}`);

  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const path = [...keysIn(document, edit), name];
  const lines = (values: Readonly<Record<string, unknown>>) =>
    stringify(values).trimEnd().replaceAll('\n', eol);
  const changed = (() => {
    if (entry !== undefined && old === undefined) {
      const gap = text.trim() === '' ? '' : `${text.trimEnd()}${eol}${eol}`;
      const header = `[${path.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join('.')}]`;
      return `${gap}${header}${eol}${lines(entry)}${eol}`;
    }
    return entry === undefined ? without(text, path) : replaced(text, path, entry);
  })();

  /** In the table of an entry, values that differ are set anew at its top; the others stay where they are. */
  function replaced(
    whole: string,
    own: readonly string[],
    values: Readonly<Record<string, unknown>>,
  ): string {
    const wrong = Object.entries(values).filter(
      ([key, value]) => !isObject(old) || !isDeepStrictEqual(old[key], value),
    );
    if (wrong.length === 0) return whole;
    let inside = false;
    return statementsOf(whole)
      .map((one) => {
        if (one.opens !== undefined) inside = isDeepStrictEqual(one.opens, own);
        if (inside && one.opens !== undefined)
          return `${one.text.replace(/\r?\n?$/, eol)}${lines(Object.fromEntries(wrong))}${eol}`;
        return inside && wrong.some(([key]) => key === one.sets) ? '' : one.text;
      })
      .join('');
  }
  const wanted = filled(expected(document, edit));
  if (!reads(changed) || !isDeepStrictEqual(filled(parse(changed)), wanted))
    throw new Unchangeable('is written in a way that can not be changed safely');
  return changed;
}

/** All tables of an entry go, with what is said in them; what stands above the next table belongs to that one. */
function without(text: string, own: readonly string[]): string {
  let inside = false;
  let unclear: string[] = [];
  const kept: string[] = [];
  for (const { text: line, opens, sets } of statementsOf(text)) {
    if (opens !== undefined) {
      if (!startsWith(opens, own)) kept.push(...unclear);
      inside = startsWith(opens, own);
      unclear = [];
    }
    if (!inside) kept.push(line);
    else if (opens !== undefined || sets !== undefined) unclear = [];
    else unclear.push(line);
  }
  const rest = [...kept, ...unclear].join('');
  return inside ? rest.replace(/(\r?\n)\s*$/, '$1') : rest;
}

/**
 * A document without empty tables, of which those that no header opens are gone with their last entry. Tables are made without the
 * usual prototype; dates are told by their text.
 */
function filled(document: unknown): unknown {
  const values = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => !isObject(value) || Object.keys(value).length > 0),
  );
}
