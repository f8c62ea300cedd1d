/** Texts that need no change, as nearly all do. */
const ORDINARY = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;
/** Characters that are invisible or reverse their neighbours: zero-width, bidi and tag characters, fillers. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const BREAKS_AND_BLANKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const LONE_SURROGATES = /\p{Cs}/gu;
/** Combining marks past the third on one letter, which cover the lines around, and those before the first letter. */
const STACKED_MARKS = /^\p{M}+|(?<=\p{M}{3})\p{M}+/gu;
/** What could be read as the spelling of an invisible character is spelled out itself. */
const LIKE_A_SPELLING = /⟨(?=U\+)/g;
const NOT_VISIBLE = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const PRINTABLE = /^[\x20-\x7e]*$/;

/** The first `max` characters of a text, and how many were cut. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = [...text];
  const more = characters.length - max;
  if (more <= 0) return text;
  return `${characters.slice(0, max).join('')}… (${more.toLocaleString('en-US')} more character${more === 1 ? '' : 's'})`;
}

/** Text of others on one line, without invisible characters and terminal sequences. */
export function plain(text: string): string {
  if (ORDINARY.test(text)) return text;
  return text
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATES, '\uFFFD')
    .replace(BREAKS_AND_BLANKS, ' ')
    .replace(STACKED_MARKS, '')
    .trim();
}

/** Joiners and styles that emoji and scripts such as Arabic need, by the letter before them. */
const NEEDED =
  /(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])(?<![\0-\u05ff])(?:\u200c|\u200d|\ufe0e|\ufe0f)/gu;

/** How many characters of a text `plain` leaves out for being invisible, those aside that a script or an emoji needs. */
export function unseenIn(text: string): number {
  if (ORDINARY.test(text)) return 0;
  return text.replace(NEEDED, '').match(INVISIBLE)?.length ?? 0;
}

function escaped(json: string): string {
  if (PRINTABLE.test(json)) return json;
  return json.replace(NOT_VISIBLE, (char) =>
    [...Array(char.length).keys()]
      .map((unit) => `\\u${char.charCodeAt(unit).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** A value as JSON on one line, with invisible characters written as escapes, so that two values never look alike. */
export const exact = (value: unknown): string => escaped(JSON.stringify(value) ?? 'null');

/** The same over several lines, indented. */
export const exactLines = (value: unknown): string =>
  (JSON.stringify(value, null, 2) ?? 'null').split('\n').map(escaped).join('\n');

const spelled = (char: string) =>
  `⟨U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

/**
 * Text with its line breaks and tabs, where all that a reader can't see is spelled out as `⟨U+200B⟩`, and so are combining
 * marks past the third on one letter. Nothing is dropped: the text itself can be told from it.
 */
export function visible(text: string): string {
  if (PRINTABLE.test(text)) return text;
  return text
    .replace(LIKE_A_SPELLING, spelled)
    .replace(STACKED_MARKS, (marks) => [...marks].map(spelled).join(''))
    .replace(NOT_VISIBLE, (char) => (char === '\n' || char === '\t' ? char : spelled(char)));
}
