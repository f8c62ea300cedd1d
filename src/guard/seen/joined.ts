import { asItLooks } from '../../output/index.js';
import { PHONE_DIGITS, phoneOf, type Spelled } from './spellings.js';

/** Words of one text that are joined with those of another. */
const MOST_WORDS = 30;
const MOST_DIGIT_GROUPS = 12;
/** Shorter numbers, and streets, are made by chance. */
const SHORTEST_NUMBER = 8;
const SHORTEST_STREET = 6;

/** A word that could be half of a value. */
interface Half {
  readonly text: string;
  /** Its letters and digits. */
  readonly plain: string;
  readonly digit: boolean;
  readonly at: boolean;
  readonly dot: boolean;
}

/** What of a text could be halves. */
interface Halves {
  readonly words: readonly Half[];
  readonly digits: readonly string[];
}

function halvesOf(text: string): Halves {
  const looks = asItLooks(text).replace(/\p{Cf}/gu, '');
  const words = new Set(
    looks.split(/[^\p{L}\p{N}@._+-]+/u).map((word) => word.replace(/(?:\.{2,}|-+)$/, '')),
  );
  const halves = [...words]
    .filter(({ length }) => length >= 2)
    .map((word) => ({
      text: word,
      plain: word.replace(/[^\p{L}\p{N}]/gu, ''),
      digit: /\d/.test(word),
      at: word.includes('@'),
      dot: word.slice(0, -1).includes('.') || word.startsWith('.'),
    }));
  const isTelling = ({ digit, at, dot }: Half) => digit || at || dot;
  const groups = looks.split(/[\p{L}:;,\n]|\. /u).map((part) => part.replace(/\D/g, ''));
  return {
    words: [...halves.filter(isTelling), ...halves.filter((one) => !isTelling(one))].slice(0, MOST_WORDS),
    digits: [...new Set(groups.filter(({ length }) => length >= 2 && length <= 12))].slice(
      0,
      MOST_DIGIT_GROUPS,
    ),
  };
}

const withoutDot = (word: string) => word.replace(/\.$/, '');

const ADDRESS = /^[^@]+@[^@]+\.[^@.]+$/;

/** What two halves make. */
function* madeOf(one: Half, other: Half): Generator<Spelled> {
  const isAddress = one.at !== other.at || (other.dot && !one.at && !other.at && /[._\d-]./.test(one.text));
  if (isAddress) {
    const end = withoutDot(other.text);
    const whole = one.at || other.at ? `${one.text}${end}` : `${withoutDot(one.text)}@${end}`;
    if (ADDRESS.test(whole)) yield `mail:${whole}`;
  }
  if (!one.at && !other.at && (one.text.endsWith('.') || other.text.startsWith('.'))) {
    yield `domain:${one.text}${withoutDot(other.text)}`;
  }
  if (!one.digit && !other.digit) return;
  const plain = `${one.plain}${other.plain}`;
  if (plain.length >= SHORTEST_STREET) yield `street:${plain}`;
  if (plain.length >= SHORTEST_NUMBER) yield `number:${plain}`;
}

/** Whole groups alone: every window over two of them would meet somebody's number by chance. */
function phoneOfTwo(one: string, other: string): Spelled | undefined {
  const isHalf = other.length < PHONE_DIGITS && one.length < PHONE_DIGITS + 4;
  return isHalf && one.length + other.length >= PHONE_DIGITS ? phoneOf(`${one}${other}`) : undefined;
}

function acrossTwo(one: Halves, other: Halves, found: Set<Spelled>): void {
  for (const left of one.words) {
    for (const right of other.words) for (const spelled of madeOf(left, right)) found.add(spelled);
  }
  for (const left of one.digits) {
    for (const right of other.digits) {
      const phone = phoneOfTwo(left, right);
      if (phone !== undefined) found.add(phone);
    }
  }
}

/**
 * Values that stand in no text alone and that two of them make together, in either order: one half here, the other there.
 * Bounded, and no more than that: three pieces, or a word between the halves, go unseen.
 * @param earlier what was said before, which is joined with `texts` and not among itself
 */
export function spelledAcross(earlier: readonly string[], texts: readonly string[]): ReadonlySet<Spelled> {
  const found = new Set<Spelled>();
  if (earlier.length + texts.length < 2) return found;
  const before = earlier.map(halvesOf);
  for (const halves of texts.map(halvesOf)) {
    for (const one of before) {
      acrossTwo(one, halves, found);
      acrossTwo(halves, one, found);
    }
    before.push(halves);
  }
  return found;
}
