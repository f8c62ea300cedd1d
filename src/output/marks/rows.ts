import { isAddress, isOrder, wordingOf } from './wording.js';

/** Longer texts are weighed by themselves. */
const MOST_WORDS_IN_ROW = 3;
export const LEAST_ROWS = 3;
/** Names that follow each other have words of orders by chance; no list of customers has as many in a row. */
export const LEAST_ORDER_DOWN = 8;
export const LEAST_CALLS_DOWN = 2;
const NUMBER = /^\W?\d[\d.,]*$/;

type Row = Readonly<Record<string, unknown>>;

/** Whether a row of a column goes on with what the rows above it say: a word or two of an order, a number, an address. */
export function goesOn(text: string): boolean {
  if (NUMBER.test(text) || isAddress(text)) return true;
  const { words, known } = wordingOf(text);
  return words <= MOST_WORDS_IN_ROW && known > 0 && known * 2 >= words;
}

function isSaidBy(run: readonly string[]): boolean {
  if (run.length < LEAST_ROWS) return false;
  const wording = wordingOf(run.join(' '));
  return isOrder(wording, LEAST_ORDER_DOWN) && wording.orders + wording.cues >= LEAST_CALLS_DOWN;
}

/** Whether the texts of one field say an order from row to row, a word in each: the names of services, of contacts. */
export function isOrderDownRows(rows: readonly unknown[]): boolean {
  if (rows.length < LEAST_ROWS) return false;
  const columns = new Map<string, string[]>();
  const end = (name: string): boolean => {
    const run = columns.get(name) ?? [];
    columns.delete(name);
    return isSaidBy(run);
  };
  for (const row of rows) {
    const fields = typeof row === 'object' && row !== null ? (row as Row) : { value: row };
    for (const [name, text] of Object.entries(fields)) {
      if (typeof text !== 'string' || text === '') continue;
      if (goesOn(text)) {
        const run = columns.get(name);
        if (run === undefined) columns.set(name, [text]);
        else run.push(text);
      } else if (columns.has(name) && end(name)) return true;
    }
  }
  return [...columns.keys()].some(end);
}
