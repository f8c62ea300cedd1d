import { decodeHTML } from 'entities/decode';
import { visible } from '../text/strip-invisible.js';

interface Encoding {
  /** Nothing is looked for in a text without it. */
  sign: RegExp;
  /** Pieces that are read, and taken out, as one. No piece starts inside another. */
  pieces: RegExp;
  readings(piece: string): readonly string[];
}

const BINARY = /(?:\ufffd|(?![\t\n\r])\p{Cc})+/u;

/** What can be read of bytes; text may stand between others. */
function textOf(bytes: Buffer): string {
  const pieces = bytes.toString('utf8').split(BINARY);
  return pieces.length === 1 ? (pieces[0] ?? '') : pieces.filter((piece) => piece.length >= 8).join('\n');
}

function percentDecoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

const unescaped = (text: string) =>
  text
    .replace(/\\u([\da-f]{4})/gi, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\x([\da-f]{2})/gi, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\(["'/\\])/g, '$1');

const ENCODINGS: readonly Encoding[] = [
  { sign: /[^\x20-\x7e\s]/, pieces: /[^\n]+/g, readings: (piece) => [visible(piece)] },
  { sign: /&/, pieces: /[^\n]+/g, readings: (piece) => [decodeHTML(piece)] },
  { sign: /\\[ux"'/\\]/, pieces: /[^\n]+/g, readings: (piece) => [unescaped(piece)] },
  {
    sign: /%[\da-f]{2}/i,
    pieces: /[^\s"'<>]+/g,
    readings: (piece) => [percentDecoded(piece), percentDecoded(piece.replaceAll('+', ' '))],
  },
  {
    sign: /[\w+/-]{16}/,
    // Also wrapped in lines, as mail wraps it.
    pieces: /(?<![\w+/-])(?:[\w+/-]{60,76}\r?\n)*[\w+/-]{16,}/g,
    // A piece may begin with characters that only stand before it.
    readings: (piece) =>
      [0, 1, 2, 3].map((skipped) => textOf(Buffer.from(piece.replace(/\s/g, '').slice(skipped), 'base64'))),
  },
  {
    sign: /[\da-f]{16}/i,
    pieces: /(?<![\da-f])(?:[\da-f]{2}){8,}/gi,
    readings: (piece) => [textOf(Buffer.from(piece, 'hex'))],
  },
];

/**
 * A text without those pieces that, read as what they may be an encoding of, hold what `isOpen` finds: base64,
 * percent codes, entities, escapes, hex, or characters that nobody sees between the others.
 */
export function withoutEncoded(text: string, instead: string, isOpen: (reading: string) => boolean): string {
  return ENCODINGS.reduce((out, { sign, pieces, readings }) => {
    if (!sign.test(out)) return out;
    return out.replace(pieces, (piece) =>
      readings(piece).some((reading) => reading !== '' && reading !== piece && isOpen(reading))
        ? instead
        : piece,
    );
  }, text);
}
