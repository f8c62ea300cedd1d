import { serialize } from 'php-serialize';
import { type Param, ParamFault, type Params } from './form.js';

/** What may stand inside a serialized parameter: never an object of a class, which `unserialize` would bring to life. */
export type PhpValue =
  | string
  | number
  | boolean
  | undefined
  | readonly PhpValue[]
  | { readonly [key: string]: PhpValue };

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** base64 of PHP's `serialize`: `customfields`, `configoptions`, `lineitems`, `customvars` (docs: addclient.md). */
export function serialized(value: PhpValue): string {
  return Buffer.from(serialize(asPhp(value, 0)), 'utf8').toString('base64');
}

/** base64 of JSON: `attachments` (docs: openticket.md). */
export function json64(value: JsonValue): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
}

/**
 * Rows as numbered scalars, from 1: `[{itemamount: "5.00"}]` gives `{itemamount1: "5.00"}` (docs: createinvoice.md).
 */
export function numbered(rows: readonly Params[]): Params {
  return Object.fromEntries(
    rows.flatMap((row, index) => Object.entries(row).map(([name, value]) => [`${name}${index + 1}`, value])),
  );
}

/**
 * Rows keyed by an id that exists already: `[[7, {itemamount: "5.00"}]]` gives `{itemamount: {7: "5.00"}}`
 * (docs: updateinvoice.md). Throws `ParamFault` for an id given twice, of which PHP would keep only the last.
 */
export function indexed(rows: readonly (readonly [key: string | number, row: Params])[]): Params {
  const seen = new Set<string>();
  for (const [key] of rows) {
    if (seen.has(String(key))) throw new ParamFault(String(key), 'is given twice');
    seen.add(String(key));
  }
  return columns(rows.map(([key, row]) => [String(key), row]));
}

/**
 * Rows as parallel lists, from 0: `[{pid: 1}, {pid: 2, domain: "example.com"}]` gives `pid[0] pid[1] domain[1]`
 * (docs: addorder.md). A field that a row lacks leaves a gap, so that the rows stay aligned.
 */
export function parallel(rows: readonly Params[]): Params {
  return columns(rows.map((row, index) => [String(index), row]));
}

/** Comma-joined list (docs: getproducts.md `pid`). An empty one is refused: as a filter it would mean "everything". */
export function csv(values: readonly (string | number)[]): string {
  if (values.length === 0) throw new ParamFault('list', 'must not be empty');
  return values
    .map((value) => {
      const text = typeof value === 'number' ? integerText(value) : value;
      if (text === '' || text.includes(',')) throw new ParamFault('list', 'holds an empty entry or a comma');
      return text;
    })
    .join(',');
}

function columns(rows: readonly (readonly [string, Params])[]): Params {
  const table = new Map<string, [string, Param][]>();
  for (const [key, row] of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (value === undefined) continue;
      const column = table.get(name) ?? [];
      column.push([key, value]);
      table.set(name, column);
    }
  }
  return Object.fromEntries([...table].map(([name, column]) => [name, Object.fromEntries(column)]));
}

type PhpTree = string | number | boolean | Map<bigint | string, PhpTree>;

/**
 * The library writes every key of an object as a string; PHP writes canonical integers as integers, and WHMCS looks
 * custom fields up by integer id. A Map is the library's way to state the key's type.
 */
function asPhp(value: PhpValue, depth: number): PhpTree {
  if (depth > 16) throw new ParamFault('serialized', 'is nested too deep');
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    integerText(value);
    return value;
  }
  const entries: [string, PhpValue][] = Array.isArray(value)
    ? value.map((item: PhpValue, index) => [String(index), item])
    : Object.entries(plainMap(value));
  return new Map(
    entries
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [phpKey(key), asPhp(item, depth + 1)]),
  );
}

function plainMap(value: unknown): { readonly [key: string]: PhpValue } {
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return { ...value };
  }
  throw new ParamFault('serialized', 'takes scalars, lists and plain objects only');
}

/** "1" and "-3" become integers; "01", "1.5", "-0" and what exceeds 64 bits stay strings. */
function phpKey(key: string): bigint | string {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(key)) return key;
  const number = BigInt(key);
  return BigInt.asIntN(64, number) === number ? number : key;
}

function integerText(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new ParamFault('list', 'must hold whole numbers; send an amount as decimal text');
  }
  return String(value);
}
