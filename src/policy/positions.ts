import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

export interface Problem {
  /** JSON pointer; empty for the document as a whole. */
  pointer: string;
  /** From 1. */
  line: number;
  column: number;
  message: string;
  /** The nearest spelling that exists. */
  suggestion?: string;
}

export type Path = readonly (string | number)[];

const MAX_LENGTH = 1_048_576;
const MAX_DEPTH = 60;

export function pointerOf(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A JSON text and where everything in it stands. */
export interface Placed {
  value: unknown;
  problem(path: Path, message: string, suggestion?: string): Problem;
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

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

/** A key that stands twice would silently lose one of its rules, and `__proto__` would set what objects inherit. */
function badKeys(node: Node, found: { node: Node; key: string; twice: boolean }[]): void {
  const seen = new Set<string>();
  for (const child of node.children ?? []) {
    if (child.type === 'property') {
      const key = child.children?.[0];
      const name = String(key?.value);
      if (key !== undefined && (seen.has(name) || name === '__proto__')) {
        found.push({ node: key, key: name, twice: name !== '__proto__' });
      }
      seen.add(name);
      const value = child.children?.[1];
      if (value !== undefined) badKeys(value, found);
    } else badKeys(child, found);
  }
}

/** Reads JSON strictly: no comments, no trailing commas, no key twice. */
export function readPlaced(text: string): { placed: Placed } | { problems: Problem[] } {
  const whole = (message: string) => ({ problems: [{ pointer: '', line: 1, column: 1, message }] });
  if (text.length > MAX_LENGTH) return whole('the file is larger than 1 MiB');
  if (nestsTooDeep(text)) return whole(`the file nests deeper than ${MAX_DEPTH} levels`);
  const json = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;

  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { disallowComments: true, allowTrailingComma: false });
  if (errors.length > 0 || root === undefined) {
    if (errors.length === 0) return whole('the file is empty; a policy is a JSON object');
    return {
      problems: errors.slice(0, 20).map(({ error, offset }) => {
        const words = printParseErrorCode(error)
          .replace(/([a-z])([A-Z])/g, '$1 $2')
          .toLowerCase();
        return { pointer: '', ...placeOf(json, offset), message: `is not JSON here: ${words}` };
      }),
    };
  }
  const keys: { node: Node; key: string; twice: boolean }[] = [];
  badKeys(root, keys);
  if (keys.length > 0) {
    return {
      problems: keys.map(({ node, key, twice }) => ({
        pointer: '',
        ...placeOf(json, node.offset),
        message: twice
          ? `the key "${key}" stands twice; the first would be lost`
          : `the key "${key}" can't be used`,
      })),
    };
  }

  const place = (path: Path): number => {
    // Up to the nearest part that exists: what is missing is reported where it should be.
    for (let length = path.length; length >= 0; length -= 1) {
      const node = findNodeAtLocation(root, path.slice(0, length));
      if (node === undefined) continue;
      const isOwn = length === path.length && node.parent?.type === 'property';
      return isOwn ? (node.parent?.offset ?? node.offset) : node.offset;
    }
    return 0;
  };
  return {
    placed: {
      value: JSON.parse(json),
      problem: (path, message, suggestion) => ({
        pointer: pointerOf(path),
        ...placeOf(json, place(path)),
        message: suggestion === undefined ? message : `${message} Did you mean "${suggestion}"?`,
        ...(suggestion === undefined ? {} : { suggestion }),
      }),
    },
  };
}
