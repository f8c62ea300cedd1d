/** Where the comment that opened before `from` ends, as a browser reads it; -1 where it doesn't. */
function endOf(text: string, from: number, closing: RegExp): number {
  if (text.startsWith('>', from)) return from + 1;
  if (text.startsWith('->', from)) return from + 2;
  closing.lastIndex = from;
  return closing.test(text) ? closing.lastIndex : -1;
}

/**
 * A text without HTML comments, also without those that taking one out would make: `<!<!-- -->-- x -->`. What opens
 * and never ends is no comment to the people who read the text as it is, and stays. One pass, whatever the text.
 */
export function withoutComments(text: string): string {
  const closing = /--!?>/g;
  const parts: string[] = [];
  // The last characters kept, which may open a comment together with what follows a removed one.
  let seam = '';
  let at = 0;
  for (;;) {
    const joined = (seam + text.slice(at, at + 3)).indexOf('<!--');
    const open = joined >= 0 ? at - seam.length + joined : text.indexOf('<!--', at);
    const end = open < 0 ? -1 : endOf(text, open + 4, closing);
    if (end < 0) return parts.concat(seam, text.slice(at)).join('');
    seam = joined >= 0 ? seam.slice(0, joined) : seam + text.slice(at, open);
    while (seam.length < 3 && parts.length > 0) seam = `${parts.pop()}${seam}`;
    if (seam.length > 3) parts.push(seam.slice(0, -3));
    seam = seam.slice(-3);
    at = end;
  }
}
