import { WITHHELD } from '../../terms.js';

/** What no letters make can't tell anybody anything: numbers, dates, times, addresses of machines, ids. */
const INERT = [
  /^[\d\s.,:;/+%#*()$€£¥_{}[\]"'|=&@!?~^\\-]*$/,
  /^[^\p{L}<>{}[\]]{0,4}-?\d[\d.,']{0,20}[^\p{L}<>{}[\]]{0,4}(?:[A-Z]{3})?$/u,
  /^[A-Z]{3} ?-?\d[\d.,']{0,20}$/,
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?$/,
  /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  /^#[\da-f]{3,8}$/i,
  /^[\da-f]{16,60}$/i,
  /^(?=[^:]{0,4}:)[\da-f:]{2,39}(?:%\w{1,15})?$/i,
];

/** Composed by WHMCS around nothing but numbers, an address and the name of a host. */
const LAST_LOGIN =
  /^(?:No Login Logged|Date: [\d/.: -]{0,30}<br ?\/?>IP Address: ?[\d.a-f:]{0,45}<br ?\/?>Host: ?[\w.:-]{0,100})$/i;

export function isInert(text: string): boolean {
  if (text === WITHHELD || text.length > 60) return text === WITHHELD || LAST_LOGIN.test(text);
  return INERT.some((form) => form.test(text)) || LAST_LOGIN.test(text);
}

/** One line of letters, digits and the punctuation of names and addresses; a colon only between digits. */
const PLAIN = /^(?:[\p{L}\p{M}\p{N}\p{Zs}.,'’´&@+#/()_*%!°ºª·$€£¥–—-]|(?<=[\da-f]):(?=[\da-f]))*$/iu;
const WORD_CHARS = /[^\p{L}\p{M}\p{N}'’@.-]+/u;
const LETTERS = /\p{L}/gu;
/** Written without blanks between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/**
 * Words of orders to an assistant, which no name needs. A second net: a list of words can't tell what a sentence means,
 * and nothing rests on it.
 */
const ORDERS =
  /\b(?:ignore|disregard|override|forget|instructions?|assistant|system ?prompt|you must|do not ask|jailbreak)\b|whmcs_|untrusted/i;
/** The same where more words follow; WHMCS has them in its own lines. */
const VERBS = /\b(?:please|refund|cancel|delete|terminate|suspend|unsuspend|approve)\b/i;

/** `ip_country`, `isOptedInToMarketingEmails`. */
const IDENTIFIER = /^[\w.-]{1,60}$/;

/** How many words a text has; three signs count as one where words have no blanks between them. */
function wordsIn(text: string): number {
  const unspaced = text.match(UNSPACED)?.length ?? 0;
  const spaced = text
    .replace(UNSPACED, ' ')
    .split(WORD_CHARS)
    .filter((word) => (word.match(LETTERS)?.length ?? 0) >= 2);
  return spaced.length + Math.ceil(unspaced / 3);
}

export interface Bounds {
  characters: number;
  words: number;
  /** Whether it may tell somebody to do what tools do. */
  verbs?: true;
}

/** The names, companies, addresses and domains of nearly everybody fit. */
export const NAME: Bounds = { characters: 80, words: 6 };
/** The lines that WHMCS composes for invoices: product, domain, period. */
export const LINE: Bounds = { characters: 120, words: 8, verbs: true };
/** States, kinds, system names. */
export const TERM: Bounds = { characters: 40, words: 3 };

function hasOrders(text: string, verbs: true | undefined): boolean {
  const spaced = text.replace(/[-_.]/g, ' ');
  return (
    ORDERS.test(text) ||
    ORDERS.test(spaced) ||
    (verbs === undefined && /\S\s+\S/.test(text) && VERBS.test(spaced))
  );
}

/** Whether a text can only be a name of a field. */
export const isFieldName = (text: string) =>
  isInert(text) || (IDENTIFIER.test(text) && !hasOrders(text, undefined)) || isPlain(text, TERM);

/** Whether a text is too short and too plain to be taken for anything but a name. */
export function isPlain(text: string, { characters, words, verbs }: Bounds): boolean {
  return text.length <= characters && PLAIN.test(text) && !hasOrders(text, verbs) && wordsIn(text) <= words;
}
