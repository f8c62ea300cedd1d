/** Why a document is not changed, as the end of a sentence about it. */
export class Unchangeable extends Error {
  override readonly name = 'Unchangeable';
}

/** A byte order mark, which editors on Windows put before a text. */
export const BOM = '\uFEFF';

/** A text as its reader takes it. */
export const withoutMark = (text: string): string => (text.startsWith(BOM) ? text.slice(BOM.length) : text);

type Values = Readonly<Record<string, unknown>>;

/** What to do with an entry of a document. */
export interface EntryEdit {
  /** Where entries stand. */
  readonly keys: readonly string[];
  /** The same where the document has this already. */
  readonly otherKeys?: readonly string[] | undefined;
  readonly name: string;
  /** What it must hold; what else it holds stays. Undefined: it goes. */
  readonly entry: Values | undefined;
}

/** Dates of TOML are objects, too. */
export const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);

/** The entry of a name in a parsed document; undefined where there is none. */
export function entryIn(document: unknown, edit: Pick<EntryEdit, 'keys' | 'otherKeys' | 'name'>): unknown {
  return valueAt(document, [...keysIn(document, edit), edit.name]);
}

/** Where entries stand in this document. */
export function keysIn(document: unknown, { keys, otherKeys }: Pick<EntryEdit, 'keys' | 'otherKeys'>) {
  const there = otherKeys === undefined ? undefined : valueAt(document, otherKeys);
  // One server of that name has a type.
  return otherKeys !== undefined && isObject(there) && typeof there.type !== 'string' ? otherKeys : keys;
}

/** What a document must say once an edit is made, whatever its text looks like. */
export function expected(document: unknown, edit: EntryEdit): unknown {
  const { name, entry } = edit;
  const [key, ...more] = keysIn(document, edit);
  const change = (value: unknown, path: readonly string[]): Values => {
    const [first, ...rest] = path;
    const own = isObject(value) ? value : {};
    if (first !== undefined) return { ...own, [first]: change(own[first], rest) };
    const { [name]: old, ...others } = own;
    return entry === undefined ? others : { ...own, [name]: { ...(isObject(old) ? old : {}), ...entry } };
  };
  if (entry === undefined && entryIn(document, edit) === undefined) return document;
  return change(document, key === undefined ? [] : [key, ...more]);
}

/** Refuses a document whose place for entries holds something else. */
export function checkPlace(document: unknown, edit: EntryEdit): void {
  if (!isObject(document)) throw new Unchangeable('holds no object');
  const keys = keysIn(document, edit);
  keys.forEach((_key, i) => {
    const path = keys.slice(0, i + 1);
    const value = valueAt(document, path);
    if (value !== undefined && !isObject(value))
      throw new Unchangeable(`holds no object at ${path.join('.')}`);
  });
}
