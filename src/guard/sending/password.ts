import { randomInt } from 'node:crypto';

// Without look-alikes, and with a mark of each kind that password rules ask for.
const KINDS = ['abcdefghjkmnpqrstuvwxyz', 'ABCDEFGHJKMNPQRSTUVWXYZ', '23456789', '!#%+-_=?'];
const LENGTH = 24;

/** A password of 24 marks (about 140 bits) that meets WHMCS's and common servers' rules. */
export function freshPassword(): string {
  const all = KINDS.join('');
  const marks = KINDS.map((kind) => kind.charAt(randomInt(kind.length)));
  while (marks.length < LENGTH) marks.push(all.charAt(randomInt(all.length)));
  for (let i = marks.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [marks[i], marks[j]] = [marks[j] ?? '', marks[i] ?? ''];
  }
  return marks.join('');
}
