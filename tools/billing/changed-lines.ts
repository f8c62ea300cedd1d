import type { Values } from '../../src/catalog/index.js';
import { amountOf, sum } from '../../src/decimal.js';
import { money, quoted, TEXT_SHOWN } from '../../src/prose/index.js';
import type { Invoice } from '../../src/records/index.js';
import { type Line, lineAmount, linesOf, lineText } from './lines.js';

/** What a call does to the lines of an invoice. */
export interface Lines {
  readonly changed: readonly Line[];
  readonly added: readonly Line[];
  readonly removed: readonly number[];
}

export function linesIn(values: Values): Lines {
  const { items, newitems, deletelineids } = values;
  return {
    changed: linesOf(items),
    added: linesOf(newitems),
    removed: Array.isArray(deletelineids) ? (deletelineids as number[]) : [],
  };
}

function keptOf({ changed, removed }: Lines, invoice: Invoice | undefined) {
  const touched = new Set([...changed.map(({ id }) => String(id)), ...removed.map(String)]);
  return (invoice?.lines ?? []).filter((row) => !touched.has(String(row.id)));
}

/** The sum first: whatever is done to single lines, it tells what the client is asked to pay. */
export function sumSentence(lines: Lines, invoice: Invoice | undefined, currency: string) {
  const { changed, added, removed } = lines;
  if (invoice === undefined || changed.length + added.length + removed.length === 0) return undefined;
  const amounts = (rows: readonly { amount?: unknown }[]) =>
    rows.flatMap((row) => amountOf(row.amount) ?? []);
  const after = [...amounts(keptOf(lines, invoice)), ...[...changed, ...added].map(lineAmount)];
  return `The lines add up to ${money(sum(amounts(invoice.lines)), currency)} before and ${money(sum(after), currency)} after.`;
}

export function lineSentences(
  { changed, added, removed }: Lines,
  invoice: Invoice | undefined,
  currency: string,
) {
  const present = new Map((invoice?.lines ?? []).map((row) => [String(row.id), row]));
  const old = (id: unknown) => {
    const row = present.get(String(id));
    return row === undefined ? '(not shown)' : lineText(row, currency);
  };
  return [
    ...changed.map((line) => `Line ${line.id}: ${old(line.id)} → ${lineText(line, currency)}.`),
    ...added.map((line) => `New line: ${lineText(line, currency)}.`),
    ...removed.map((id) => `Line ${id} is deleted: ${old(id)}.`),
  ];
}

/** The lines of a draft that the call leaves as they are: its client could not read them before. */
export const keptSentences = (lines: Lines, invoice: Invoice | undefined, currency: string) =>
  keptOf(lines, invoice).map((row) => `Line ${row.id}: ${lineText(row, currency)}.`);

/** The notes of a draft, where the call does not replace them. */
export function notesSentence(values: Values, invoice: Invoice | undefined): string | undefined {
  const { notes } = invoice?.fields ?? {};
  const isLeft = values.notes === undefined && typeof notes === 'string' && notes.trim() !== '';
  return isLeft ? `Its notes say ${quoted(notes, TEXT_SHOWN)}.` : undefined;
}
