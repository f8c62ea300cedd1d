import type { FactName, RuleInput } from './request.js';
import { type Field, ROOTS, type Root, type RootName } from './roots.js';
import { MISSING } from './unknown.js';

/** A path of a rule, such as `context.order.status`, ready to be read. */
export interface FactPath {
  readonly text: string;
  readonly root: Root;
  readonly rootName: RootName;
  /** The fact it reads, as its root says. */
  readonly fact: FactName | undefined;
  /** The parts after the root. */
  readonly names: readonly string[];
  /** The kind of its value. */
  readonly field: Field;
  /** The value, or Members for a path with `[*]`; UNKNOWN, UNAVAILABLE or MISSING where there is none. */
  read(input: RuleInput): unknown;
}

const ANY: Field = { kind: 'any' };

const isRoot = (name: string): name is RootName => Object.hasOwn(ROOTS, name);

/** The parts of a path such as `args.items[0].amount` or `args.items[*].amount`; undefined when it is not written like one. */
export function partsOf(text: string): string[] | undefined {
  if (text.length > 200 || !/^[A-Za-z_]\w*(\.[\w-]+|\[(?:\d{1,4}|\*)\])*$/.test(text)) return undefined;
  return text.replace(/\[(\d+|\*)\]/g, '.$1').split('.');
}

function fieldAt(root: Root, names: readonly string[]): Field {
  const [first = '', ...more] = names;
  if (names.length === 0) return root.itself ?? ANY;
  const { fields = {} } = root;
  return more.length === 0 && Object.hasOwn(fields, first) ? (fields[first] ?? ANY) : ANY;
}

function readerOf({ reach, reader }: Root, names: readonly string[]): FactPath['read'] {
  const read = reader(names);
  if (reach === undefined) return read;
  const [first = ''] = names;
  // MISSING before any look-up, so that a listing decides as the call will.
  return (input) => (reach.has(input.tool, first) ? read(input) : MISSING);
}

/** A path ready to be read; undefined for an unknown root. Whether its fields exist is for the checker. */
export function openPath(text: string): FactPath | undefined {
  const [rootName = '', ...names] = partsOf(text) ?? [];
  if (!isRoot(rootName)) return undefined;
  const root: Root = ROOTS[rootName];
  return {
    text,
    root,
    rootName,
    fact: root.fact,
    names,
    field: fieldAt(root, names),
    read: readerOf(root, names),
  };
}
