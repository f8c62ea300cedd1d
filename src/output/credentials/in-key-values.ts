import { WITHHELD } from '../../terms.js';
import { isLabelKey, namesOf } from './label-keys.js';

/** `"name": "value"`, `\"name\":\"value\"`, `'name' => 'value'`, `"name":1`, in whatever they are a piece of. */
const QUOTED_PAIR =
  /(\\{0,8}["'])([^"'\\\n]{1,100})\1(\s{0,5}(?::|=>)\s{0,5})(?:(\\{0,8}["'])((?:(?!\4)[^\n])*)|([\w.+-]+))/g;
/** `name=value` of an address or a form. */
const QUERY_PAIR = /([?&;\s]|^)([\w.[\]-]{1,60})=([^\s&;"'<>]+)/g;

/**
 * Changes values in a text that is a piece of a record, such as cut or badly written JSON.
 *
 * @param change gets the names a value goes by; returns the new value, or undefined to keep it
 */
export function changeQuotedPairs(
  text: string,
  change: (names: readonly string[], value: string) => string | undefined,
): string {
  let label: string | undefined;
  return text.replace(
    QUOTED_PAIR,
    (pair, quote: string, name: string, sign: string, open?: string, quoted?: string, bare?: string) => {
      const value = quoted ?? bare ?? '';
      const names = namesOf(name, label === undefined ? [] : [label]);
      if (isLabelKey(name)) label = value;
      const changed = change(names, value);
      return changed === undefined ? pair : `${quote}${name}${quote}${sign}${open ?? ''}${changed}`;
    },
  );
}

/** Withholds the values that stand beside the name of a credential in a piece of a record or in an address. */
export function withholdInKeyValues(
  text: string,
  isCredential: (name: string, value: string) => boolean,
): string {
  const isOpen = (name: string, value: string) => value !== WITHHELD && isCredential(name, value);
  const withoutQuoted = changeQuotedPairs(text, (names, value) =>
    names.some((name) => isOpen(name, value)) ? WITHHELD : undefined,
  );
  return withoutQuoted.replace(QUERY_PAIR, (pair: string, before: string, name: string, value: string) =>
    // Names of one letter mean anything in an address; in-prose.ts knows the `c` that opens a ticket by its page.
    name.length > 1 && isOpen(name, value) ? `${before}${name}=${WITHHELD}` : pair,
  );
}
