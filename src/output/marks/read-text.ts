import { memoizedByName } from '../name-memo.js';
import { changeInnerJson } from '../text/inner-json.js';
import { type Author, isCalledBy } from './field-authors.js';
import type { Place } from './places.js';
import {
  INVOICE_LINE_BOUNDS,
  isFieldName,
  isInert,
  isOrderInLabel,
  isPlain,
  LEAST_WORDS_ABOUT_RECORD,
  NAME_BOUNDS,
  type PlainBounds,
  TERM_BOUNDS,
} from './plain-text.js';
import { isOrder, isOrderTogether, namesRecord, wordingOf } from './wording.js';

/** Longer than what people write to a help desk; of a pasted log file the beginning is shown. */
export const MAX_TEXT = 8_000;

/** Weight from which first name, last name and company are an order together. */
export const LEAST_ORDER_IN_CALLING = 5;
const LEAST_ORDER_WITHOUT_THING = 7;

/** Up to these a text needs no tags; a system field that holds more than a term counts as a name. */
const BOUNDS: Readonly<Record<Exclude<Author, 'text' | 'operator'>, PlainBounds>> = {
  system: NAME_BOUNDS,
  name: NAME_BOUNDS,
  line: INVOICE_LINE_BOUNDS,
};

/** The same clients come with list after list. */
const isPlainName = memoizedByName((text) => isPlain(text, NAME_BOUNDS));

const isPlainFor = (author: Exclude<Author, 'text' | 'operator'>, text: string): boolean =>
  BOUNDS[author] === NAME_BOUNDS ? isPlainName(text) : isPlain(text, BOUNDS[author]);

const calledBy = (record: object): string =>
  Object.entries(record)
    .filter(([key, value]) => typeof value === 'string' && isCalledBy(key))
    .map(([, value]) => value)
    .join(' ');

/** Whether names that follow each other say something together: first name, last name, company. */
export function isSaidInNames(record: object): boolean {
  const wording = wordingOf(calledBy(record));
  const least = wording.things > 0 ? LEAST_ORDER_IN_CALLING : LEAST_ORDER_WITHOUT_THING;
  const isOrderHere = isOrder(wording, least);
  return isOrderHere || namesRecord(wording, LEAST_WORDS_ABOUT_RECORD);
}

/** Whether a text is JSON of numbers, states and names, as modules return it for fraud checks and registrants. */
function isPlainJson(text: string, disguised: ReadonlySet<string>): boolean {
  let plain = true;
  const names = new Set<string>();
  const check = (value: unknown): void => {
    if (typeof value === 'string') {
      plain &&= (isInert(value) || isPlainName(value)) && !disguised.has(value);
      names.add(value);
    } else if (typeof value === 'object' && value !== null) {
      plain &&= !isSaidInNames(value);
      for (const [key, inner] of Object.entries(value)) {
        plain &&= isFieldName(key);
        check(inner);
      }
    }
  };
  const unchanged = changeInnerJson(
    text,
    (value) => {
      check(value);
      return value;
    },
    '',
  );
  return unchanged === text && plain && !isOrderTogether(names);
}

/**
 * How a text by itself is to be shown.
 * - `wordless`: as it is, since it says nothing.
 * - `ours`: as it is: WHMCS or its operator wrote it.
 * - `named`: as it is, and its field is named as one that outsiders write in.
 * - `tagged`: between tags.
 */
export type Reading = 'wordless' | 'ours' | 'named' | 'tagged';

/** @param disguised texts in which something unseen stood within words: no names */
export function readText(
  text: string,
  { author, inCustomerRecord }: Pick<Place, 'author' | 'inCustomerRecord'>,
  disguised: ReadonlySet<string>,
): Reading {
  if (text === '' || isInert(text)) return 'wordless';
  if (author === 'operator') return inCustomerRecord && isOrderInLabel(text) ? 'tagged' : 'ours';
  if (author === 'text' || disguised.has(text)) return 'tagged';
  if (author === 'system' && isPlain(text, TERM_BOUNDS)) return 'ours';
  const isShort = text.length <= MAX_TEXT && (isPlainFor(author, text) || isPlainJson(text, disguised));
  return isShort ? 'named' : 'tagged';
}
