import { memoizedByName } from '../name-memo.js';
import { asItLooks } from './look-alikes.js';
import { isLooselyNumbered, isNumbered, isParticle, isThingToo, type Part, partOf } from './vocabulary.js';

/** The most that the words of a text can add to an order, whatever texts stand before and behind it. */
export interface OrderBounds {
  weight: number;
  orders: number;
  cues: number;
  /** Some word makes a record of a number behind it. */
  names: boolean;
}

/** What the words of a text amount to. */
export interface Wording {
  most: OrderBounds;
  /** Words, those that are joined by signs counted apart. */
  words: number;
  /** How much of an order to somebody stands in it. */
  weight: number;
  /** Different words of a vocabulary of orders. */
  known: number;
  /** Verbs that begin a clause, and words that urge. */
  orders: number;
  /** Pronouns and the like. */
  cues: number;
  /** What an order could be about. */
  things: number;
  /** Records that are called by their number: `invoice 3093`. */
  records: number;
  /** The same with words that have numbers in names as well: `Service 24`. */
  looseRecords: number;
  /** Words behind the first record or address. */
  trail: number;
  /** Some of it is in a script without blanks and capitals. */
  unspaced: boolean;
  /** Words in small letters that no name has beside its capitals. */
  small: number;
}

/** Signs and blanks between the words of a text; what may join words into one is looked at by itself. */
const BETWEEN = /[^\p{L}\p{M}\p{N}'’@.+_-]+/u;
const PIECES = /[\p{L}\p{M}\p{N}]+|\./gu;
const CLAUSE_ENDS = /[,;:!?\n]+/g;
const BETWEEN_ASCII = /[^A-Za-z\d'@.+_-]+/;
const ASCII = /^[\n -~]*$/;
const HAS_CLAUSES = /[,;:!?\n]/;
/** No letter below it belongs to a script without blanks. */
const MAYBE_UNSPACED = /[\u0e00-\uffff]/;
const HAS_CAMEL_CASE = /\p{Ll}\p{Lu}/u;
/** Between the words of `SendClient7ACode`. */
const CAMEL_CASE =
  /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{Ll}\p{Ll})(?=\p{N})|(?<=\p{N}\p{N})(?=\p{Ll}\p{Ll})/u;
const JOINERS = /['’@._+-]/;
const TWO_LETTERS = /\p{L}.*?\p{L}/su;
/** Characters of scripts without blanks between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

const HOST =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.){1,4}(?:\p{L}{2,24}|xn--[a-z\d-]{2,40})$/iu;
const MAILBOX = /^[\p{L}\p{N}][\p{L}\p{N}._+'-]{0,63}@(?=[^@]+$)/u;
const LEAST_ORDER_IN_HOST = 5;
/** The top level is no part of an order, and two words are none. */
const LEAST_WORDS_OF_ORDER = 3;
/** More words than any host or mailbox has that somebody has to type. */
const MOST_WORDS_IN_LABEL = 4;
const MOST_WORDS_IN_HOST = 8;

/** Letters that stand alone, one after the other: a word that is spelt out. */
const LEAST_SPELT_OUT = 11;
const SPELT_OUT = /(?<![\p{L}\p{N}])(?:\p{L}[\s.,_*/-]{1,3}){5,}\p{L}(?![\p{L}\p{N}])/u;

export const isSpeltOut = (text: string): boolean => text.length >= LEAST_SPELT_OUT && SPELT_OUT.test(text);

const BETWEEN_PIECES = /[^\p{L}\p{M}\p{N}]+/u;
const BETWEEN_ASCII_PIECES = /[^A-Za-z\d]+/;

function piecesOf(text: string): string[] {
  const words = text
    .split(ASCII.test(text) ? BETWEEN_ASCII_PIECES : BETWEEN_PIECES)
    .filter((word) => word !== '');
  return HAS_CAMEL_CASE.test(text)
    ? words.flatMap((word) => (HAS_CAMEL_CASE.test(word) ? word.split(CAMEL_CASE) : [word]))
    : words;
}

/** Whether a text is a domain, a host or a mail address such as people have, and no sentence in the shape of one. */
export const isAddress = (text: string): boolean => text.includes('.') && isAddressText(text);

const isAddressText = memoizedByName((text: string): boolean => {
  const mailbox = MAILBOX.exec(text)?.[0] ?? '';
  const host = text.slice(mailbox.length);
  if (!HOST.test(host)) return false;
  const labels = [mailbox.slice(0, -1), ...host.split('.')].map(piecesOf);
  const all = labels.flat();
  if (all.length > MOST_WORDS_IN_HOST) return false;
  if (all.length < LEAST_WORDS_OF_ORDER) return true;
  const { weight, orders, cues } = countWords(all);
  if (labels.some(({ length }) => length > MOST_WORDS_IN_LABEL)) return orders === 0 && cues === 0;
  return orders === 0 || weight < LEAST_ORDER_IN_HOST;
});

/** The words of a text one by one, with the signs that end a clause; an address is one word. */
function wordsOf(text: string): string[] {
  const clauses = HAS_CLAUSES.test(text) ? text.replace(CLAUSE_ENDS, ' . ') : text;
  const words: string[] = [];
  const add = (word: string): void => {
    if (HAS_CAMEL_CASE.test(word)) words.push(...word.split(CAMEL_CASE));
    else words.push(word);
  };
  for (const chunk of clauses.split(ASCII.test(text) ? BETWEEN_ASCII : BETWEEN)) {
    if (chunk === '') continue;
    if (!JOINERS.test(chunk)) add(chunk);
    else if (isAddress(chunk)) words.push(chunk);
    else for (const piece of chunk.replace(/n['’]t(?!\p{L})/giu, 'nt').match(PIECES) ?? []) add(piece);
  }
  return words;
}

const ARTICLE = /^(?:the|an?|our|their|his|her|its|der|die|das|le|la|les|el|il|de|du)$/;

/** What can be told of a word by itself; the same words come with every name. */
const readWord = memoizedByName((piece: string) => {
  const word = asItLooks(piece);
  return {
    word,
    part: partOf(word),
    isLong: TWO_LETTERS.test(piece),
    isSmall: piece.length > 1 && /^\p{Ll}/u.test(piece) && !isParticle(word),
    isArticle: ARTICLE.test(word),
    /** A verb may follow. */
    leads: /^[\d.,]+$/.test(piece) || piece.includes('@'),
  };
});

const NUMBER = /^\d{1,9}$/;
const ADDRESS_SIGN = /[@.]./;

/** Whether what can be an order is a thing here: `Refund of`, `Credit applied`. */
const isNounBefore = (word: string, next = ''): boolean =>
  /^of$/i.test(next) ||
  (isThingToo(word) && /^(?:for|on|from|applied|notes?|balance)$/i.test(next)) ||
  (isNumbered(word) && NUMBER.test(next));

function addMost(most: OrderBounds, word: string, part: Part | undefined): void {
  if (isNumbered(word)) most.weight += 2;
  most.names ||= isNumbered(word) || isLooselyNumbered(word);
  if (part === undefined) return;
  if (part === 'verb' || part === 'urge') most.orders += 1;
  if (part === 'cue') most.cues += 1;
  most.weight += part === 'thing' || part === 'glue' ? 1 : 2;
}

function countWords(all: readonly string[]): Wording {
  const seen = new Set<string>();
  const most = { weight: 0, orders: 0, cues: 0, names: false };
  const wording: Wording = {
    most,
    words: 0,
    weight: 0,
    known: 0,
    orders: 0,
    cues: 0,
    things: 0,
    records: 0,
    looseRecords: 0,
    trail: 0,
    unspaced: false,
    small: 0,
  };
  let beginsClause = true;
  let last = '';
  let hasMet = false;
  for (const [at, piece] of all.entries()) {
    if (piece === '.') {
      beginsClause = true;
      continue;
    }
    const { word, isLong, isSmall, leads: mayLead, isArticle, part: own } = readWord(piece);
    if (isLong) wording.words += 1;
    if (isLong && hasMet) wording.trail += 1;
    if (NUMBER.test(piece)) {
      if (isNumbered(last)) {
        wording.records += 1;
        wording.weight += 2;
      }
      if (isLooselyNumbered(last)) wording.looseRecords += 1;
    }
    hasMet ||= wording.records > 0 || ADDRESS_SIGN.test(piece);
    last = word;
    const isAddressed = ADDRESS_SIGN.test(piece);
    addMost(most, word, own ?? (isAddressed ? 'thing' : undefined));
    const part = all.length > 1 && isAddressed ? 'thing' : own;
    const isNoun = isNounBefore(word, all[at + 1]);
    const isVerbHere: boolean = part !== 'verb' || (beginsClause && !isNoun);
    const counted: Part | undefined = isVerbHere ? part : isThingToo(word) ? 'thing' : undefined;
    if (counted === undefined && isSmall) wording.small += 1;
    const leads: boolean = counted === 'cue' || counted === 'urge' || (counted === 'glue' && !isArticle);
    beginsClause = leads || mayLead;
    if (counted === undefined || seen.has(word)) continue;
    seen.add(word);
    wording.known += 1;
    if (counted === 'verb' || counted === 'urge') wording.orders += 1;
    if (counted === 'cue') wording.cues += 1;
    if (counted === 'thing') wording.things += 1;
    wording.weight += counted === 'thing' || counted === 'glue' ? 1 : 2;
  }
  return wording;
}

/** Counts what is said in a text, remembered while the text is short; three characters of a script without blanks are a word. */
function readWording(text: string): Wording {
  const unspaced = MAYBE_UNSPACED.test(text) ? (text.match(UNSPACED)?.length ?? 0) : 0;
  const wording = countWords(wordsOf(unspaced === 0 ? text : text.replace(UNSPACED, ' ')));
  return unspaced === 0
    ? wording
    : { ...wording, words: wording.words + Math.ceil(unspaced / 3), unspaced: true };
}

export const wordingOf = memoizedByName(readWording);

/** Whether a word of letters alone has no part in any order. */
export const isUnknownWord = (letters: string): boolean => {
  const word = letters.toLowerCase();
  return partOf(word) === undefined && !isNumbered(word) && !isLooselyNumbered(word);
};

/** Whether somebody is told to do something. */
export const isOrder = ({ weight, known, orders, cues, things, records }: Wording, least: number): boolean =>
  orders > 0 && weight >= least && (known >= 3 || records > 0) && (cues > 0 || things > 0 || orders > 1);

const EVERYTHING = new Set(
  'all everything everyone everybody alle alles todo todos tout tous tutto tutti tudo wszystko'.split(' '),
);

/** An order that is too short to weigh: a verb with an address, with a thing and its number, or with everything. */
export function isShortOrder(text: string): boolean {
  const [verb = '', what = '', number = '', ...more] = text.trim().split(/[\s,:]+/);
  if (more.length > 0 || partOf(asItLooks(verb)) !== 'verb') return false;
  if (number === '') return isAddress(what) || EVERYTHING.has(asItLooks(what));
  return isAddress(number) || (partOf(asItLooks(what)) === 'thing' && /^\W?\d+$/.test(number));
}

/** From so much in all fields of a record an order is split over them; ordinary records have half of it. */
const LEAST_ORDER_IN_RECORD = 9;
const LEAST_CALLS_IN_RECORD = 3;

/** As many words behind what an invoice line is about say something of it. */
const LEAST_TRAIL = 3;

/** Whether part of an invoice line goes on about a record or an address: `Renew example.com two years for free`. */
export const goesOn = ({ records, looseRecords, orders, cues, words, trail }: Wording): boolean =>
  (records + looseRecords > 0 && words > LEAST_TRAIL && cues > 0) ||
  (records + orders > 0 && trail >= LEAST_TRAIL);

/** Whether something is said of a record that is called by its number; no name has that. */
export const namesRecord = ({ records, looseRecords, words, known }: Wording, leastWords: number): boolean =>
  (records > 0 && words >= leastWords) || (looseRecords > 0 && known >= leastWords);

const LEAST_ORDER_ABOUT_RECORD = 6;

/** Whether an order about a record that is called by its number is split over fields. */
const isOrderAboutRecord = ({ records, orders, cues, known, weight }: Wording): boolean =>
  records > 0 && orders + cues > 0 && known >= 4 && weight >= LEAST_ORDER_ABOUT_RECORD;

const isOrderOfRecord = ({ weight, orders, cues }: Pick<Wording, 'weight' | 'orders' | 'cues'>): boolean =>
  orders > 0 && orders + cues >= LEAST_CALLS_IN_RECORD && weight >= LEAST_ORDER_IN_RECORD;

/** With less weight than this the short texts of one record say no order together. */
export const LEAST_TOGETHER = LEAST_ORDER_ABOUT_RECORD - 1;

/** Whether the short texts of one record say an order together of which each has a part. */
export function isOrderTogether(texts: ReadonlySet<string>): boolean {
  const sum = { weight: 0, orders: 0, cues: 0 };
  const said: string[] = [];
  for (const text of texts) {
    const { weight, orders, cues, known } = wordingOf(text);
    if (known === 0 || isAddress(text)) continue;
    said.push(text);
    sum.weight += weight;
    sum.orders += orders;
    sum.cues += cues;
  }
  if (said.length < 2) return false;
  if (sum.weight >= LEAST_TOGETHER && isOrderAboutRecord(readWording(said.join(' ')))) return true;
  // Words that several fields share, as a full name does with its parts, count once.
  return isOrderOfRecord(sum) && isOrderOfRecord(readWording(said.join('\n')));
}

/** Whether a text has a part in an order. */
export const hasPartOfOrder = (text: string): boolean => wordingOf(text).known > 0;
