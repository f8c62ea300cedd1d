import { WITHHELD } from '../../terms.js';
import { LABEL, VALUE } from './label-keys.js';

/** `"name": "value"`, `\"name\":\"value\"`, `'name' => 'value'`, `"name":1`, in whatever they are a piece of. */
const QUOTED =
  /(\\{0,8}["'])([^"'\\\n]{1,100})\1(\s{0,5}(?::|=>)\s{0,5})(?:(\\{0,8}["'])((?:(?!\4)[^\n])*)|([\w.+-]+))/g;
/** `name=value` of an address or a form. */
const ASKED = /([?&;\s]|^)([\w.[\]-]{1,60})=([^\s&;"'<>]+)/g;

/**
 * A text that is a piece of a record, with other values beside some names.
 *
 * @param change the value instead; undefined leaves it. Gets the name, or what a label before said that it holds.
 */
export function changeMembers(
  text: string,
  change: (names: readonly string[], value: string) => string | undefined,
): string {
  let label: string | undefined;
  return text.replace(
    QUOTED,
    (whole, quote: string, name: string, sign: string, open?: string, inner?: string, bare?: string) => {
      const value = inner ?? bare ?? '';
      const names = VALUE.test(name) && label !== undefined ? [name, label] : [name];
      if (LABEL.test(name)) label = value;
      const instead = change(names, value);
      return instead === undefined ? whole : `${quote}${name}${quote}${sign}${open ?? ''}${instead}`;
    },
  );
}

/** A text that is a piece of a record or of an address, without the values that stand beside the name of a credential. */
export function withoutMembers(text: string, isCredential: (name: string, value: string) => boolean): string {
  const hide = (name: string, value: string) => value !== WITHHELD && isCredential(name, value);
  const open = changeMembers(text, (names, value) =>
    names.some((name) => hide(name, value)) ? WITHHELD : undefined,
  );
  return open.replace(ASKED, (whole: string, before: string, name: string, value: string) =>
    // One letter is anything in an address; what opens a ticket is told by its page.
    name.length > 1 && hide(name, value) ? `${before}${name}=${WITHHELD}` : whole,
  );
}
