/** How many strings stand in a JSON text. */
function stringsIn(json: string): number {
  let quotes = 0;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '"') quotes += 1;
    else if (json[at] === '\\') at += 1;
  }
  return quotes / 2;
}

/**
 * A change made to the values of a text that is JSON itself: `fraudoutput`, `orderdata`, what a registrar module
 * returns. A text that it leaves alone keeps its own spelling.
 *
 * @returns undefined where the text is no JSON, or shows more than a parser sees of it, and `tooDeep` where it is nested deeper than can be looked through.
 */
export function throughJson(
  text: string,
  change: (value: unknown) => unknown,
  tooDeep: string,
): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  let inner: unknown;
  try {
    inner = JSON.parse(text);
  } catch {
    return undefined;
  }
  try {
    const before = JSON.stringify(inner);
    // Of two members of one name a parser keeps the last, while the text still shows both.
    if (stringsIn(text) !== stringsIn(before)) return undefined;
    const after = JSON.stringify(change(inner));
    return before === after ? text : after;
  } catch {
    return tooDeep;
  }
}
