/** Index behind the comment that opened before `from`, as a browser reads it; -1 if it never ends. */
function commentEnd(text: string, from: number, closing: RegExp): number {
  if (text.startsWith('>', from)) return from + 1;
  if (text.startsWith('->', from)) return from + 2;
  closing.lastIndex = from;
  return closing.test(text) ? closing.lastIndex : -1;
}

/**
 * Removes HTML comments, also those that removing one would make: `<!<!-- -->-- x -->`. A comment that never ends stays,
 * since people who read the text as it is see it. Linear in the length of the text.
 */
export function stripComments(text: string): string {
  const closing = /--!?>/g;
  const parts: string[] = [];
  // The last kept characters, at most three: with what follows a removed comment they may open another.
  let seam = '';
  let at = 0;
  for (;;) {
    const joined = (seam + text.slice(at, at + 3)).indexOf('<!--');
    const open = joined >= 0 ? at - seam.length + joined : text.indexOf('<!--', at);
    const end = open < 0 ? -1 : commentEnd(text, open + 4, closing);
    if (end < 0) return parts.concat(seam, text.slice(at)).join('');
    seam = joined >= 0 ? seam.slice(0, joined) : seam + text.slice(at, open);
    while (seam.length < 3 && parts.length > 0) seam = `${parts.pop()}${seam}`;
    if (seam.length > 3) parts.push(seam.slice(0, -3));
    seam = seam.slice(-3);
    at = end;
  }
}
