import type { Withhold } from '../credentials/withhold.js';
import type { Author } from '../marks/field-authors.js';
import { isNameAlone } from '../marks/plain-text.js';
import { MAX_TEXT, type Reading, readText } from '../marks/read-text.js';
import { goesOn } from '../marks/rows.js';
import { untaggedText } from '../marks/tags.js';
import { isAddress, type OrderBounds, wordingOf } from '../marks/wording.js';
import { normalize } from '../text/normalize.js';

/** Who wrote in a field decides, with the text, what the stages make of it. */
export interface Writer {
  readonly author: Author;
  readonly inCustomerRecord: boolean;
}

/** What the stages make of a text by itself, in each field of its kind. */
export class SettledText {
  readonly isChangedByMarks: boolean;
  /** Characters of it before anything was withheld. */
  readonly length: number;
  /** It is JSON, or nearly, which is redacted by the names in it. */
  readonly isJson: boolean;
  /** What it adds to an order that the names of one record say together. */
  readonly inRecord: number;
  /** It may go on with what the row above it says. */
  readonly goesOn: boolean;
  /** What it adds to any order at most; undefined where that is not known. */
  readonly most: OrderBounds | undefined;
  /** The column that it was last counted for. */
  column = 0;

  /**
   * @param unmarked as the marks find it
   * @param shown as it is shown where it gets no tags
   * @param reading between tags, or in a field that is named as one that outsiders write in, or neither
   */
  constructor(
    readonly unmarked: string,
    readonly shown: string,
    readonly reading: Reading,
    more: Pick<SettledText, 'length' | 'isJson' | 'inRecord' | 'goesOn' | 'most'>,
  ) {
    this.isChangedByMarks = reading === 'tagged' || shown !== unmarked;
    this.length = more.length;
    this.isJson = more.isJson;
    this.inRecord = more.inRecord;
    this.goesOn = more.goesOn;
    this.most = more.most;
  }
}

/** Longer texts are not remembered: no line of an invoice is longer. */
const MAX_LENGTH = 300;
/** Names of one record that are longer are no names. */
const MAX_NAME = 200;
const MAX_TEXTS = 6_000;
const MAX_CHARACTERS = 300_000;
/** A reply around it is nested as well, and no more than that is read. */
const MAX_OPENINGS = 32;

const JSON_TEXT = /^\s*[[{]/;
const NONE: ReadonlySet<string> = new Set();

const writerKey = ({ author, inCustomerRecord }: Writer): string =>
  author === 'operator' && inCustomerRecord ? 'operator of a customer' : author;

/** What was made of texts lately, in two generations, of which the older is forgotten when the recent one is full. */
class Memo {
  #recent = new Map<string, SettledText | null>();
  #older = new Map<string, SettledText | null>();
  #characters = 0;

  get(text: string): SettledText | null | undefined {
    const known = this.#recent.get(text);
    if (known !== undefined) return known;
    const before = this.#older.get(text);
    if (before !== undefined) this.set(text, before);
    return before;
  }

  set(text: string, settled: SettledText | null): void {
    if (this.#recent.size >= MAX_TEXTS || this.#characters > MAX_CHARACTERS) {
      [this.#older, this.#recent] = [this.#recent, new Map()];
      this.#characters = 0;
    }
    this.#recent.set(text, settled);
    this.#characters += text.length;
  }
}

/** What a name adds to what the names of its record say together. */
function weightInRecord(text: string): number {
  const { known, weight } = wordingOf(text);
  return known === 0 || isAddress(text) ? 0 : weight;
}

const END_OF_WORD = /[a-z]{2} /g;
const WORDS_OF_PROSE = 4;

/** Whether a text has more words than one that goes on with what the row above it says. Linear in its length. */
function isProse(text: string): boolean {
  END_OF_WORD.lastIndex = 0;
  for (let words = 0; words < WORDS_OF_PROSE; words += 1) if (!END_OF_WORD.test(text)) return false;
  return true;
}

const NO_BOUNDS: OrderBounds = { weight: 0, orders: 0, cues: 0, names: false };

/** How a name is shown that says nothing together with others. */
const READING_OF_NAMES: Partial<Record<Author, Reading>> = { system: 'ours', name: 'named', line: 'named' };

const nameAlone = (text: string, reading: Reading): SettledText =>
  new SettledText(text, text, reading, {
    length: text.length,
    isJson: false,
    inRecord: 0,
    goesOn: false,
    most: NO_BOUNDS,
  });

/** What the stages make of a text; null if that depends on more than the text. Recent texts cost one look-up. */
export type Settle = (text: string) => SettledText | null;

/** Asks the stages themselves about each text, once, as they would be asked about it alone in its field. */
export function createSettledTexts(withhold: Withhold): (writer: Writer) => Settle {
  const byWriter = new Map<string, Settle>();

  function judge(text: string, writer: Writer): SettledText | null {
    const reading = READING_OF_NAMES[writer.author];
    if (reading !== undefined && isNameAlone(text) && withhold(text) === text)
      return nameAlone(text, reading);
    return judgeByStages(text, writer);
  }

  function judgeByStages(text: string, writer: Writer): SettledText | null {
    const disguised = new Set<string>();
    const normal = normalize(text, disguised) as string;
    const isJson = JSON_TEXT.test(text) || JSON_TEXT.test(normal);
    // A disguised text changes how the others like it are marked.
    if (disguised.size > 0 || (isJson && (text.match(/[[{]/g)?.length ?? 0) > MAX_OPENINGS)) return null;
    const unmarked = withhold(normal);
    const reading = readText(unmarked, writer, NONE);
    const isOurs = writer.author === 'operator' && reading === 'ours';
    const shown = isOurs ? untaggedText(unmarked, MAX_TEXT) : unmarked;
    const isName = writer.author === 'name' && reading !== 'wordless' && unmarked.length <= MAX_NAME;
    const isRowOn = !isProse(unmarked) && goesOn(unmarked);
    const isBounded = isRowOn || (writer.author !== 'text' && unmarked.length <= MAX_NAME);
    return new SettledText(unmarked, shown, reading, {
      length: normal.length,
      isJson,
      inRecord: isName ? weightInRecord(unmarked) : 0,
      goesOn: isRowOn,
      most: isBounded ? wordingOf(unmarked).most : undefined,
    });
  }

  return (writer) => {
    const key = writerKey(writer);
    const before = byWriter.get(key);
    if (before !== undefined) return before;
    const memo = new Memo();
    const settle: Settle = (text) => {
      if (text.length > MAX_LENGTH) return judge(text, writer);
      const known = memo.get(text);
      if (known !== undefined) return known;
      const settled = judge(text, writer);
      memo.set(text, settled);
      return settled;
    };
    byWriter.set(key, settle);
    return settle;
  };
}
