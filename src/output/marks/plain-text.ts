import { WITHHELD } from '../../terms.js';
import { asItLooks, mixesAlphabets } from './look-alikes.js';
import { isOrderElsewhere, isSentenceInCode } from './orders-elsewhere.js';
import {
  goesOn,
  isOrder,
  isShortOrder,
  isSpeltOut,
  isUnknownWord,
  namesRecord,
  type Wording,
  wordingOf,
} from './wording.js';

/** Values without words: numbers, amounts, dates, times, network addresses, ids, colours. */
const INERT_FORMS = [
  /^[\d\s.,:;/+%#*()$€£¥_{}[\]"'|=&@!?~^\\-]*$/,
  /^[^\p{L}<>{}[\]]{0,4}-?\d[\d.,']{0,20}[^\p{L}<>{}[\]]{0,4}(?:[A-Z]{3})?$/u,
  /^[A-Z]{3} ?-?\d[\d.,']{0,20}$/,
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?$/,
  /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  /^#[\da-f]{3,8}$/i,
  /^[\da-f]{16,60}$/i,
  /^(?=[^:]{0,4}:)[\da-f:]{2,39}(?:%\w{1,15})?$/i,
];

/** A letter that no inert form has, but behind the sign of a network's zone. */
const HAS_WORDS = /^[^%]*[g-z][^%]*$/;

/** WHMCS's own line about the last login: a date, an IP address and a host name. */
const LAST_LOGIN =
  /^(?:No Login Logged|Date: [\d/.: -]{0,30}<br ?\/?>IP Address: ?[\d.a-f:]{0,45}<br ?\/?>Host: ?[\w.:-]{0,100})$/i;

/** Whether a text holds no words, so that it can't say anything. */
export function isInert(text: string): boolean {
  if (text === WITHHELD || text.length > 60) return text === WITHHELD || LAST_LOGIN.test(text);
  if (HAS_WORDS.test(text)) return LAST_LOGIN.test(text);
  return (INERT_FORMS.some((form) => form.test(text)) && !isSentenceInCode(text)) || LAST_LOGIN.test(text);
}

/** One line of letters, digits and the punctuation of names and addresses; a colon only at digits. */
const PLAIN_CHARACTERS =
  /^(?:[\p{L}\p{M}\p{N}\p{Zs}.,'’´"&@+#/()_*%!°ºª·$€£¥–—-]|(?<=[\da-f]):(?=[\da-f])|:(?= ?\d)|(?<=\b(?:Attn?|FAO|Tel|Fax|VAT|NIF|CIF|IVA|KvK)\.?):)*$/iu;
/** The same for lines of invoices, which hold options of products below the product: `Disk: 50 GB`. */
const LINE_CHARACTERS = /^[\p{L}\p{M}\p{N}\p{Zs}.,'’´&@+#/()_*%!°ºª·$€£¥–—:\n-]*$/u;
/** Whoever is said to speak. */
const SPEAKER = /\b(?:(?<!\boperating )system|assistant|user|human|operator|admin|staff|note)\s{0,3}:/i;

/**
 * Words of instructions to an assistant, which no name needs. A second net: a list of words can't tell what a sentence
 * means, and nothing rests on it.
 */
const INSTRUCTION_WORDS =
  /\b(?:ignore|ignorez?|ignoriere\w?|ignorar|zignoruj|disregard|override|forget|instructions?|instrucciones|instrucoes|istruzioni|instrukcje|anweisung(?:en)?|assistant|system ?prompt|you must|do not ask|jailbreak)\b|whmcs_|untrusted|игнорируй|инструкци|(?:all|any|previous|earlier)(?:previous|earlier|rules|instructions)/i;
/** Verbs of what tools do, which count where more words follow; WHMCS has them in its own invoice lines. */
const ACTION_VERBS = /\b(?:please|refund|cancel|delete|terminate|suspend|unsuspend|approve)\b/i;

/** Such as `ip_country`, `isOptedInToMarketingEmails`. */
const IDENTIFIER = /^[\w.-]{1,60}$/;

/** Orders and requests in scripts of which the vocabulary has no words. */
const ORDERS_ELSEWHERE =
  /请|退款|返金|忽略|无视|無視|删除|刪除|削除|取消|转账|轉帳|送金|发送|發送|指令|指示|ください|下さい|せよ|하세요|주세요|십시오|환불|무시|삭제|(?<!\p{L})(?:верн|возврат|удал|перевед|отправ|отмен|разблокир|пришл|начисл|зачисл|переда|забуд)/iu;

/** What a text may have at most to count as plain. */
export interface PlainBounds {
  characters: number;
  words: number;
  /** Words where nearly all have a capital, as the names of companies and streets do. */
  wordsOfName: number;
  /** Verbs of what tools do are allowed. */
  verbs?: true;
}

/** Fits the names, companies, addresses and domains of nearly everybody. */
export const NAME_BOUNDS: PlainBounds = { characters: 100, words: 6, wordsOfName: 12 };
/** Fits the lines that WHMCS composes for invoices: product, domain, period, below them the options; words for each of these. */
export const INVOICE_LINE_BOUNDS: PlainBounds = { characters: 300, words: 8, wordsOfName: 12, verbs: true };
/** Fits states, kinds, system names. */
export const TERM_BOUNDS: PlainBounds = { characters: 40, words: 3, wordsOfName: 3 };

/** Weight from which words are an order: less than that is chance, in a line of an invoice more is. */
const LEAST_ORDER = 4;
const LEAST_ORDER_IN_LINE = 6;
const LEAST_ORDER_IN_PART_OF_LINE = 5;
/** As many words make a statement of a name that names a record by its number. */
export const LEAST_WORDS_ABOUT_RECORD = 4;
/** As many words in small letters, particles aside, are a sentence in any language. */
const SENTENCE_OF_SMALL_WORDS = 5;
/** A name has at most so many words without a capital beside its particles. */
const SMALL_WORDS_OF_NAME = 2;

const ASCII = /^[ -~]*$/;

function hasInstructions(text: string, verbs: true | undefined): boolean {
  const spaced = asItLooks(text).replace(/[-_.'’@,\s]+/g, ' ');
  return (
    INSTRUCTION_WORDS.test(spaced) ||
    ((!ASCII.test(text) || text.includes('_')) && INSTRUCTION_WORDS.test(text)) ||
    (!ASCII.test(text) && ORDERS_ELSEWHERE.test(text)) ||
    isOrderElsewhere(text) ||
    (verbs === undefined && /\S\s+\S/.test(text) && (ACTION_VERBS.test(spaced) || isShortOrder(text)))
  );
}

/** Whether a label tells somebody to do something. */
export const isOrderInLabel = (text: string): boolean =>
  hasInstructions(text, true) || isOrder(wordingOf(text), LEAST_ORDER_IN_LINE);

/** Whether a text can only be the name of a field. */
export const isFieldName = (text: string) =>
  isInert(text) ||
  (IDENTIFIER.test(text) &&
    !hasInstructions(text, undefined) &&
    !isOrder(wordingOf(text), LEAST_ORDER_IN_LINE)) ||
  isPlain(text, TERM_BOUNDS);

function isShortEnough(wording: Wording, { words, wordsOfName }: PlainBounds): boolean {
  if (wording.words <= words) return wording.small < SENTENCE_OF_SMALL_WORDS;
  const isName =
    !wording.unspaced && wording.orders === 0 && wording.cues < 2 && wording.small <= SMALL_WORDS_OF_NAME;
  return isName && wording.words <= wordsOfName;
}

const isPlainNameText = (wording: Wording, bounds: PlainBounds): boolean =>
  !isOrder(wording, LEAST_ORDER) &&
  !namesRecord(wording, LEAST_WORDS_ABOUT_RECORD) &&
  isShortEnough(wording, bounds);

/** Between the parts of a line: product, domain, period, options. */
const BETWEEN_PARTS = /\s+[-–+]\s+|\n|[()]|:\s/u;

/** Each part is looked at by itself, since what stands in one may be a client's, such as the name of a service. */
function isPlainLine(text: string, bounds: PlainBounds): boolean {
  if (isOrder(wordingOf(text), LEAST_ORDER_IN_LINE)) return false;
  return text.split(BETWEEN_PARTS).every((part) => {
    const wording = wordingOf(part);
    return (
      !isOrder(wording, LEAST_ORDER_IN_PART_OF_LINE) && !goesOn(wording) && isShortEnough(wording, bounds)
    );
  });
}

/** A word in angle brackets, as some companies write themselves; markup has its names in small letters. */
const BRACKETED = /<(\p{Lu}\p{Ll}{1,20})>/gu;

const isNameLike = (text: string) =>
  PLAIN_CHARACTERS.test(
    !text.includes('<')
      ? text
      : text.replace(BRACKETED, (all, word: string) => (SPEAKER.test(`${word}:`) ? all : word)),
  );

const isLine = (text: string) => LINE_CHARACTERS.test(text) && !SPEAKER.test(text);

/** A blank or a letter as web addresses escape it: no name has that. */
const PERCENT_CODED = /[a-z]%(?:20|[46][1-9a-f]|[57][0-9a])[a-z]/i;

/** One word with a capital: most first and last names, and towns. */
const ONE_WORD = /^[A-Z][a-z]{1,19}$/;

/** Whether a text is one word that is a name by all measures, and says nothing together with others. */
export const isNameAlone = (text: string): boolean =>
  ONE_WORD.test(text) && isUnknownWord(text) && !INSTRUCTION_WORDS.test(text) && !isInert(text);

/** Whether a text is too short and too plain to be read as anything but a name. */
export function isPlain(text: string, bounds: PlainBounds): boolean {
  return (
    text.length <= bounds.characters &&
    (ONE_WORD.test(text) ? !INSTRUCTION_WORDS.test(text) : isPlainText(text, bounds))
  );
}

function isPlainText(text: string, bounds: PlainBounds): boolean {
  return (
    (bounds.verbs === undefined ? isNameLike(text) : isLine(text)) &&
    !hasInstructions(text, bounds.verbs) &&
    !isSpeltOut(text) &&
    !isSentenceInCode(text) &&
    !PERCENT_CODED.test(text) &&
    !mixesAlphabets(text) &&
    (bounds.verbs === undefined ? isPlainNameText(wordingOf(text), bounds) : isPlainLine(text, bounds))
  );
}

/** Whether a text is what stands in a field for a name, an address or a few words, and no message. */
export const isPlainValue = (text: string): boolean => isInert(text) || isPlain(text, NAME_BOUNDS);
