import { WITHHELD } from '../../terms.js';

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

/** WHMCS's own line about the last login: a date, an IP address and a host name. */
const LAST_LOGIN =
  /^(?:No Login Logged|Date: [\d/.: -]{0,30}<br ?\/?>IP Address: ?[\d.a-f:]{0,45}<br ?\/?>Host: ?[\w.:-]{0,100})$/i;

/** Whether a text holds no words, so that it can't say anything. */
export function isInert(text: string): boolean {
  if (text === WITHHELD || text.length > 60) return text === WITHHELD || LAST_LOGIN.test(text);
  return INERT_FORMS.some((form) => form.test(text)) || LAST_LOGIN.test(text);
}

/** One line of letters, digits and the punctuation of names and addresses; a colon only between digits. */
const PLAIN_CHARACTERS =
  /^(?:[\p{L}\p{M}\p{N}\p{Zs}.,'’´&@+#/()_*%!°ºª·$€£¥–—-]|(?<=[\da-f]):(?=[\da-f]))*$/iu;
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}'’@.-]+/u;
const LETTERS = /\p{L}/gu;
/** Characters of scripts without blanks between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/**
 * Words of instructions to an assistant, which no name needs. A second net: a list of words can't tell what a sentence
 * means, and nothing rests on it.
 */
const INSTRUCTION_WORDS =
  /\b(?:ignore|disregard|override|forget|instructions?|assistant|system ?prompt|you must|do not ask|jailbreak)\b|whmcs_|untrusted/i;
/** Verbs of what tools do, which count where more words follow; WHMCS has them in its own invoice lines. */
const ACTION_VERBS = /\b(?:please|refund|cancel|delete|terminate|suspend|unsuspend|approve)\b/i;

/** Such as `ip_country`, `isOptedInToMarketingEmails`. */
const IDENTIFIER = /^[\w.-]{1,60}$/;

/** Number of words in a text; in scripts without blanks three characters count as one. */
function countWords(text: string): number {
  const unspaced = text.match(UNSPACED)?.length ?? 0;
  const spaced = text
    .replace(UNSPACED, ' ')
    .split(BETWEEN_WORDS)
    .filter((word) => (word.match(LETTERS)?.length ?? 0) >= 2);
  return spaced.length + Math.ceil(unspaced / 3);
}

/** What a text may have at most to count as plain. */
export interface PlainBounds {
  characters: number;
  words: number;
  /** Verbs of what tools do are allowed. */
  verbs?: true;
}

/** Fits the names, companies, addresses and domains of nearly everybody. */
export const NAME_BOUNDS: PlainBounds = { characters: 80, words: 6 };
/** Fits the lines that WHMCS composes for invoices: product, domain, period. */
export const INVOICE_LINE_BOUNDS: PlainBounds = { characters: 120, words: 8, verbs: true };
/** Fits states, kinds, system names. */
export const TERM_BOUNDS: PlainBounds = { characters: 40, words: 3 };

function hasInstructions(text: string, verbs: true | undefined): boolean {
  const spaced = text.replace(/[-_.]/g, ' ');
  return (
    INSTRUCTION_WORDS.test(text) ||
    INSTRUCTION_WORDS.test(spaced) ||
    (verbs === undefined && /\S\s+\S/.test(text) && ACTION_VERBS.test(spaced))
  );
}

/** Whether a text can only be the name of a field. */
export const isFieldName = (text: string) =>
  isInert(text) || (IDENTIFIER.test(text) && !hasInstructions(text, undefined)) || isPlain(text, TERM_BOUNDS);

/** Whether a text is too short and too plain to be read as anything but a name. */
export function isPlain(text: string, { characters, words, verbs }: PlainBounds): boolean {
  return (
    text.length <= characters &&
    PLAIN_CHARACTERS.test(text) &&
    !hasInstructions(text, verbs) &&
    countWords(text) <= words
  );
}
