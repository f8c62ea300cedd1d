import { randomInt } from 'node:crypto';

// Without look-alikes, and with a mark of each kind that password rules ask for. Server modules put a password into a URL
// as it is: the syntax of one (# % + = ? &) would cut or change it there, and nobody would know the password that was set.
const KINDS = ['abcdefghjkmnpqrstuvwxyz', 'ABCDEFGHJKMNPQRSTUVWXYZ', '23456789', '!_-~'];
const LENGTH = 24;

/** A password of 24 marks (about 135 bits) that meets WHMCS's and common servers' rules. */
export function freshPassword(): string {
  const all = KINDS.join('');
  const marks = KINDS.map((kind) => kind.charAt(randomInt(kind.length)));
  while (marks.length < LENGTH) marks.push(all.charAt(randomInt(all.length)));
  for (let i = marks.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [marks[i], marks[j]] = [marks[j] ?? '', marks[i] ?? ''];
  }
  // A letter first: to a program a leading - or ~ is an option, or a home folder.
  const letter = marks.findIndex((mark) => /[a-z]/i.test(mark));
  return marks.splice(letter, 1).concat(marks).join('');
}
