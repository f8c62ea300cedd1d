/** What matching can cost: `ways` to match at one place, a power of the text's length, and the pattern's size. */
interface Cost {
  ways: number;
  /** How many parts repeat without a bound. */
  power: number;
  size: number;
}

/** Steps that one match may take at worst: some hundredths of a second. */
const BUDGET = 30_000_000;
const LONGEST_TEXT = 65_536;
const LONGEST_PATTERN = 500;
/** A pattern that could not search even this much within the budget is refused. */
const SHORTEST_TEXT = 64;

class Refused extends Error {}

const ONE: Cost = { ways: 1, power: 0, size: 1 };
const NONE: Cost = { ways: 1, power: 0, size: 0 };

const isFixed = ({ ways, power }: Cost) => ways === 1 && power === 0;

/** Reads a pattern that the engine already accepted, for its cost alone. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  alternatives(): Cost {
    let total = this.sequence();
    while (this.text[this.at] === '|') {
      this.at += 1;
      const next = this.sequence();
      total = {
        ways: total.ways + next.ways,
        power: Math.max(total.power, next.power),
        size: total.size + next.size,
      };
    }
    return total;
  }

  private sequence(): Cost {
    let total = NONE;
    while (this.at < this.text.length && this.text[this.at] !== '|' && this.text[this.at] !== ')') {
      const next = this.repeated(this.atom());
      total = {
        ways: total.ways * next.ways,
        power: total.power + next.power,
        size: total.size + next.size,
      };
      if (total.size > 5000) throw new Refused('is too large once its repetitions are counted out');
    }
    return total;
  }

  private atom(): Cost {
    const mark = this.text[this.at];
    this.at += 1;
    if (mark === '(') return this.group();
    if (mark === '[') return this.charClass();
    if (mark === '\\') return this.escape();
    return ONE;
  }

  private group(): Cost {
    if (this.text[this.at] === '?') {
      const opening = /^\?(?::|<(?![=!])[^>]*>)/.exec(this.text.slice(this.at));
      if (opening === null) throw new Refused('looks ahead or behind');
      this.at += opening[0].length;
    }
    const inside = this.alternatives();
    this.at += 1;
    return inside;
  }

  private charClass(): Cost {
    while (this.at < this.text.length && this.text[this.at] !== ']')
      this.at += this.text[this.at] === '\\' ? 2 : 1;
    this.at += 1;
    return ONE;
  }

  private escape(): Cost {
    const mark = this.text[this.at] ?? '';
    if (/[1-9k]/.test(mark)) throw new Refused('refers back to what it matched');
    this.at += 1;
    const braces = /^\{[^}]*\}/.exec(this.text.slice(this.at));
    if (/[pPu]/.test(mark) && braces !== null) this.at += braces[0].length;
    return ONE;
  }

  private repeated(part: Cost): Cost {
    const mark = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(this.text.slice(this.at));
    if (mark === null) return part;
    this.at += mark[0].length;
    const [symbol = '', least, comma, most] = mark;
    if (symbol.startsWith('?')) return { ...part, ways: part.ways + 1 };
    const min = least === undefined ? 1 : Number(least);
    const max = least === undefined || most === '' ? Infinity : Number(comma === undefined ? least : most);
    if (max > 1 && !isFixed(part)) throw new Refused('repeats a part that itself repeats or branches');
    if (max === Infinity) return { ways: 1, power: 1, size: part.size * (min + 1) };
    return { ways: max - min + 1, power: 0, size: part.size * Math.max(max, 1) };
  }
}

export interface Pattern {
  /** Longer texts are not searched. */
  maxLength: number;
  test(text: string): boolean;
}

/**
 * A regular expression that can't stall the process on a text an outsider chose, or the reason why there is none.
 * JavaScript's own with the `u` flag; a leading `(?i)` ignores case. It searches: only ^ and $ tie it to the ends.
 * Refused are back-references, looking ahead or behind, and repeating what itself repeats or branches; the rest
 * costs at most ways × size × length^power, and the text's length is bounded so that this stays small.
 */
export function openPattern(source: string): Pattern | string {
  if (source.length > LONGEST_PATTERN) return `is longer than ${LONGEST_PATTERN} characters`;
  const ignoresCase = source.startsWith('(?i)');
  const text = ignoresCase ? source.slice(4) : source;
  try {
    const expression = new RegExp(text, ignoresCase ? 'iu' : 'u');
    const { ways, power, size } = new Reader(text).alternatives();
    // One that may begin anywhere is tried at every place of the text.
    const total = power + (isAnchored(text) ? 0 : 1);
    const each = BUDGET / (ways * Math.max(size, 1));
    const maxLength = Math.min(LONGEST_TEXT, Math.floor(total === 0 ? LONGEST_TEXT : each ** (1 / total)));
    if (each < 1 || maxLength < SHORTEST_TEXT)
      return 'has too many ways to match; tie it with ^ or split it up';
    return { maxLength, test: (subject) => expression.test(subject) };
  } catch (error) {
    if (error instanceof Refused) return error.message;
    return `is not a regular expression: ${String(error).split(': ').at(-1)?.toLowerCase()}`;
  }
}

/** Begins with ^ and has no alternative that might not. */
function isAnchored(text: string): boolean {
  return text.startsWith('^') && !text.includes('|');
}
