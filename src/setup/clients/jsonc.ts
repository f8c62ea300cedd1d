import { isDeepStrictEqual } from 'node:util';
import { getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
import {
  BOM,
  checkPlace,
  type EntryEdit,
  entryIn,
  expected,
  keysIn,
  Unchangeable,
  withoutMark,
} from './document.js';

/** A span of the text, and what takes its place. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Style {
  readonly eol: string;
  /** One step of indentation. */
  readonly step: string;
}

const styleOf = (text: string): Style => ({
  eol: text.includes('\r\n') ? '\r\n' : '\n',
  step: /\n([\t ]+)\S/.exec(text)?.[1] ?? '  ',
});

const splice = (text: string, all: readonly Splice[]): string =>
  // From the end, so that no place moves before its turn; of two at one place the later goes in first.
  all
    .toReversed()
    .sort((a, b) => b.from - a.from)
    .reduce((done, { from, to, text: put }) => done.slice(0, from) + put + done.slice(to), text);

const endOf = ({ offset, length }: Node) => offset + length;
const lineStart = (text: string, at: number) => text.lastIndexOf('\n', at - 1) + 1;
const indentAt = (text: string, at: number) => /^[\t ]*/.exec(text.slice(lineStart(text, at), at))?.[0] ?? '';
const startsLine = (text: string, at: number) => /^[\t ]*$/.test(text.slice(lineStart(text, at), at));

/** The property of an object by its name; of several the last, which is the one that counts. */
const propertyOf = (object: Node, name: string) =>
  object.children?.findLast(({ children }) => children?.[0]?.value === name);

/** What may stand between two parts of a document on one line. */
const GAP = /[^\S\r\n]+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//y;

/** The gap at a place; empty where there is none. */
function gapAt(text: string, at: number): string {
  GAP.lastIndex = at;
  return GAP.exec(text)?.[0] ?? '';
}

/** Where the line ends, if nothing but its comments follows a place. */
function lineEndAfter(text: string, at: number): number | undefined {
  for (let here = at; ; ) {
    const gap = gapAt(text, here);
    if (gap.includes('\n') || (gap === '' && /^(?:$|[\r\n])/.test(text.slice(here, here + 1)))) return here;
    if (gap === '') return undefined;
    here += gap.length;
  }
}

/** The comma after a property, on its line or a later one. */
function commaAfter(text: string, at: number): number | undefined {
  for (let here = at; ; ) {
    const gap = gapAt(text, here).length || (/[\r\n]/.test(text.charAt(here)) ? 1 : 0);
    if (gap === 0) return text.charAt(here) === ',' ? here : undefined;
    here += gap;
  }
}

function written(value: unknown, indent: string, { eol, step }: Style): string {
  return JSON.stringify(value, null, step).replaceAll('\n', `${eol}${indent}`);
}

/** A property as the last one of an object, whatever stands around it. */
function added(text: string, object: Node, [name, value]: readonly [string, unknown]): Splice[] {
  const style = styleOf(text);
  const close = endOf(object) - 1;
  const last = object.children?.at(-1);
  const outer = indentAt(text, startsLine(text, close) ? close : object.offset);
  const indent =
    last !== undefined && startsLine(text, last.offset)
      ? indentAt(text, last.offset)
      : `${outer}${style.step}`;
  const property = `${style.eol}${indent}${JSON.stringify(name)}: ${written(value, indent, style)}`;
  if (last === undefined) {
    const inside = text.slice(object.offset + 1, close);
    const from = object.offset + 1 + inside.trimEnd().length;
    return [{ from, to: close, text: `${property}${style.eol}${outer}` }];
  }
  const comma = commaAfter(text, endOf(last));
  const lineEnd = lineEndAfter(text, comma === undefined ? endOf(last) : comma + 1);
  const separator: Splice[] = comma === undefined ? [{ from: endOf(last), to: endOf(last), text: ',' }] : [];
  const put = `${property}${comma === undefined ? '' : ','}`;
  if (lineEnd !== undefined && lineEnd < close)
    return [...separator, { from: lineEnd, to: lineEnd, text: put }];
  const from = object.offset + text.slice(object.offset, close).trimEnd().length;
  return [...separator, { from, to: close, text: `${put}${style.eol}${outer}` }];
}

/** What an entry must hold, put into the one that is there: values that are right, comments and all else stay. */
function merged(text: string, object: Node, entry: Readonly<Record<string, unknown>>): string {
  let done = text;
  for (const [key, value] of Object.entries(entry)) {
    const root = parseTree(done, [], { allowTrailingComma: true });
    const at = root && nodeNear(root, object.offset);
    const old = at && propertyOf(at, key)?.children?.[1];
    if (at === undefined) throw new Unchangeable('can not be followed');
    if (old !== undefined && isDeepStrictEqual(getNodeValue(old), value)) continue;
    const splices =
      old === undefined
        ? added(done, at, [key, value])
        : [
            {
              from: old.offset,
              to: endOf(old),
              text: written(value, indentAt(done, old.offset), styleOf(done)),
            },
          ];
    done = splice(done, splices);
  }
  return done;
}

/** The object that begins at a place. */
function nodeNear(node: Node, offset: number): Node | undefined {
  if (node.type === 'object' && node.offset === offset) return node;
  for (const child of node.children ?? []) {
    const found = nodeNear(child, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Takes a property out, with its comma and what is said of it on its line. */
function removed(text: string, object: Node, property: Node): Splice[] {
  const all = object.children ?? [];
  const inside = text.slice(object.offset + 1, endOf(object) - 1);
  const rest = inside.replace(text.slice(property.offset, endOf(property)), '');
  if (all.length === 1 && /^\s*,?\s*$/.test(rest))
    return [{ from: object.offset, to: endOf(object), text: '{}' }];
  const before = all[all.indexOf(property) - 1];
  const comma = commaAfter(text, endOf(property));
  const end = comma === undefined ? endOf(property) : comma + 1;
  const lineEnd = lineEndAfter(text, end);
  const ownLine = startsLine(text, property.offset) && lineEnd !== undefined;
  const from = ownLine ? lineStart(text, property.offset) : property.offset;
  const to =
    ownLine && lineEnd !== undefined ? lineEnd + (/^\r?\n/.exec(text.slice(lineEnd))?.[0].length ?? 0) : end;
  const dangling = before !== undefined && comma === undefined ? commaAfter(text, endOf(before)) : undefined;
  return [
    { from, to, text: '' },
    ...(dangling === undefined ? [] : [{ from: dangling, to: dangling + 1, text: '' }]),
  ];
}

function parsed(text: string): { root: Node; document: unknown } {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (root === undefined || first !== undefined) {
    const line = text.slice(0, first?.offset ?? 0).split('\n').length;
    throw new Unchangeable(`is no valid JSON (line ${line})`);
  }
  return { root, document: getNodeValue(root) };
}

/** The text of a JSON document, comments included, with an entry put in or taken out. Throws an Unchangeable. */
export function editJsonc(whole: string, edit: EntryEdit): string {
  const mark = whole.startsWith(BOM) ? BOM : '';
  const given = withoutMark(whole);
  const text = given.trim() === '' ? '{}\n' : given;
  const { root, document } = parsed(text);
  checkPlace(document, edit);
  const { name, entry } = edit;
  if (entry === undefined && entryIn(document, edit) === undefined) return whole;

  const keys = keysIn(document, edit);
  let place: Node = root;
  for (const [i, key] of keys.entries()) {
    const next = propertyOf(place, key)?.children?.[1];
    if (next === undefined) {
      const missing = [...keys.slice(i + 1), name].reduceRight<unknown>(
        (value, one) => ({ [one]: value }),
        entry,
      );
      return checked(splice(text, added(text, place, [key, missing])));
    }
    place = next;
  }
  const property = propertyOf(place, name);
  const old = property?.children?.[1];
  if (property === undefined) return checked(splice(text, added(text, place, [name, entry])));
  if (entry === undefined) return checked(splice(text, removed(text, place, property)));
  if (old?.type !== 'object') throw new Unchangeable(`holds no object at ${[...keys, name].join('.')}`);
  return checked(merged(text, old, entry));

  /** An edit that says anything else than was meant is not made. */
  function checked(changed: string): string {
    if (!isDeepStrictEqual(plainly(parsed(changed).document), plainly(expected(document, edit))))
      throw new Unchangeable('is written in a way that can not be changed safely');
    return `${mark}${changed}`;
  }
}

/** Nodes make objects without the usual prototype. */
const plainly = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
