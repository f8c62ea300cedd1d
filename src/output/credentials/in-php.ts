import { WITHHELD } from '../../terms.js';
import { isLabelKey, namesOf } from './label-keys.js';

/** A name in PHP's serialize(), and what its value begins with. */
const MEMBER = /"([^"\\]{1,200})\\?";(?:s:(\d{1,9}):\\?"|[idb]:)/g;

/** Index behind a string of so many bytes of UTF-8. */
function stringEnd(text: string, from: number, bytes: number): number {
  let at = from;
  let left = bytes;
  while (left > 0 && at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code < 0x10000 ? 1 : 2;
  }
  return at;
}

function numberEnd(text: string, from: number): number {
  const end = text.indexOf(';', from);
  return end < 0 ? text.length : end;
}

/**
 * Withholds the values that stand beside the name of a credential in PHP's serialize(). Lengths are followed, since a
 * value may hold quotes. Nothing is unserialized, which is how PHP makes objects.
 */
export function withholdInPhp(text: string, isCredential: (name: string, value: string) => boolean): string {
  const parts: string[] = [];
  let done = 0;
  let label: string | undefined;
  for (const match of text.matchAll(MEMBER)) {
    const [member, name = '', length] = match;
    const from = match.index + member.length;
    if (from <= done) continue;
    const end = length === undefined ? numberEnd(text, from) : stringEnd(text, from, Number(length));
    const value = text.slice(from, end);
    const names = namesOf(name, label === undefined ? [] : [label]);
    if (isLabelKey(name)) label = value;
    if (value === '' || value === WITHHELD || !names.some((one) => isCredential(one, value))) continue;
    const lengthAt = match.index + member.lastIndexOf(`:${length}:`) + 1;
    if (length !== undefined && lengthAt >= done) {
      // A length that fits keeps the record readable, and keeps the next look from taking more.
      parts.push(text.slice(done, lengthAt), String(WITHHELD.length));
      done = lengthAt + length.length;
    }
    parts.push(text.slice(done, from), WITHHELD);
    done = end;
  }
  return parts.length === 0 ? text : parts.concat(text.slice(done)).join('');
}
