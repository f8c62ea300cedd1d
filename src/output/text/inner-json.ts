/** Number of strings in a JSON text. */
function countStrings(json: string): number {
  let quotes = 0;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '"') quotes += 1;
    else if (json[at] === '\\') at += 1;
  }
  return quotes / 2;
}

/**
 * Applies a change to the value of a text that is JSON: `fraudoutput`, `orderdata`, what a registrar module returns. A
 * text whose value the change leaves alone keeps its own spelling.
 *
 * @returns undefined for a text that is no JSON object or list, or that shows more than a parser sees of it; `tooDeep`
 * for one that is nested too deep to be read
 */
export function changeInnerJson(
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
    // Of two members with one name a parser keeps the last, while the text still shows both.
    if (countStrings(text) !== countStrings(before)) return undefined;
    const after = JSON.stringify(change(inner));
    return before === after ? text : after;
  } catch {
    return tooDeep;
  }
}
