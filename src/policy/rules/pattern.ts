import { createRequire } from 'node:module';

/**
 * Regular expressions that take time linear in the text. An outsider writes the texts that a policy searches (the
 * body of a ticket), and a backtracking engine can be held up for hours by the right one. The syntax is JavaScript's
 * with the `u` flag, and `(?i)` in front for either case; RE2 searches, so what no automaton can do (looking ahead or
 * behind, references back) is refused, and so is what RE2 would understand otherwise than JavaScript.
 */
export interface Pattern {
  test(text: string): boolean;
}

const LONGEST_PATTERN = 500;
/** Instructions, with all repetitions written out; the longest text then takes a second or two at worst. */
const LARGEST_PROGRAM = 1500;
/** Longer texts are not searched: that could take longer than the call it guards. */
export const LONGEST_TEXT = 20_000;

class Refused extends Error {}

const TOO_LARGE = 'is too large: its repetitions multiply';

// Loaded with the first pattern: most policies have none, and the engine is the largest module of this room.
const require = createRequire(import.meta.url);
let engine: typeof import('re2js') | undefined;
function loadEngine(): typeof import('re2js') {
  engine ??= require('re2js') as typeof import('re2js');
  return engine;
}

// JavaScript's `\s`, which is wider than RE2's, and its complement for use within a class.
const SPACE =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const NO_SPACE =
  '\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}' +
  '\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}';

/** The parts of a pattern that RE2 must be told otherwise: escapes, groups with a mark, the dot, brackets. */
const TOKEN =
  /\\u(?<high>[dD][89abAB][\da-fA-F]{2})\\u(?<low>[dD][c-fC-F][\da-fA-F]{2})|\\u\{(?<point>[\da-fA-F]+)\}|\\u(?<unit>[\da-fA-F]{4})|\\(?<no>[pP])\{(?:(?:Script|sc|General_Category|gc)=)?(?<property>[^}]*)\}|\\.|\(\?<?[=!]|\(\?<[^>]*>|\(\?[^:]|[.[\]]/gsu;

/** Writes a pattern that JavaScript has taken for well-formed as RE2 reads it. Throws a Refused. */
function translated(source: string, ignoresCase: boolean): string {
  let inClass = false;

  function outside(token: string): string {
    if (token === '[') inClass = true;
    if (token === '.') return '[^\\n\\r\\x{2028}\\x{2029}]';
    if (token === '\\s') return `[${SPACE}]`;
    if (token === '\\S') return `[^${SPACE}]`;
    if (/^\\[1-9k]/.test(token)) throw new Refused('refers back to what it matched, which can take forever');
    if (/^\(\?<?[=!]/.test(token)) throw new Refused('looks ahead or behind, which can take forever');
    // Group names are not used here, and RE2 accepts fewer of them.
    if (token.startsWith('(?<')) return '(?:';
    if (token.startsWith('(?'))
      throw new Refused('switches flags on its way; (?i) can stand in front of it alone');
    return token;
  }

  function within(token: string): string {
    if (token === ']') inClass = false;
    // RE2 would take [: for the beginning of a named class.
    if (token === '[') return '\\[';
    if (token === '\\s') return SPACE;
    if (token === '\\S') return NO_SPACE;
    return token === '\\b' ? '\\x08' : token;
  }

  return source.replace(TOKEN, (token: string, ...rest: unknown[]) => {
    const { high, low, point, unit, no, property } = rest.at(-1) as Record<string, string | undefined>;
    if (high !== undefined && low !== undefined) {
      const pair = String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
      return `\\x{${pair.codePointAt(0)?.toString(16)}}`;
    }
    if (point !== undefined || unit !== undefined) return `\\x{${point ?? unit}}`;
    if (no === 'P' && ignoresCase) throw new Refused("can't have \\P beside (?i); write it without (?i)");
    if (no !== undefined) return `\\${no}{${property}}`;
    return inClass ? within(token) : outside(token);
  });
}

/** RE2's reason, in our words. */
function reasonOf(error: unknown, source: string): string {
  const message = String(error);
  if (/repeat count|too large|nests too deeply|repetition/.test(message)) return TOO_LARGE;
  const property = /\\[pP]\{[^}]*\}/.exec(source)?.[0];
  return property !== undefined && /character class range|\\p/i.test(message)
    ? `asks for ${property}, which is not known; there are categories such as \\p{L} and scripts such as \\p{Greek}`
    : 'has a part that is not supported here';
}

function compiled(body: string, ignoresCase: boolean): Pattern {
  const { RE2JS } = loadEngine();
  const program = RE2JS.compile(
    RE2JS.translateRegExp(translated(body, ignoresCase)),
    ignoresCase ? RE2JS.CASE_INSENSITIVE : 0,
  );
  if (program.programSize() > LARGEST_PROGRAM) throw new Refused(TOO_LARGE);
  if (!ignoresCase) return { test: (text) => program.test(text) };
  // With (?i), JavaScript counts these two as word characters; RE2 counts only the letters they fold to.
  const folded = (text: string) => text.replaceAll('\u017F', 's').replaceAll('\u212A', 'k');
  return { test: (text) => program.test(folded(text)) };
}

/** A pattern ready to search with; or why there is none, as in: the pattern … */
export function openPattern(source: string): Pattern | string {
  if (source.length > LONGEST_PATTERN) return `is longer than ${LONGEST_PATTERN} characters`;
  const ignoresCase = source.startsWith('(?i)');
  const body = ignoresCase ? source.slice(4) : source;
  try {
    new RegExp(body, ignoresCase ? 'iu' : 'u');
  } catch (error) {
    return `is not a regular expression: ${String(error).split(': ').at(-1)?.toLowerCase()}`;
  }
  try {
    return compiled(body, ignoresCase);
  } catch (error) {
    return error instanceof Refused ? error.message : reasonOf(error, body);
  }
}
