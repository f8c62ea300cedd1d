import { WITHHELD } from '../../terms.js';
import { LABEL, VALUE } from './label-keys.js';

/** A name in PHP's serialize(), and what its value begins with. */
const MEMBER = /"([^"\\]{1,200})\\?";(?:s:(\d{1,9}):\\?"|[idb]:)/g;

/** Where a string of so many bytes of UTF-8 ends. */
function endOf(text: string, from: number, bytes: number): number {
  let at = from;
  let left = bytes;
  while (left > 0 && at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code < 0x10000 ? 1 : 2;
  }
  return at;
}

/**
 * A text without the values that stand beside the name of a credential in PHP's serialize(). Lengths are followed:
 * a value may hold quotes. It is never unserialized, which is how PHP makes objects.
 */
export function withoutSerialized(
  text: string,
  isCredential: (name: string, value: string) => boolean,
): string {
  const parts: string[] = [];
  let kept = 0;
  let label: string | undefined;
  for (const match of text.matchAll(MEMBER)) {
    const [whole, name = '', length] = match;
    const from = match.index + whole.length;
    if (from <= kept) continue;
    const close = text.indexOf(';', from);
    const end = length === undefined ? (close < 0 ? text.length : close) : endOf(text, from, Number(length));
    const value = text.slice(from, end);
    const names = VALUE.test(name) && label !== undefined ? [name, label] : [name];
    if (LABEL.test(name)) label = value;
    if (value === '' || value === WITHHELD || !names.some((one) => isCredential(one, value))) continue;
    parts.push(text.slice(kept, from), WITHHELD);
    kept = end;
  }
  return parts.length === 0 ? text : parts.concat(text.slice(kept)).join('');
}
