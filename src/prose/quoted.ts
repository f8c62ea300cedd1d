import { decoded } from '../entities.js';
import { plain, unseenIn } from '../plain.js';

/** Whatever could be read as the end of our own quotes. */
const QUOTES =
  /[\p{Quotation_Mark}`\u00b4\u02ba\u02dd\u02ee\u05f4\u2033\u2034\u2036\u2037\u2057\u275b-\u2760\u{1f676}-\u{1f678}]/gu;

/** Text of others on one line, its entities decoded once, without anything that a reader can't see. */
export const oneLine = (value: unknown): string => plain(decoded(value));

/**
 * Text of others inside our own sentence: on one line, in curly quotes that nothing in it can close, so that it can't go
 * on as if it were ours. Cut at `most` characters, saying so outside the quotes; so is what a reader can't see.
 */
export function quoted(value: unknown, most = 80): string {
  const characters = [...oneLine(value).replace(QUOTES, "'")];
  const unseen = unseenIn(decoded(value));
  const left = Math.max(0, characters.length - most);
  const notes = [
    ...(left === 0 ? [] : [counted(left, 'more ')]),
    ...(unseen === 0 ? [] : [`${counted(unseen)} in it can't be seen`]),
  ];
  const said = left === 0 ? characters.join('') : `${characters.slice(0, most).join('')}…`;
  const text = characters.length === 0 ? '(empty)' : `“${said}”`;
  return notes.length === 0 ? text : `${text} (${notes.join(', ')})`;
}

const counted = (count: number, what = '') => `${count} ${what}${count === 1 ? 'character' : 'characters'}`;

/** Characters that are quoted of a message, a mail or a log entry. */
export const TEXT_SHOWN = 300;

/** Names that WHMCS itself gives. Staff can add others, which are theirs and stand in quotes. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  'Accepted',
  'Active',
  'Answered',
  'Annually',
  'Biennially',
  'Cancelled',
  'Closed',
  'Collections',
  'Completed',
  'Customer-Reply',
  'Dead',
  'Delivered',
  'Draft',
  'Expired',
  'Fraud',
  'Free Account',
  'Grace',
  'High',
  'In Progress',
  'Inactive',
  'Lost',
  'Low',
  'Medium',
  'Monthly',
  'On Hold',
  'One Time',
  'Open',
  'Paid',
  'Payment Pending',
  'Pending',
  'Pending Registration',
  'Pending Transfer',
  'Quarterly',
  'Redemption',
  'Refunded',
  'Semi-Annually',
  'Suspended',
  'Terminated',
  'Transferred Away',
  'Triennially',
  'Unpaid',
]);
const SYSTEM_NAME = /^[a-z][a-z0-9_]{0,29}$/;

/** Whether a text is one of the names that WHMCS itself gives to statuses, stages, priorities and cycles. */
export const isOwnWord = (value: unknown): boolean => OWN_WORDS.has(oneLine(value));

/** A status, a billing cycle, a module's system name: bare where it is one that WHMCS gives, else quoted. */
export function word(value: unknown): string {
  const text = oneLine(value);
  return OWN_WORDS.has(text) || SYSTEM_NAME.test(text) ? text : quoted(text, 40);
}
