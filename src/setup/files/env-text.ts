import { isDeepStrictEqual } from 'node:util';
import { parse } from 'dotenv';

/** Why settings can't be written, as a sentence. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable';
}

/** The settings in a text; those without a value count as unset. */
export const settingsIn = (text: string): Record<string, string> =>
  Object.fromEntries(Object.entries(parse(text)).filter(([, value]) => value !== ''));

/** A value as a file of settings spells it, for our reader and for that of Node alike. */
function spelled(name: string, value: string): string {
  if (/^[\w./:@,+~-]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((mark) => !value.includes(mark));
  const isPlain = !/[\r\n]/.test(value) && (quote !== '"' || !value.includes('\\'));
  if (quote === undefined || !isPlain)
    throw new Unwritable(
      `${name} holds a line break or all three kinds of quotes, which no such file can hold.`,
    );
  return `${quote}${value}${quote}`;
}

/** What sets a name, over several lines where it is quoted so. */
const lineOf = (name: string) =>
  new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(?:'[^']*'|"[^"]*"|\`[^\`]*\`)?.*$`, 'gm');

/**
 * The text of a file of settings with some of them set, or unset where the value is empty. Lines about others stay as they are.
 * @param about what a setting that is not there yet is about, as a comment above it
 */
export function withSettings(
  text: string,
  settings: Readonly<Record<string, string>>,
  about: (name: string) => string,
): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const before = parse(text);
  let done = text;
  for (const [name, value] of Object.entries(settings)) {
    if ((before[name] ?? '') === value) continue;
    const line = `${name}=${spelled(name, value)}`;
    const last = [...done.matchAll(lineOf(name))].at(-1);
    if (last !== undefined) {
      done = `${done.slice(0, last.index)}${line}${done.slice(last.index + last[0].length)}`;
    } else if (value !== '') {
      const gap = done === '' || done.endsWith('\n') ? '' : eol;
      done = `${done}${gap}# ${about(name)}${eol}${line}${eol}`;
    }
  }
  const set = Object.entries({ ...before, ...settings }).filter(([, value]) => value !== '');
  if (!isDeepStrictEqual(settingsIn(done), Object.fromEntries(set)))
    throw new Unwritable(
      'The file is written in a way that can not be changed safely: set them in it yourself.',
    );
  return done;
}
