import { secretRemover } from '../secret-spellings.js';

/** Text from outside, made fit for an error: one line, no control or invisible characters, none of our credentials. */
export type Scrub = (text: string, max: number) => string;

const MARK = '[removed]';

const onOneLine = (text: string) =>
  text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();

/**
 * @param reveal our own credentials, asked for at each use so that no second copy of them is kept. WHMCS or a proxy may
 * echo what was sent, plain or encoded.
 */
export function openScrub(reveal: () => readonly string[]): Scrub {
  return (text, max) => {
    // Characters go first and the cut comes last, so that neither can hide a credential or leave half of one.
    const secrets = reveal();
    const clean = secretRemover([...secrets, ...secrets.map(onOneLine)], MARK)(onOneLine(text));
    const characters = [...clean];
    return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : clean;
  };
}
