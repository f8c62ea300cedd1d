/** Nothing in it to change, which is so for nearly all of what is shown. */
const ORDINARY = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;
/** What takes no room on a screen, or turns around what stands beside it: zero-width, bidi and tag characters, fillers. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const BROKEN = /\p{Cs}/gu;
/** Marks piled onto one letter cover the lines around it; those in front of the first would cover what stands before. */
const PILED = /^\p{M}+|(?<=\p{M}{3})\p{M}+/gu;
const HIDDEN = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const PRINTABLE = /^[\x20-\x7e]*$/;

/** Cut at `most` characters, saying so. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text];
  const more = characters.length - most;
  if (more <= 0) return text;
  return `${characters.slice(0, most).join('')}… (${more} more character${more === 1 ? '' : 's'})`;
}

/** Text of others on one line, with nothing in it that a reader can't see or that a terminal would obey. */
export function plain(text: string): string {
  if (ORDINARY.test(text)) return text;
  return text.replace(UNSEEN, '').replace(BROKEN, '\uFFFD').replace(BREAKS, ' ').replace(PILED, '').trim();
}

/**
 * A value exactly as it is, as JSON on one line. What can't be seen is written out instead of left out: nobody must take
 * one value for another.
 */
export function exact(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null';
  if (PRINTABLE.test(json)) return json;
  return json.replace(HIDDEN, (one) =>
    [...Array(one.length).keys()]
      .map((unit) => `\\u${one.charCodeAt(unit).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
