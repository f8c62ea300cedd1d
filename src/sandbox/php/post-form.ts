/**
 * Reads a form body the way PHP fills `$_POST`. A reader that only understood well-formed input would accept
 * what WHMCS misreads, so the odd rules matter most: renamed keys, last value wins, and silently lost fields.
 */

export type PhpValue = string | PhpArray;
/** A PHP array. Canonical integers and their text are one key in PHP, so text keys lose nothing. */
export type PhpArray = Map<string, PhpValue>;

/** PHP's `max_input_vars`: fields past it never reach the script. */
export const MAX_FIELDS = 1000;
/** PHP's `max_input_nesting_level`: a deeper field is dropped whole. */
const MAX_NESTING = 64;

const CANONICAL_INTEGER = /^(0|-?[1-9]\d*)$/;

export function parsePhpForm(body: Buffer): PhpArray {
  const form: PhpArray = new Map();
  let fields = 0;
  for (const pair of body.toString('latin1').split('&')) {
    if (pair === '') continue;
    if (fields === MAX_FIELDS) break;
    fields += 1;
    const equals = pair.indexOf('=');
    const key = decodeField(equals < 0 ? pair : pair.slice(0, equals));
    register(form, key, equals < 0 ? '' : decodeField(pair.slice(equals + 1)));
  }
  return form;
}

/** Name of the top-level variable that a raw `key=value` pair ends up in. */
export function variableOf(pair: string): string {
  const equals = pair.indexOf('=');
  return splitKey(decodeField(equals < 0 ? pair : pair.slice(0, equals)))[0] ?? '';
}

/** Bytes are decoded first and read as UTF-8 afterwards, so that a character split over escapes survives. */
function decodeField(field: string): string {
  const bytes = field
    .replaceAll('+', ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function register(form: PhpArray, key: string, value: string): void {
  const path = splitKey(key);
  const first = path[0];
  if (first === undefined || path.length > MAX_NESTING) return;
  let target = form;
  for (const step of path.slice(0, -1)) {
    const name = step ?? nextIndex(target);
    const inner = target.get(name);
    if (inner instanceof Map) {
      target = inner;
    } else {
      const created: PhpArray = new Map();
      target.set(name, created);
      target = created;
    }
  }
  target.set(path.at(-1) ?? nextIndex(target), value);
}

/** `a[b][]` becomes `['a', 'b', undefined]`, where undefined means "append". An unusable key gives `[]`. */
function splitKey(key: string): (string | undefined)[] {
  const name = key.replace(/^ +/, '').replace(/\0.*$/s, '');
  const bracket = name.indexOf('[');
  const head = (bracket < 0 ? name : name.slice(0, bracket)).replace(/[ .]/g, '_');
  if (head === '') return [];
  if (bracket < 0) return [head];
  const path: (string | undefined)[] = [head];
  let at = bracket;
  while (name[at] === '[') {
    const end = name.indexOf(']', at + 1);
    if (end < 0) {
      // PHP turns an unclosed first bracket into part of the name; a later one is ignored.
      return path.length === 1 ? [`${head}_${name.slice(bracket + 1).replace(/[ .[]/g, '_')}`] : path;
    }
    const index = name.slice(at + 1, end);
    path.push(/^\s?$/.test(index) ? undefined : index);
    at = end + 1;
  }
  return path;
}

function nextIndex(array: PhpArray): string {
  let highest = -1;
  for (const key of array.keys()) {
    if (CANONICAL_INTEGER.test(key)) highest = Math.max(highest, Number(key));
  }
  return String(highest + 1);
}
