import { decodedLoosely } from '../../entities.js';
import { stripInvisible } from '../text/strip-invisible.js';

interface Encoding {
  /** A text without a match has nothing in this encoding. */
  hint: RegExp;
  /** Pieces that are decoded, and withheld, as one. No piece starts inside another. */
  pieces: RegExp;
  /** All texts that a piece may be an encoding of. */
  decodings(piece: string): readonly string[];
}

const BINARY = /(?:\ufffd|(?![\t\n\r])\p{Cc})+/u;
/** Shorter runs of text between bytes are chance. */
const MIN_TEXT = 8;

/** The text in bytes: all of it, or the longer runs between bytes that are none. */
function textIn(bytes: Buffer): string {
  const runs = bytes.toString('utf8').split(BINARY);
  return runs.length === 1 ? (runs[0] ?? '') : runs.filter((run) => run.length >= MIN_TEXT).join('\n');
}

function percentDecoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

const characterOf = (_escape: string, code: string) => String.fromCharCode(Number.parseInt(code, 16));

const unescaped = (text: string) =>
  text
    .replace(/\\u([\da-f]{4})/gi, characterOf)
    .replace(/\\x([\da-f]{2})/gi, characterOf)
    .replace(/\\(["'/\\])/g, '$1');

const ENCODINGS: readonly Encoding[] = [
  { hint: /[^\x20-\x7e\s]/, pieces: /[^\n]+/g, decodings: (piece) => [stripInvisible(piece)] },
  { hint: /&/, pieces: /[^\n]+/g, decodings: (piece) => [decodedLoosely(piece)] },
  { hint: /\\[ux"'/\\]/, pieces: /[^\n]+/g, decodings: (piece) => [unescaped(piece)] },
  {
    hint: /%[\da-f]{2}/i,
    pieces: /[^\s"'<>]+/g,
    decodings: (piece) => [percentDecoded(piece), percentDecoded(piece.replaceAll('+', ' '))],
  },
  {
    hint: /[\w+/-]{16}/,
    // Base64, also wrapped in lines as mail wraps it.
    pieces: /(?<![\w+/-])(?:[\w+/-]{60,76}\r?\n)*[\w+/-]{16,}={0,2}/g,
    // A piece may begin with up to three characters that only stand before it.
    decodings: (piece) =>
      [0, 1, 2, 3].map((skipped) => textIn(Buffer.from(piece.replace(/\s/g, '').slice(skipped), 'base64'))),
  },
  {
    hint: /[\da-f]{16}/i,
    pieces: /(?<![\da-f])(?:[\da-f]{2}){8,}/gi,
    decodings: (piece) => [textIn(Buffer.from(piece, 'hex'))],
  },
];

/**
 * Replaces the pieces of a text that hold a credential once they are decoded: from base64, percent codes, entities,
 * escapes, hex, or with invisible characters taken out.
 */
export function withholdEncoded(
  text: string,
  instead: string,
  holdsCredential: (decoded: string) => boolean,
): string {
  return ENCODINGS.reduce((rest, { hint, pieces, decodings }) => {
    if (!hint.test(rest)) return rest;
    return rest.replace(pieces, (piece) =>
      decodings(piece).some((decoded) => decoded !== '' && decoded !== piece && holdsCredential(decoded))
        ? instead
        : piece,
    );
  }, text);
}
