import { withoutComments } from './html-comments.js';

const ESC = '\\u001b';
const BEL = '\\u0007';
/** Starts of a string that a terminal swallows: DCS, SOS, OSC, PM, APC, as one character. */
const STRINGS = '\\u0090\\u0098\\u009d-\\u009f';

/**
 * What a terminal obeys and doesn't print: colours and cursor moves, titles and links, other escapes. No part of a
 * pattern can match where another sequence starts, so that the search stays linear.
 */
const ANSI = new RegExp(
  [
    `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]`,
    `(?:${ESC}[\\]PX^_]|[${STRINGS}])[^${ESC}${BEL}\\u009c${STRINGS}]*(?:${BEL}|\\u009c|${ESC}\\\\)`,
    `${ESC}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
const LINE_BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /(?![\n\t])\p{Cc}/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/** Zero-width, bidi, tag and filler characters, variation selectors, and the marks of interlinear annotation. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/gu;
const PICTURE = /^\p{Extended_Pictographic}$/u;
const SKIN = /^\p{Emoji_Modifier}$/u;
const KEYCAP_BASE = /^[\d#*]$/;
/** Scripts in which a joiner between two letters changes what is read. */
const JOINING =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Mongolian}\p{Script=Khmer}\p{Script=Myanmar}]$/u;
const IGNORABLE = /^\p{Default_Ignorable_Code_Point}$/u;

const ZWNJ = '\u200c';
const ZWJ = '\u200d';
const SELECTORS = ['\ufe0e', '\ufe0f'];

function before(text: string, at: number): string {
  const pair = text.slice(Math.max(0, at - 2), at);
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(pair) ? pair : pair.slice(-1);
}

function after(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** Part of what people see: an emoji made of several, a keycap, a letter that does not join the next. */
function isSeen(char: string, at: number, text: string): boolean {
  const previous = before(text, at);
  const next = after(text, at + char.length);
  if (SELECTORS.includes(char)) {
    return PICTURE.test(previous) || (KEYCAP_BASE.test(previous) && next === '\u20e3');
  }
  if (char === ZWJ && PICTURE.test(next)) {
    const emoji = SELECTORS.includes(previous) ? before(text, at - 1) : previous;
    return PICTURE.test(emoji) || (emoji === previous && SKIN.test(emoji));
  }
  if (char !== ZWJ && char !== ZWNJ) return false;
  return [previous, next].every((one) => JOINING.test(one) && !IGNORABLE.test(one));
}

/**
 * A text without what people don't see and a model reads: zero-width, bidi and tag characters, terminal sequences,
 * controls, HTML comments. Line breaks become `\n`. Everything else stays.
 */
export function visible(text: string): string {
  if (/^[\n\t\x20-\x7e]*$/.test(text)) return text.includes('<!--') ? withoutComments(text) : text;
  const shown = text
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(INVISIBLE, (char, at: number) => (isSeen(char, at, text) ? char : ''))
    .replace(ANSI, '')
    .replace(LINE_BREAKS, '\n')
    .replace(CONTROLS, '');
  return withoutComments(shown);
}
