/** Text from outside, made fit for an error: one line, no control or invisible characters, none of our credentials. */
export type Scrub = (text: string, max: number) => string;

const MARK = '[removed]';

/**
 * @param reveal our own credentials, asked for at each use so that no second copy of them is kept. WHMCS or a proxy may
 * echo what was sent, plain or encoded.
 */
export function openScrub(reveal: () => readonly string[]): Scrub {
  return (text, max) => {
    // Characters go first and the cut comes last, so that neither can hide a credential or leave half of one.
    let clean = text
      .replace(/\p{Cf}/gu, '')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim();
    for (const secret of reveal()) {
      for (const form of spellings(secret)) clean = clean.replaceAll(form, MARK);
    }
    const characters = [...clean];
    return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : clean;
  };
}

function spellings(secret: string): string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;');
  const all = [secret, form, encodeURIComponent(secret), html, JSON.stringify(secret).slice(1, -1)];
  return [...new Set(all)].filter((text) => text !== '').sort((a, b) => b.length - a.length);
}
