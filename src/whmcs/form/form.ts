/**
 * A parameter of a call, as PHP's `http_build_query` takes it. Numbers are whole: money travels as decimal text, so that
 * no float is ever rounded on the way.
 */
export type Param =
  | string
  | number
  | boolean
  | undefined
  | readonly Param[]
  | { readonly [key: string]: Param };

export type Params = { readonly [name: string]: Param };

/** The call can't be written as a form. `param` is the parameter's name; no value is ever in the message. */
export class ParamFault extends Error {
  override readonly name = 'ParamFault';
  constructor(
    readonly param: string,
    problem: string,
  ) {
    super(`Parameter ${JSON.stringify(param)} ${problem}.`);
  }
}

/** Set by the client alone: a caller who could name one could send another action, or as another admin. */
const RESERVED = new Set([
  'action',
  'identifier',
  'secret',
  'username',
  'password',
  'responsetype',
  'accesskey',
]);

/** PHP's `max_input_vars`; what comes after is dropped without a word, so an invoice would lose lines. */
const PHP_MAX_VARS = 1000;
const OWN_VARS = 5;
const MAX_DEPTH = 16;

/**
 * The parameters as an `application/x-www-form-urlencoded` body: true `1`, false `0`, undefined left out, lists `a[0]`,
 * maps `a[k]`. Throws `ParamFault`.
 */
export function encodeForm(params: Params): string {
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(params)) {
    checkName(name);
    append(pairs, name, name, value, 0);
  }
  if (pairs.length > PHP_MAX_VARS - OWN_VARS) {
    throw new ParamFault(
      Object.keys(params).at(-1) ?? '',
      `would make ${pairs.length} form fields in all, and PHP silently drops what comes after ${PHP_MAX_VARS}; split the call`,
    );
  }
  return new URLSearchParams(pairs).toString();
}

/**
 * PHP rewrites the leading name of a field: it skips leading blanks, turns "." and " " into "_", and cuts at "[" and at
 * NUL, so " action" and "action[x]" both arrive as "action". Names that PHP would leave alone are the only ones let
 * through; no documented parameter needs more.
 */
function checkName(name: string): void {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
    throw new ParamFault(
      name,
      'is not a name that PHP leaves as it is: letters, digits and underscores only',
    );
  }
  if (RESERVED.has(name.toLowerCase())) {
    throw new ParamFault(name, 'is reserved: only the client itself sets it');
  }
}

/** Inner keys may hold dots (domain names), but no bracket, control character or outer blank: PHP would re-read those. */
function checkKey(root: string, key: string): void {
  if (key === '' || key !== key.trim() || /[[\]]|\p{Cc}/u.test(key)) {
    throw new ParamFault(root, 'has a key that PHP would read differently');
  }
}

function append(pairs: [string, string][], root: string, name: string, value: Param, depth: number): void {
  if (depth > MAX_DEPTH) throw new ParamFault(root, 'is nested too deep');
  if (value === undefined) return;
  if (typeof value === 'string') pairs.push([name, value]);
  // The text "false" is true in PHP.
  else if (typeof value === 'boolean') pairs.push([name, value ? '1' : '0']);
  else if (typeof value === 'number') pairs.push([name, wholeNumber(root, value)]);
  else if (Array.isArray(value)) {
    value.forEach((item: Param, index) => {
      append(pairs, root, `${name}[${index}]`, item, depth + 1);
    });
  } else if (isPlain(value)) {
    for (const [key, item] of Object.entries(value)) {
      checkKey(root, key);
      append(pairs, root, `${name}[${key}]`, item, depth + 1);
    }
  } else throw new ParamFault(root, 'holds a value that no form can carry');
}

function wholeNumber(root: string, value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new ParamFault(root, 'must be a whole number; send an amount as decimal text');
  }
  return String(value);
}

/** A Date, a Map or a wrapped secret has no enumerable keys and would vanish without a word. */
function isPlain(value: unknown): value is { readonly [key: string]: Param } {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
