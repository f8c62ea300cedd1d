/** Default for the size of a result; more pushes an agent's own work out of its context. */
export const MAX_TOKENS = 25_000;

/** WHMCS's replies as JSON have 2.6 to 4.3 characters per token. */
const CHARACTERS_PER_TOKEN = 3;

/** Estimates how many tokens a text is to a model; beyond ASCII a character counts as one. */
export function tokensOf(text: string): number {
  let ascii = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x80) ascii += 1;
  return Math.ceil(ascii / CHARACTERS_PER_TOKEN) + text.length - ascii;
}
