import type { Node, ParseError } from 'jsonc-parser';
import { compareDecimals } from '../../decimal.js';
import { jsonParser } from './parser.js';

export interface Problem {
  /** JSON pointer; empty for the document as a whole. */
  pointer: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units as editors count them. */
  column: number;
  /** A sentence without the place; the nearest spelling is part of it. */
  message: string;
  /** The nearest spelling that exists. */
  suggestion?: string;
}

export type JsonPath = readonly (string | number)[];

export interface Wording {
  suggestion?: string | undefined;
  /** Point at the key and not at what it holds. */
  atKey?: boolean;
}

/** A JSON value with the position of everything in it. */
export interface Placed {
  value: unknown;
  problem(path: JsonPath, message: string, wording?: Wording): Problem;
}

const MAX_LENGTH = 1_048_576;
const MAX_DEPTH = 60;

const escaped = (part: string | number) => String(part).replaceAll('~', '~0').replaceAll('/', '~1');

export function pointerOf(path: JsonPath): string {
  return path.map((part) => `/${escaped(part)}`).join('');
}

/** Checked before parsing: the parser recurses once per level. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < text.length; i += 1) {
    const mark = text[i];
    if (inText) {
      if (mark === '\\') i += 1;
      else if (mark === '"') inText = false;
    } else if (mark === '"') inText = true;
    else if (mark === '{' || mark === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (mark === '}' || mark === ']') depth -= 1;
  }
  return false;
}

/** Line and column of offsets, by binary search: a broken file of a megabyte has many. */
function rulerOf(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

interface Spot {
  key: number;
  value: number;
}

/** Walks the tree once for the position of each pointer and for faults that JSON allows and a policy does not. */
class Survey {
  readonly spots = new Map<string, Spot>();
  readonly faults: { pointer: string; offset: number; message: string }[] = [];

  constructor(private readonly text: string) {}

  visit(node: Node, pointer: string, key = node.offset): void {
    this.spots.set(pointer, { key, value: node.offset });
    if (node.type === 'number') this.number(node, pointer);
    if (node.type === 'array') {
      node.children?.forEach((child, index) => {
        this.visit(child, `${pointer}/${index}`);
      });
    }
    if (node.type !== 'object') return;
    const seen = new Set<string>();
    for (const { children: [keyNode, value] = [] } of node.children ?? []) {
      if (keyNode === undefined || value === undefined) continue;
      const name = String(keyNode.value);
      const inner = `${pointer}/${escaped(name)}`;
      // The later one would silently replace the earlier, and with it a rule.
      if (seen.has(name)) this.fault(inner, keyNode.offset, `the key "${name.slice(0, 100)}" stands twice`);
      // As a key it would set what objects inherit.
      if (name === '__proto__') this.fault(inner, keyNode.offset, 'the key "__proto__" can\'t be used');
      seen.add(name);
      this.visit(value, inner, keyNode.offset);
    }
  }

  /** A number that a double can't hold would stand for another amount than the one written. */
  private number(node: Node, pointer: string): void {
    const written = this.text.slice(node.offset, node.offset + node.length);
    const held = Number(written);
    if (!Number.isFinite(held)) this.fault(pointer, node.offset, 'the number is too large');
    else if (/^[-\d.]+$/.test(written) && compareDecimals(written, held) !== 0) {
      this.fault(pointer, node.offset, `the number would be taken for ${held}; write it as text, in quotes`);
    }
  }

  private fault(pointer: string, offset: number, message: string): void {
    this.faults.push({ pointer, offset, message });
  }
}

function parseStrictly(json: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(json) };
  } catch {
    return undefined;
  }
}

const wordsOf = (error: ParseError) =>
  jsonParser()
    .printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/**
 * Reads JSON strictly: no comments, no trailing commas, no key twice, no number that changes in reading. Problems
 * that leave a value to go on with come along with it, so that all can be told at once.
 */
export function readPlaced(text: string): { placed?: Placed; problems: Problem[] } {
  const whole = (message: string) => ({ problems: [{ pointer: '', line: 1, column: 1, message }] });
  if (text.length > MAX_LENGTH) return whole('the file is larger than 1 MiB');
  if (nestsTooDeep(text)) return whole(`the file nests deeper than ${MAX_DEPTH} levels`);
  const json = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  if (json.trim() === '') return whole('the file is empty; it must hold JSON');

  const ruler = rulerOf(json);
  const errors: ParseError[] = [];
  const root = jsonParser().parseTree(json, errors, { disallowComments: true, allowTrailingComma: false });
  const read = parseStrictly(json);
  if (read === undefined || root === undefined || errors.length > 0) {
    // Only the first: the others are mostly consequences of it.
    const [first] = errors;
    if (first === undefined) return whole('the file is not JSON');
    return {
      problems: [{ pointer: '', ...ruler(first.offset), message: `not JSON here: ${wordsOf(first)}` }],
    };
  }

  const survey = new Survey(json);
  survey.visit(root, '');
  const spotOf = (path: JsonPath): Spot => {
    // A missing part is reported at the nearest parent that exists.
    for (let length = path.length; length >= 0; length -= 1) {
      const spot = survey.spots.get(pointerOf(path.slice(0, length)));
      if (spot !== undefined) return length === path.length ? spot : { key: spot.value, value: spot.value };
    }
    return { key: 0, value: 0 };
  };
  return {
    placed: {
      value: read.value,
      problem(path, message, { suggestion, atKey = false } = {}) {
        const spot = spotOf(path);
        return {
          pointer: pointerOf(path),
          ...ruler(atKey ? spot.key : spot.value),
          message: suggestion === undefined ? message : `${message}; did you mean "${suggestion}"?`,
          ...(suggestion === undefined ? {} : { suggestion }),
        };
      },
    },
    problems: survey.faults.map(({ pointer, offset, message }) => ({ pointer, ...ruler(offset), message })),
  };
}

/** In the order of the file, each place and message once. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const byPlace = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const seen = new Set<string>();
  return byPlace.filter(({ pointer, message }) => {
    const known = seen.has(`${pointer} ${message}`);
    seen.add(`${pointer} ${message}`);
    return !known;
  });
}
