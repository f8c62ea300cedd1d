/** How a short order is dressed so that it passes for a name. */

const LOOKALIKES: Readonly<Record<string, string>> = {
  a: '\u0430',
  c: '\u0441',
  e: '\u0435',
  i: '\u0456',
  o: '\u043e',
  p: '\u0440',
  s: '\u0455',
  x: '\u0445',
  y: '\u0443',
};
const LATIN = Object.fromEntries(Object.entries(LOOKALIKES).map(([latin, other]) => [other, latin]));

const shifted = (text: string, start: number, capitals: number) =>
  [...text]
    .map((sign) => {
      const code = sign.charCodeAt(0);
      if (/[a-z]/.test(sign)) return String.fromCodePoint(start + code - 97);
      return /[A-Z]/.test(sign) ? String.fromCodePoint(capitals + code - 65) : sign;
    })
    .join('');

export const DRESSES: readonly { name: string; wear(text: string): string }[] = [
  { name: 'plain', wear: (text) => text },
  { name: 'joined by hyphens', wear: (text) => text.replaceAll(' ', '-') },
  { name: 'joined by dots', wear: (text) => text.replaceAll(' ', '.') },
  { name: 'full-width', wear: (text) => shifted(text, 0xff41, 0xff21) },
  { name: 'mathematical bold', wear: (text) => shifted(text, 0x1d41a, 0x1d400) },
  {
    name: 'Cyrillic look-alikes',
    wear: (text) => [...text].map((sign) => LOOKALIKES[sign] ?? sign).join(''),
  },
  { name: 'joined by underscores', wear: (text) => text.replaceAll(' ', '_') },
];

/** A text as a reader takes it in: whatever alphabet its letters were borrowed from, and in small letters. */
export function readable(text: string): string {
  const lines = text.replace(/\\[rnt]/g, ' ');
  return [...lines.normalize('NFKC').toLowerCase()]
    .map((sign) => LATIN[sign] ?? sign)
    .join('')
    .replace(/<\/?untrusted-[\da-z]+>/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
}

/** The words of a planted text that do not stand in another, in whatever dress and order. */
export function missingWords(text: string, planted: string): string[] {
  const words = new Set(readable(text).split(' '));
  return readable(planted)
    .split(' ')
    .filter((word) => word.length > 2 && !words.has(word));
}
