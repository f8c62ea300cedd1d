import { stripComments } from './html-comments.js';

const ESC = '\\u001b';
const BEL = '\\u0007';
/** One-character starts of control strings: DCS, SOS, OSC, PM, APC. */
const STRING_STARTS = '\\u0090\\u0098\\u009d-\\u009f';

/**
 * Terminal sequences: colours and cursor moves, titles and links, other escapes. No part of a pattern can match where
 * another sequence starts, so that the search stays linear.
 */
const TERMINAL_SEQUENCES = new RegExp(
  [
    `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]`,
    `(?:${ESC}[\\]PX^_]|[${STRING_STARTS}])[^${ESC}${BEL}\\u009c${STRING_STARTS}]*(?:${BEL}|\\u009c|${ESC}\\\\)`,
    `${ESC}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
const LINE_BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /(?![\n\t])\p{Cc}/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/** Zero-width, bidi, tag and filler characters, variation selectors, and the marks of interlinear annotation. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/gu;
const EMOJI = /^\p{Extended_Pictographic}$/u;
const SKIN_TONE = /^\p{Emoji_Modifier}$/u;
const KEYCAP_BASE = /^[\d#*]$/;
/** Letters of scripts in which a joiner between two of them changes what is read. */
const JOINED_SCRIPTS =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Mongolian}\p{Script=Khmer}\p{Script=Myanmar}]$/u;
const IGNORABLE = /^\p{Default_Ignorable_Code_Point}$/u;

const ZWNJ = '\u200c';
const ZWJ = '\u200d';
/** The variation selectors for text and for emoji style. */
const STYLE_SELECTORS = ['\ufe0e', '\ufe0f'];

function characterBefore(text: string, at: number): string {
  const pair = text.slice(Math.max(0, at - 2), at);
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(pair) ? pair : pair.slice(-1);
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** Whether an invisible character changes what people see: in composed emoji, keycaps and joined scripts. */
function affectsDisplay(char: string, at: number, text: string): boolean {
  const previous = characterBefore(text, at);
  const next = characterAt(text, at + char.length);
  if (STYLE_SELECTORS.includes(char)) {
    return EMOJI.test(previous) || (KEYCAP_BASE.test(previous) && next === '\u20e3');
  }
  if (char === ZWJ && EMOJI.test(next)) {
    const emoji = STYLE_SELECTORS.includes(previous) ? characterBefore(text, at - 1) : previous;
    return EMOJI.test(emoji) || (emoji === previous && SKIN_TONE.test(emoji));
  }
  if (char !== ZWJ && char !== ZWNJ) return false;
  return [previous, next].every((one) => JOINED_SCRIPTS.test(one) && !IGNORABLE.test(one));
}

const VISIBLE_ASCII = /^[\n\t\x20-\x7e]*$/;

const stripped = (text: string, filler: string): string =>
  text
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(INVISIBLE, (char, at: number) => (affectsDisplay(char, at, text) ? char : filler))
    .replace(TERMINAL_SEQUENCES, filler)
    .replace(LINE_BREAKS, '\n')
    .replace(CONTROLS, filler);

/**
 * Removes what people don't see and a model reads: zero-width, bidi and tag characters, terminal sequences, controls,
 * HTML comments. Line breaks become `\n`; everything else stays.
 */
export function stripInvisible(text: string): string {
  if (VISIBLE_ASCII.test(text)) return text.includes('<!--') ? stripComments(text) : text;
  return stripComments(stripped(text, ''));
}

/** A noncharacter, which no text may hold. */
const REMOVED = '\uffff';
const SIGN = '[\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{N}]';
const REMOVED_WITHIN = new RegExp(`${SIGN}${REMOVED}+${SIGN}`, 'u');
const WITH_COMMENT = new RegExp(`${SIGN}<!--[\\s\\S]*?-->${SIGN}`, 'u');

/** Whether what nobody sees stands within words or in the place of blanks, as in `send\u200ball`. Names have no use for it. */
export function hidesWithinWords(text: string): boolean {
  if (VISIBLE_ASCII.test(text)) return text.includes('<!--') && WITH_COMMENT.test(text);
  return REMOVED_WITHIN.test(stripped(text, REMOVED)) || WITH_COMMENT.test(text);
}
